import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { runWorkflow } from '../support/engine';
import { mixOf } from './faults';
import { Relasi } from './nodes';
import { Tally, type Verdict } from './verdict';
import { credentialOf, requestOptionsOf, type World } from './world';

const ITEMS = 500;
const SIDE_BY_SIDE = 3;
const CONVERSATIONS = 100;

const PARAMETERS = {
	resource: 'message',
	operation: 'send',
	conversationId: { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' },
	text: '={{ $json.text }}',
	options: { clientRequestId: '={{ $json.requestId }}' },
};
/** Another text at each try, as texts with a time in them are. */
const CHANGING = { text: '={{ $json.text }} @{{ $now.toMillis() }}', options: {} };

/** Sends `count` messages; every hundredth must be refused, and each third execution ends in Retry On Fail. */
export async function sends(world: World, count: number): Promise<Verdict> {
	const { simulator, seed } = world;
	await simulator.reset('empty');
	await simulator.generate({ contacts: 1, conversations: CONVERSATIONS });
	const ids = (await simulator.conversations()).map(({ id }) => id);
	await simulator.mixedFaults(mixOf(world));
	const tally = new Tally('sends');
	const batches = Array.from({ length: Math.ceil(count / ITEMS) }, (_, batch) =>
		Array.from({ length: Math.min(ITEMS, count - batch * ITEMS) }, (_, index) => {
			const number = batch * ITEMS + index;
			const conversationId = number % 100 === 99 ? 'no-such-chat' : ids[number % ids.length];
			const requestId = number % 7 === 0 ? `order-${seed}-${number}` : undefined;
			return { text: `chaos ${seed} ${number}`, conversationId, requestId };
		}),
	);
	const next = batches.entries();
	const reported = new Map<string, IDataObject>();
	const worker = async () => {
		for (const [batch, rows] of next) {
			const results = await (batch % 3 === 2
				? runWithRetries(world, rows, tally)
				: runWithErrorOutput(world, rows, tally));
			for (const [text, row] of results) reported.set(text, row);
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
	await compare(world, batches.flat(), reported, tally);
	await compareOrder(world, batches, tally);
	return tally.verdict(count, await simulator.requests());
}

type Row = { text: string; conversationId: string; requestId?: string };
type Results = Array<[string, IDataObject]>;

const isRefusable = ({ conversationId }: Row) => conversationId === 'no-such-chat';
const itemsOf = (rows: Row[]): INodeExecutionData[] => rows.map((json) => ({ json }));

async function runWithErrorOutput(world: World, rows: Row[], tally: Tally): Promise<Results> {
	const run = runWorkflow(new Relasi(), {
		credentials: credentialOf(world),
		parameters: { ...PARAMETERS, requestOptions: requestOptionsOf(world) },
		items: itemsOf(rows),
		node: { onError: 'continueErrorOutput' },
	});
	const [done, failed] = (await run.outputs()).map((items) => items ?? []);
	const inputOf = ({ pairedItem }: INodeExecutionData) =>
		rows[(pairedItem as { item: number }).item];
	for (const item of failed) {
		const row = inputOf(item);
		if (!isRefusable(row))
			tally.add('wronglyFailed', `${row.text}: ${String(item.json.error)}`);
	}
	for (const item of done) {
		if (isRefusable(inputOf(item))) tally.add('wronglySucceeded', inputOf(item).text);
	}
	const unheard = rows.length - done.length - failed.length;
	if (unheard !== 0) tally.add('lost', `${unheard} items of a run came out nowhere`);
	return done.map((item) => [inputOf(item).text, item.json]);
}

/** A refused item lets n8n run the whole node three times: nobody may get a message twice. */
async function runWithRetries(world: World, rows: Row[], tally: Tally): Promise<Results> {
	const run = runWorkflow(new Relasi(), {
		credentials: credentialOf(world),
		parameters: { ...PARAMETERS, ...CHANGING, requestOptions: requestOptionsOf(world) },
		items: itemsOf(rows),
		node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
	});
	const refusable = rows.some(isRefusable);
	try {
		const [done] = await run.outputs();
		if (refusable) tally.add('wronglySucceeded', 'an execution with a refused item');
		return done!.map(({ json }, index) => [rows[index].text, json]);
	} catch (error) {
		const { message } = error as Error;
		if (!refusable || !/no conversation/.test(message)) tally.add('wronglyFailed', message);
		return [];
	}
}

async function compare(
	world: World,
	rows: Row[],
	reported: Map<string, IDataObject>,
	tally: Tally,
) {
	const sent = new Map<string, string[]>();
	for (const { content, id } of await world.simulator.sentMessages()) {
		sent.set(textIn(content), [...(sent.get(textIn(content)) ?? []), id]);
	}
	for (const row of rows) {
		const ids = sent.get(row.text) ?? [];
		if (ids.length > 1) tally.add('repeated', `${row.text}: ${ids.join(', ')}`);
		if (ids.length === 0 && !isRefusable(row)) tally.add('lost', row.text);
		const answer = reported.get(row.text);
		if (answer && !(ids.includes(String(answer.id)) && textIn(answer.content) === row.text)) {
			tally.add('wronglySucceeded', `${row.text}: ${JSON.stringify(answer)}`);
		}
	}
}

const textIn = (content: unknown) => String(content).split(' @')[0];

/** The messages of one execution stand in each conversation in the order of its items. */
async function compareOrder({ simulator }: World, batches: Row[][], tally: Tally): Promise<void> {
	const places = new Map(
		batches.flatMap((rows, batch) =>
			rows.map(({ text }, index) => [text, { batch, index }] as const),
		),
	);
	const last = new Map<string, number>();
	for (const { content, conversation_id: conversation } of await simulator.sentMessages()) {
		const { batch, index } = places.get(textIn(content))!;
		const name = `${batch} in ${conversation}`;
		if (index < (last.get(name) ?? -1)) tally.add('wronglySucceeded', `${content} came late`);
		last.set(name, Math.max(index, last.get(name) ?? -1));
	}
}
