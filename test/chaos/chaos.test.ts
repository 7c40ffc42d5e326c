import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { byId, fastWorld } from '../nodes/world';
import { pick, seededRandom } from '../simulator/inbox/random';
import { itemsOf } from '../support/relasi';
import { ActiveTrigger } from '../triggers/polling/trigger';
import { sample, send, serve } from '../triggers/webhook/serving';
import { startStorm } from './storm';

/** `npm run chaos` sets both. */
const ITEMS = Number(process.env.CHAOS_ITEMS ?? 60);
const SEED = Number(process.env.TEST_SEED ?? 42);
jest.setTimeout(90_000 + 300 * ITEMS);

const world = fastWorld({ seed: 'empty' });
const random = seededRandom(SEED);
const soon = { requestOptions: { timeout: 500 } };
let endStorm = async () => {};
const storm = (options: Partial<Parameters<typeof startStorm>[1]> = {}) => {
	endStorm = startStorm(world.simulator, { seed: SEED, ...options });
};
afterEach(async () => await endStorm());

const sorted = (names: unknown[]) => names.map(String).sort();

/** Runs the node with an error output: the rows that failed with their error, and the others with their output. */
async function run(parameters: IDataObject, rows: IDataObject[]) {
	const [done, failed] = await world
		.workflow({ ...soon, ...parameters } as never, {
			items: itemsOf(...rows),
			node: { onError: 'continueErrorOutput' },
		})
		.outputs();
	const withRow = (items: INodeExecutionData[] | null) =>
		(items ?? []).map(({ json, pairedItem }) => ({
			row: rows[(pairedItem as { item: number }).item],
			json,
		}));
	return { done: withRow(done), failed: withRow(failed) };
}

describe('messages', () => {
	const CHATS = 30;
	const parameters = {
		...{ resource: 'message', operation: 'send' },
		...{ conversationId: byId('={{ $json.to }}'), text: '={{ $json.text }}' },
	};
	/** Each twentieth goes to a conversation that isn't there. */
	const rows = Array.from({ length: ITEMS }, (_, index) => ({
		to: index % 20 === 19 ? 'gone' : `c${index % CHATS}`,
		text: `${index}`,
	}));
	const sendable = rows.filter(({ to }) => to !== 'gone').map(({ text }) => text);
	const sent = () => world.simulator.inbox.sentMessages;
	const textOf = ({ content }: IDataObject | { content: string }) =>
		String(content).split(' ')[0];
	beforeEach(() => {
		for (let chat = 0; chat < CHATS; chat++) {
			world.simulator.inbox.addConversation({ id: `c${chat}` });
		}
		storm();
	});
	/** Each once, and in each conversation in the order of the items. */
	const expectBooks = () => {
		expect(sorted(sent().map(textOf))).toEqual(sorted(sendable));
		for (let chat = 0; chat < CHATS; chat++) {
			const places = sent()
				.filter(({ conversation_id: id }) => id === `c${chat}`)
				.map((message) => Number(textOf(message)));
			expect(places).toEqual([...places].sort((a, b) => a - b));
		}
	};

	test('are sent once each, in order, and only those fail that have no conversation', async () => {
		const { done, failed } = await run(parameters, rows);
		expectBooks();
		expect(failed.map(({ row }) => row.to)).toEqual(
			Array.from({ length: ITEMS - sendable.length }, () => 'gone'),
		);
		const ids = new Map(sent().map(({ id, content }) => [content, id]));
		expect(done.map(({ json }) => json.id)).toEqual(sendable.map((text) => ids.get(text)));
	});

	test('are sent once each by Retry On Fail, although their text changes with each try', async () => {
		const execution = world.workflow(
			{ ...parameters, ...soon, text: '={{ $json.text }} at {{ $now.toMillis() }}' },
			{
				items: itemsOf(...rows),
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
			},
		);
		await expect(execution.outputs()).rejects.toMatchObject({
			message: expect.stringMatching(/no conversation/),
		});
		expectBooks();
	});
});

