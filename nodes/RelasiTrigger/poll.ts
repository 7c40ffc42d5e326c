import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { catchUp, isOfWorkspace } from './catchUp';
import { currentMemory, openSession, openStore } from './memory';
import { readSettings } from './settings';
import { DEFAULT_BUDGET_MS, openSource, realSurroundings } from './source';

/** n8n tests an activation with the first poll of a context. Its durable scheduler makes one for each poll. */
const polledContexts = new WeakSet<IPollFunctions>();

/**
 * Runs a scheduled poll, or the one with which n8n tests an activation. Gives what is new, oldest first; null if
 * nothing is, if another poll of this node is running, or while n8n may still be storing what the last one gave.
 * The memory is written last and in one piece, so a poll that fails leaves it as it was.
 */
export async function runPoll(
	context: IPollFunctions,
	surroundings = realSurroundings,
): Promise<IDataObject[] | null> {
	const settings = readSettings(context);
	const { steadyNowMs } = surroundings;
	const session = openSession(context);
	const budgetMs = context.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const beganAtMs = steadyNowMs();
	// n8n may run two polls of a node at once. One whose time is over no longer counts, and its result is dropped.
	if (session.lock && beganAtMs < session.lock.untilMs) return null;
	const lock = { untilMs: beganAtMs + budgetMs };
	session.lock = lock;
	try {
		// Only n8n's durable scheduler gives another budget, and it polls in this mode.
		const isScheduled =
			context.getActivationMode() === 'update' && budgetMs !== DEFAULT_BUDGET_MS;
		const { saved, save, isDurable } = openStore(context, isScheduled);
		const source = await openSource(context, budgetMs, surroundings);
		const isTest = !isScheduled && !polledContexts.has(context);
		polledContexts.add(context);
		// The scheduler may poll in another main process just now, and n8n would store what both of them give. The
		// test still needs a request, which fails if the key is wrong.
		if (isTest && isDurable && saved && (await source.workspace()) === saved.workspace)
			return null;
		const { memory, isStoring } = currentMemory(session, saved, {
			isDurable,
			keyId: source.keyId,
			nowMs: steadyNowMs(),
		});
		// n8n doesn't store the memory of the poll that tests an activation. It needs one before anything is given:
		// if it failed to store that, the next poll would otherwise be a first poll again, or lose it.
		const isUnknown = !saved || (isDurable && saved.workspace !== memory?.workspace);
		if (memory && (isStoring || isUnknown) && (await isOfWorkspace(source, memory))) {
			if (isUnknown) save(memory);
			return null;
		}
		const { items, memory: found } = await catchUp(source, memory, settings, session);
		if (session.lock !== lock) return null;
		const isIdle = items.length === 0;
		session.memory = isIdle ? found : { ...found, handovers: found.handovers + 1 };
		if (!isIdle) session.handedAtMs = steadyNowMs();
		save(session.memory);
		return items;
	} finally {
		if (session.lock === lock) session.lock = undefined;
	}
}
