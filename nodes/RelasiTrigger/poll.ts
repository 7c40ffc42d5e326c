import { deepCopy, NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { begin } from './begin';
import { catchUp } from './catchUp';
import { VERSION, type Memory } from './memory';
import { sample } from './sample';
import { readSettings } from './settings';
import { openSource, type Source } from './source';
import { inTurn, isBehind, keep, recall } from './turns';

/** What n8n gave a poll before it had a word for it (before 2.41). */
const DEFAULT_BUDGET_MS = 300_000;
/** The rest is for requests under way when time runs out, and for handing over what they brought. */
const SHARE_OF_BUDGET = 0.75;

/** What a poll meets outside n8n; tests put a list in memory and a clock of their own there. */
export interface Surroundings {
	open: (context: IPollFunctions) => Promise<Source>;
	/** Milliseconds of a clock that only grows. */
	nowMs: () => number;
}

const REAL: Surroundings = { open: openSource, nowMs: () => performance.now() };

/**
 * One scheduled poll, or the one with which n8n tests an activation: what is new, oldest first.
 * Null when there is nothing, or when another poll of this node is at work or on its way into n8n.
 * The memory is written last and in one piece, so a poll that fails leaves it as it was.
 */
export async function runPoll(
	context: IPollFunctions,
	{ open, nowMs }: Surroundings = REAL,
): Promise<IDataObject[] | null> {
	const node = `${context.getWorkflow().id}:${context.getNode().id}`;
	const givenMs = context.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	return await inTurn(node, { nowMs: nowMs(), longestMs: givenMs }, async (isCurrent) => {
		const settings = readSettings(context);
		const data = context.getWorkflowStaticData('node');
		const saved = savedIn(context, data);
		// n8n's durable scheduler polls in this mode only; without it n8n keeps the memory itself.
		const isScheduled = context.getActivationMode() === 'update';
		if (isScheduled && isBehind(node, saved, nowMs())) return null;
		const memory = recall(node, saved, isScheduled);
		const source = await open(context);
		const budgetMs = givenMs * SHARE_OF_BUDGET;
		const { items, memory: next } = memory
			? await catchUp(source, memory, settings, budgetMs)
			: { items: [], memory: await begin(source, settings, budgetMs) };
		if (!isCurrent()) return null;
		const isIdle = items.length === 0;
		const kept = isIdle ? next : { ...next, handovers: next.handovers + 1 };
		data.memory = kept as unknown as IDataObject;
		keep(node, kept, { isIdle, nowMs: nowMs() });
		return items;
	});
}

function savedIn(context: IPollFunctions, { memory }: IDataObject): Memory | undefined {
	if (memory === undefined) return undefined;
	// A copy, because n8n watches every change of the object itself.
	const saved = deepCopy(memory) as unknown as Memory;
	if (saved.version === VERSION) return saved;
	throw new NodeOperationError(
		context.getNode(),
		'A newer version of this node has saved where the trigger stopped',
		{
			description:
				'Install the newest version of n8n-nodes-relasi, so that it can go on from there.',
		},
	);
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