test('contacts are created or updated once each, and keep what others wrote', async () => {
	const { inbox, requests } = world.simulator;
	const rows = Array.from({ length: Math.ceil(ITEMS / 4) }, (_, index) => ({
		email: `u${index}@example.com`,
		company: `Company ${index}`,
	}));
	const old = rows.slice(0, rows.length / 2);
	for (const { email } of old) inbox.addContact({ email, phone: '+15550001' });
	storm({ refusesConnections: false });
	// A creation of which nobody knows fails its item, which is then run again, as the error says.
	const isUnknown = ({ email }: IDataObject) =>
		requests.some(
			({ method, body, fault, status }) =>
				method === 'POST' &&
				(body as IDataObject | undefined)?.email === String(email).toUpperCase() &&
				(fault !== undefined || status === null),
		);
	for (let left: IDataObject[] = rows, runs = 0; left.length > 0; runs++) {
		expect(runs).toBeLessThan(15);
		const { done, failed } = await run(
			{
				...{ resource: 'contact', operation: 'upsert', matchBy: 'email', name: 'New' },
				matchValue: '={{ $json.email.toUpperCase() }}',
				additionalFields: { company: '={{ $json.company }}' },
				// A creation isn't tried again, so a busy machine must not be taken for a server that hangs.
				requestOptions: { timeout: 4000 },
			},
			left,
		);
		expect(failed.filter(({ row }) => !isUnknown(row))).toEqual([]);
		expect(done.map(({ json }) => json.company)).toEqual(done.map(({ row }) => row.company));
		left = failed.map(({ row }) => row);
	}
	const stored = inbox.contacts.all().map(({ row }) => row);
	expect(sorted(stored.map(({ email }) => email?.toLowerCase()))).toEqual(
		sorted(rows.map(({ email }) => email)),
	);
	expect(stored.filter(({ phone }) => phone === '+15550001')).toHaveLength(old.length);
});

test.each([
	['conversations', 'conversation'],
	['messages', 'message'],
] as const)('each of 2,000 %s is read once while others come and move', async (list, resource) => {
	const { simulator } = world;
	simulator.generate({ contacts: 5, conversations: 2000, messages: 2000, spacingMs: 7000 });
	const present = simulator.inbox[list].all().map(({ row }) => row.id);
	storm({ allowsWrongDates: false });
	for (let reads = 0; reads < Math.max(3, ITEMS / 100); reads++) {
		const page = 1 + Math.floor(random() * 4);
		simulator.drift.add({ list, page, touch: list === 'conversations' ? 3 : 0, insert: 2 });
		const { done, failed } = await run({ resource, operation: 'getAll', returnAll: true }, [
			{},
		]);
		expect(failed).toEqual([]);
		const ids = done.map(({ json }) => json.id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(present.filter((id) => !ids.includes(id))).toEqual([]);
	}
});

test('each message that a customer writes starts the polled workflow once', async () => {
	const { inbox } = world.simulator;
	for (let chat = 0; chat < 50; chat++) inbox.addConversation({ id: `c${chat}` });
	const trigger = new ActiveTrigger(
		world.simulator,
		{ event: 'messageReceived' },
		{ requestsPerSecond: 5000 },
	);
	await trigger.poll();
	storm({ hasTimeout: false });
	const written: string[] = [];
	const given: unknown[] = [];
	// The next poll goes on from where a failed one stopped.
	const poll = async () => given.push(...(await trigger.ids().catch(() => [])));
	for (let polls = 0; polls < ITEMS / 10; polls++) {
		for (let count = Math.floor(random() * 8); count > 0; count--) {
			const late = { touch: 'onReveal', visibleAfter: Date.now() + 500 } as const;
			const message = inbox.addMessage({
				conversation_id: `c${Math.floor(random() * 50)}`,
				...(random() < 0.2 && late),
			});
			written.push(message.id);
		}
		await poll();
	}
	for (let polls = 0; polls < 20 && given.length < written.length; polls++) await poll();
	expect(sorted(given)).toEqual(sorted(written));
});

test('each delivery starts its workflow once, while senders hang up and the database is locked', async () => {
	const server = await serve({
		store: async () => {
			if (random() < 0.7) return;
			await new Promise((resolve) => setTimeout(resolve, pick(random, [1, 5, 20, 60])));
			if (random() < 0.5) throw new Error('The database is locked');
		},
	});
	const deliveries = sample(ITEMS);
	const deliver = async (delivery: (typeof deliveries)[number]) => {
		for (let status = 0, tries = 0; status !== 200; tries++) {
			expect(tries).toBeLessThan(50);
			const isImpatient = tries === 0 && random() < 0.3;
			const signal = AbortSignal.timeout(isImpatient ? pick(random, [1, 10, 30]) : 10_000);
			const tried = await send(server, delivery, {}, signal).catch(() => ({ status: 0 }));
			({ status } = tried);
		}
	};
	for (let start = 0; start < ITEMS; start += 20) {
		await Promise.all(
			deliveries
				.slice(start, start + 20)
				.flatMap((delivery) =>
					random() < 0.3 ? [deliver(delivery), deliver(delivery)] : [deliver(delivery)],
				),
		);
	}
	await server.settled();
	expect(sorted(server.started.map(({ id }) => id))).toEqual(
		sorted(deliveries.map(({ id }) => id)),
	);
});
