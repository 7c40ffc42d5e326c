import type { INodeParameters } from 'n8n-workflow';

import { setTimeout } from 'node:timers/promises';

import { credentialFor, itemsOf } from '../support/relasi';
import { by, byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const send = (options: INodeParameters = {}) =>
	sendText('={{ $json.text }}', options, { conversationId: byId('={{ $json.to }}') });
const textsIn = (conversation: string) =>
	world.simulator.inbox.sentMessages
		.filter((message) => message.conversation_id === conversation)
		.map(({ content }) => content);

beforeEach(() => {
	for (const id of ['c', 'd']) world.simulator.inbox.addConversation({ id });
});
test('messages keep their order when each item has its own credential, read in any order', async () => {
	const { relasiApi } = credentialFor(world.simulator, {
		apiKey: '={{ $json.key }}',
		requestsPerSecond: 5000,
	});
	let reads = 0;
	const delay = async () => await setTimeout(60 - 5 * (++reads % 12));
	const texts = Array.from({ length: 12 }, (_, index) => `${index}`);
	const { full: key } = world.simulator.keys;
	await world.rows(send(), {
		items: itemsOf(...texts.map((text) => ({ to: 'c', text, key }))),
		credentials: { relasiApi: { ...relasiApi, delay } },
	});
	expect(textsIn('c')).toEqual(texts);
});

test('each item goes out with its own key, also where nobody sees how n8n evaluates the credential', async () => {
	const { full, second } = world.simulator.keys;
	const { relasiApi } = credentialFor(world.simulator, {
		apiKey: '={{ $json.key }}',
		requestsPerSecond: 5000,
	});
	const items = itemsOf({ key: full }, { key: second }, { key: full });
	const rows = await world.rows(
		{ resource: 'apiKey', operation: 'get' },
		{ items, credentials: { relasiApi: { ...relasiApi, isUnseen: true } } },
	);
	expect(rows.map(({ name }) => name)).toEqual(['full', 'second', 'full']);
});

test('look-ups of a run start side by side, also behind a slow one', async () => {
	const names = ['v', 'w', 'x', 'y', 'z'];
	for (const id of names) {
		world.simulator.inbox.addContact({ id, email: `${id}@example.com` });
		world.simulator.inbox.addConversation({ id: `c-${id}`, customer_id: id });
	}
	const sentMeanwhile: unknown[] = [];
	world.onRequest(async () => {
		if (world.calls.length > 1) return;
		// The first one waits until the others have begun.
		while (world.count('GET /contacts') < 4) await new Promise(setImmediate);
		sentMeanwhile.push(...world.simulator.inbox.sentMessages);
	});
	const toContact = { ...send(), sendTo: 'contact', contactId: by('email', '={{ $json.to }}') };
	const items = itemsOf(...names.map((id) => ({ to: `${id}@example.com`, text: id })));
	const rows = await world.rows(toContact, { items });
	expect(rows.map(({ content }) => content)).toEqual(names);
	expect(sentMeanwhile).toEqual([]);
});

afterEach(() => world.simulator.set({ latencyMs: 0 }));

test('the parts of a split text stay together however slow the API is', async () => {
	world.simulator.set({ latencyMs: 60 });
	const text = (letter: string) => letter.repeat(4000) + ' ' + letter.toUpperCase();
	const items = itemsOf(...[...'abcdefgh'].map((letter) => ({ to: 'c', text: text(letter) })));
	await world.rows(send({ splitLongText: true }), { items });
	expect(textsIn('c').map((part) => part[0])).toEqual(
		[...'abcdefgh'].flatMap((letter) => [letter, letter.toUpperCase()]),
	);
});

test('faults change no order within a conversation', async () => {
	const texts = Array.from({ length: 20 }, (_, index) => `${index}`);
	for (const status of [503, 503, 503]) world.simulator.faults.add({ kind: 'status', status });
	await world.rows(send(), { items: itemsOf(...texts.map((text) => ({ to: 'c', text }))) });
	expect(textsIn('c')).toEqual(texts);
});

test('a conversation does not wait for another one', async () => {
	world.onRequest(async () => {
		if (world.calls.length > 1) return;
		// The message to c waits until both to d are sent.
		while (textsIn('d').length < 2) await new Promise(setImmediate);
	});
	const items = itemsOf({ to: 'c', text: 'c' }, { to: 'd', text: '1' }, { to: 'd', text: '2' });
	const rows = await world.rows(send(), { items });
	expect(rows.map(({ content }) => content)).toEqual(['c', '1', '2']);
});

test('an item that cannot be sent holds up nobody behind it', async () => {
	const items = itemsOf(
		{ to: 'c', text: '' },
		{ to: 'c', text: 'x'.repeat(5000) },
		{ to: 'c', text: 'b' },
	);
	const run = world.workflow(send(), { items, node: { onError: 'continueErrorOutput' } });
	const [done, failed] = await run.outputs();
	expect(done?.map(({ json }) => json.content)).toEqual(['b']);
	expect(failed).toHaveLength(2);
});
