import { randomUUID } from 'crypto';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { openNodeApi, type Api } from '../shared/http/client';
import { catchUp } from './catchUp';
import {
	acquireLock,
	currentMemory,
	keepMemory,
	openSession,
	openStore,
	type Memory,
} from './memory';
import { readSettings } from './settings';
import { openSource, type LocalClocks, type Source } from './source';
import { findNewestEvent } from './testEvent';

/** The time that n8n gives a poll unless its scheduler started it; before 2.41, every poll. */
const DEFAULT_BUDGET_MS = 300_000;

/** The API and the clocks of a poll. A test can pass its own. */
export interface Surroundings extends LocalClocks {
	open: (context: IPollFunctions) => Promise<Api>;
}

const REAL: Surroundings = {
	open: openNodeApi,
	steadyNowMs: () => performance.now(),
	localDateMs: () => Date.now(),
};

/** n8n tests an activation with the first poll of a context. Its durable scheduler makes one for each poll. */
const polledContexts = new WeakSet<IPollFunctions>();

/**
 * Runs a scheduled poll, or the one with which n8n tests an activation. Gives what is new, oldest first; null if
 * nothing is, if another poll of this node is running, or while n8n may still be storing what the last one gave.
 * The memory is written last and in one piece, so a poll that fails leaves it as it was.
 */
export async function runPoll(
	context: IPollFunctions,
	{ open, ...clocks }: Surroundings = REAL,
): Promise<IDataObject[] | null> {
	const settings = readSettings(context);
	const { steadyNowMs } = clocks;
	const { id, name } = context.getNode();
	const session = openSession(`${context.getWorkflow().id}:${id}`, name);
	const budgetMs = context.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const lock = acquireLock(session, steadyNowMs(), budgetMs);
	if (!lock) return null;
	try {
		// Only n8n's durable scheduler gives another budget, and it polls in this mode.
		const isScheduled =
			context.getActivationMode() === 'update' && budgetMs !== DEFAULT_BUDGET_MS;
		const { saved, save, isDurable } = openStore(context, isScheduled);
		const nowMs = steadyNowMs();
		const { memory, isStoring } = currentMemory(session, saved, { isDurable, nowMs });
		const source = openSource(await open(context), context, { ...clocks, budgetMs });
		const isTest = !isScheduled && !polledContexts.has(context);
		polledContexts.add(context);
		// The scheduler may poll in another main process just now, and n8n would store what both of them give.
		if (isTest && isDurable && saved && (await source.workspace()) === saved.workspace)
			return null;
		// n8n doesn't store the memory of the poll that tests an activation. It needs one before anything is given:
		// if it failed to store that, the next poll would otherwise be a first poll again, or lose it.
		const isUnknown = !saved || (isDurable && saved.workspace !== memory?.workspace);
		if (memory && (isStoring || isUnknown) && (await isOfWorkspace(source, memory))) {
			if (isUnknown) save(memory);
			return null;
		}
		const found = await catchUp(source, memory, settings, session);
		if (session.lock !== lock) return null;
		const isIdle = found.items.length === 0;
		const next = {
			...found.memory,
			polls: found.memory.polls + 1,
			...(!isIdle && {
				handovers: found.memory.handovers + 1,
				handoverId: randomUUID().slice(0, 8),
			}),
		};
		save(next);
		keepMemory(session, next, isIdle, steadyNowMs());
		return found.items;
	} finally {
		if (session.lock === lock) session.lock = undefined;
	}
}

const isOfWorkspace = async (source: Source, { keyId, workspace }: Memory): Promise<boolean> =>
	source.keyId === keyId || (await source.workspace()) === workspace;

/** Serves “Fetch Test Event” with the newest matching object; neither reads nor writes the memory. */
export async function fetchTestEvent(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const { open, ...clocks } = REAL;
	const source = openSource(await open(context), context, {
		...clocks,
		budgetMs: DEFAULT_BUDGET_MS,
	});
	return [await findNewestEvent(context, source, settings)];
}
