import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { catchUp } from './catchUp';
import { acquire, isBehind, isHeld, keep, recall, release } from './lock';
import { openStore } from './memory';
import { sample } from './sample';
import { readSettings } from './settings';
import { openSource, type Source } from './source';

/** What n8n gave a poll before it had a word for it (before 2.41). */
const DEFAULT_BUDGET_MS = 300_000;
/** The rest is for requests under way when time runs out, and for handing over what they brought. */
const SHARE_OF_BUDGET = 0.75;

/** What a poll meets outside n8n; tests put an inbox in memory and a clock of their own there. */
export interface Surroundings {
	open: (context: IPollFunctions) => Promise<Source>;
	/** Milliseconds of a clock that only grows. */
	nowMs: () => number;
}

const REAL: Surroundings = { open: openSource, nowMs: () => performance.now() };

/**
 * One scheduled poll, or the one with which n8n tests an activation: what is new, oldest first.
 * Null when there is nothing, or when another poll of this node is at work or on its way into n8n.
 */
export async function runPoll(
	context: IPollFunctions,
	surroundings: Surroundings = REAL,
): Promise<IDataObject[] | null> {
	const node = `${context.getWorkflow().id}:${context.getNode().id}`;
	const budgetMs = context.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const lock = acquire(node, { nowMs: surroundings.nowMs(), longestMs: budgetMs });
	if (!lock) return null;
	try {
		const isCurrent = () => isHeld(node, lock);
		return await poll(context, surroundings, { node, budgetMs, isCurrent });
	} finally {
		release(node, lock);
	}
}

/**
 * Whether n8n's durable scheduler polls, which keeps the memory by the id of the node: in this mode, as
 * all polls of a workflow that was published anew, but it gives them less time than others have.
 */
const isScheduledWithin = (context: IPollFunctions, budgetMs: number): boolean =>
	context.getActivationMode() === 'update' && budgetMs !== DEFAULT_BUDGET_MS;

/** The memory is written last and in one piece, so a poll that fails leaves it as it was. */
async function poll(
	context: IPollFunctions,
	{ open, nowMs }: Surroundings,
	{ node, budgetMs, isCurrent }: { node: string; budgetMs: number; isCurrent: () => boolean },
): Promise<IDataObject[] | null> {
	const settings = readSettings(context);
	const isScheduled = isScheduledWithin(context, budgetMs);
	const { saved, save } = openStore(context, isScheduled);
	if (isScheduled && isBehind(node, saved, nowMs())) return null;
	const memory = recall(node, saved, isScheduled);
	const source = await open(context);
	const found = await catchUp(source, memory, settings, budgetMs * SHARE_OF_BUDGET);
	if (!isCurrent()) return null;
	const isIdle = found.items.length === 0;
	const { polls, handovers } = found.memory;
	const next = {
		...found.memory,
		polls: polls + 1,
		handovers: isIdle ? handovers : handovers + 1,
	};
	save(next);
	keep(node, next, { isIdle, nowMs: nowMs() });
	return found.items;
}

/** "Fetch Test Event": the newest matching object. The memory is neither read nor written. */
export async function fetchTestEvent(context: IPollFunctions): Promise<IDataObject[]> {
	const settings = readSettings(context);
	const found = await sample(await openSource(context), settings);
	if (found) return [found];
	const isMessage = settings.watch === 'messages';
	throw new NodeOperationError(
		context.getNode(),
		`Relasi has no ${isMessage ? 'message' : 'conversation'} that matches`,
		{
			description: isMessage
				? 'Write a message in one of your channels, or loosen the filters, and fetch again.'
				: 'Start a conversation in one of your channels, or loosen the filters, and fetch again.',
		},
	);
}
