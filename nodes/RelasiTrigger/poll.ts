import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { openNodeApi, type Api } from '../shared/http/client';
import { catchUp } from './catchUp';
import { openStore, type Memory } from './memory';
import { acquireLock, currentMemory, keepMemory, openSession } from './session';
import { readSettings } from './settings';
import { openSource, type LocalClocks, type Source } from './source';
import { newestEvent } from './testEvent';

/** What n8n gives a poll that its scheduler did not start, and gave every poll before 2.41. */
const DEFAULT_BUDGET_MS = 300_000;

/** What a poll meets outside n8n; a test can put an API in memory and clocks of its own there. */
export interface Surroundings extends LocalClocks {
	open: (context: IPollFunctions) => Promise<Api>;
}

const REAL: Surroundings = {
	open: openNodeApi,
	steadyNowMs: () => performance.now(),
	localDateMs: () => Date.now(),
};

/**
 * One scheduled poll, or the one with which n8n tests an activation: what is new, oldest first. Null when
 * there is nothing, or when another poll of this node is at work or on its way into n8n. The memory is
 * written last and in one piece, so a poll that fails leaves it as it was.
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
		// n8n's scheduler alone gives less time; it polls in the mode of a workflow that was published anew.
		const isScheduled =
			context.getActivationMode() === 'update' && budgetMs !== DEFAULT_BUDGET_MS;
		const { saved, save, isDurable } = openStore(context, isScheduled);
		const current = currentMemory(session, saved, { isDurable, nowMs: steadyNowMs() });
		const source = openSource(await open(context), context, { ...clocks, budgetMs });
		// Another workspace starts from now, whatever n8n is still storing of the former one.
		const isOfFormer = async (last?: Memory) => !last || (await isOfWorkspace(source, last));
		if (current === 'wait' && (await isOfFormer(session.memory))) return null;
		const memory = current === 'wait' ? session.memory : current;
		if (memory && !saved && (await isOfWorkspace(source, memory))) {
			// n8n does not store the memory of the poll that tests an activation. It must have one before
			// something is given out, or it would go on from nothing where it fails to store that.
			save(memory);
			return null;
		}
		const found = await catchUp(source, memory, settings, session);
		if (session.lock !== lock) return null;
		const isIdle = found.items.length === 0;
		const next = {
			...found.memory,
			polls: found.memory.polls + 1,
			handovers: found.memory.handovers + (isIdle ? 0 : 1),
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

/** "Fetch Test Event": the newest matching object. The memory is neither read nor written. */
export async function fetchTestEvent(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const { open, ...clocks } = REAL;
	const source = openSource(await open(context), context, {
		...clocks,
		budgetMs: DEFAULT_BUDGET_MS,
	});
	return [await newestEvent(context, source, settings)];
}
