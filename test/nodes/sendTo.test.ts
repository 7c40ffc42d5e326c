import type { INodeParameters } from 'n8n-workflow';

import { itemsFor, itemsOf } from '../support/relasi';
import { by, byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const inbox = () => world.simulator.inbox;
const send = (contactId: INodeParameters, more = {}) => ({
	...{ resource: 'message', operation: 'send', sendTo: 'contact', contactId },
	...{ text: 'Hello', ...more },
});
const sentTo = () => inbox().sentMessages.map((message) => message.conversation_id);

/** Contact p<n> with the conversation c<n>; the smaller n, the newer its activity. */
function fill(count: number) {
	for (let n = 0; n < count; n++) {
		inbox().addContact({ id: `p${n}`, name: `Person ${n}`, created_at: 1e12 });
		inbox().addConversation({ id: `c${n}`, customer_id: `p${n}`, created_at: 1e12 - n * 1000 });
	}
}

beforeEach(() => {
	inbox().addChannel({ id: 'wa', type: 'whatsapp' });
	inbox().addChannel({ id: 'tg', type: 'telegram' });
	const budi = { email: 'budi@example.com', phone: '+62 813 5550 1002' };
	inbox().addContact({ id: 'budi', name: 'Budi Santoso', ...budi });
	inbox().addContact({ id: 'sari', name: 'Sari' });
});

describe('a message to a contact', () => {
	beforeEach(() => {
		const add = (id: string, channel_id: string, customer_id: string, at: number) =>
			inbox().addConversation({ id, channel_id, customer_id, created_at: at * 1000 });
		add('newest', 'tg', 'budi', 9);
		add('whatsapp', 'wa', 'budi', 8);
		add('older', 'wa', 'budi', 7);
		inbox().addContact({
			id: 'other',
			email: 'budi@example.com.br',
			phone: '+62 813 5550 100',
		});
		add('others', 'wa', 'other', 10);
	});

	test.each([
		['ID', 'id', 'budi'],
		['choice from the list', 'list', 'budi'],
		['email', 'email', ' BUDI@example.com '],
		['phone', 'phone', '+6281355501002'],
	] as const)(
		'by %s goes into its conversation with the newest activity',
		async (_, mode, value) => {
			const [row] = await world.rows(send(by(mode, value)));
			expect(row).toMatchObject({ conversation_id: 'newest', content: 'Hello' });
			expect(sentTo()).toEqual(['newest']);
		},
	);

	test('goes into the newest one on a channel type', async () => {
		await world.rows(send(byId('budi'), { options: { channelType: 'whatsapp' } }));
		expect(sentTo()).toEqual(['whatsapp']);
	});

	test('goes there too if the API writes the type in another case', async () => {
		inbox().addChannel({ id: 'WA', type: 'WhatsApp' });
		inbox().addConversation({ id: 'mine', channel_id: 'WA', customer_id: 'sari' });
		await world.rows(send(byId('sari'), { options: { channelType: 'whatsapp' } }));
		expect(sentTo()).toEqual(['mine']);
	});

	test('may be a file', async () => {
		const media = { operation: 'sendMedia', mediaType: 'image', binaryPropertyName: 'data' };
		const binary = { data: { data: 'aGVsbG8=', mimeType: 'image/png', fileName: 'a.png' } };
		await world.rows(send(by('email', 'budi@example.com'), media), {
			items: [{ json: {}, binary }],
		});
		expect(sentTo()).toEqual(['newest']);
	});

	test('goes into the same conversation again when n8n runs the node again', async () => {
		world.simulator.faults.add({
			kind: 'status',
			status: 422,
			match: { path: '/messages/text' },
		});
		world.onRequest(({ path }) => {
			if (path.endsWith('/messages/text')) inbox().touchConversation('older');
		});
		await world
			.workflow(send(byId('={{ $json.id }}')), {
				items: itemsOf({ id: 'budi' }, { id: 'other' }),
				node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
			})
			.outputs();
		expect(sentTo().sort()).toEqual(['newest', 'others']);
	});
});

describe('where there is no conversation to write into', () => {
	test.each([
		['of the contact', byId('budi'), {}, 'Budi Santoso has no conversation yet'],
		[
			'on the channel type',
			byId('sari'),
			{ channelType: 'telegram' },
			'Sari has no conversation on Telegram yet',
		],
	])('%s, the error says so', async (_, contactId, options, message) => {
		inbox().addConversation({ channel_id: 'wa', customer_id: 'sari' });
		const error = await world.errorOf(send(contactId, { options }));
		expect(error.message).toBe(message);
		expect(error.description).toMatch(/the customer has to write first/);
		expect(sentTo()).toEqual([]);
	});

	test('with a key that may not read contacts, it says so without the name', async () => {
		world.simulator.faults.add({
			...{
				kind: 'status',
				status: 403,
				body: { error: 'x', required_scope: 'customers:read' },
			},
			match: { path: '/contacts/budi' },
		});
		const error = await world.errorOf(send(byId('budi')));
		expect(error.message).toBe('The contact has no conversation yet');
	});

	test('since the ID is a conversation’s, the error says that', async () => {
		fill(1);
		const error = await world.errorOf(send(byId('c0')));
		expect(error.message).toBe('Relasi has no contact with the ID “c0”');
		expect(error.description).toMatch(/A conversation_id is the ID of a conversation/);
	});

	test.each([
		['email', 'nobody@example.com', /^There is no contact with the email/],
		['phone', '+621234567', /^There is no contact with the phone/],
		['phone', '0', /^Contact “0” isn't a valid phone number/],
		['email', '={{ $json.none }}', /^Contact is empty/],
		['email', 'two@example.com', /^Several contacts have the email/],
	] as const)('for the %s %s, the error says why', async (mode, value, message) => {
		for (const id of ['a', 'b']) inbox().addContact({ id, email: 'two@example.com' });
		const error = await world.errorOf(send(by(mode, value)));
		expect(error.message).toMatch(message);
		expect(sentTo()).toEqual([]);
	});

	test.each(['={{ $json.none }}', 'fax', ''])(
		'channel type %j is refused',
		async (channelType) => {
			const parameters = send(byId('budi'), { options: { channelType } });
			await world.expectRefused(parameters, /^Channel Type isn't one of its choices/);
		},
	);
});

describe('what it costs', () => {
	test('one request besides the message, where the conversation is on the first page', async () => {
		fill(600);
		await world.rows(send(byId('p400')));
		expect(world.calls).toEqual(['GET /conversations', 'POST /messages/text']);
	});

	test('the list once, for all items of a run', async () => {
		fill(1200);
		const items = itemsFor(60, (n) => ({ id: `p${n * 20}` }));
		await world.rows(send(byId('={{ $json.id }}')), { items });
		expect(sentTo().sort()).toEqual(
			items.map(({ json }) => `c${String(json.id).slice(1)}`).sort(),
		);
		expect(world.count('GET /conversations')).toBe(3);
	});

	test('a look at the beginning of the list, and at the contact, for one without conversation', async () => {
		fill(1200);
		await world.errorOf(send(byId('sari')));
		expect(world.count('GET /conversations')).toBe(4);
		expect(world.count('GET /contacts/sari')).toBe(1);
	});
});

test('a conversation that begins during the reading, or after it, is found', async () => {
	fill(1200);
	const begin = {
		// The second page of the list.
		'2 500': () => inbox().addConversation({ id: 'during', customer_id: 'budi' }),
		// The look at its beginning, once all of it was read.
		'1 100': () => inbox().addConversation({ id: 'after', customer_id: 'sari' }),
	};
	const begun = new Set<string>();
	world.onRequest(({ query: { page, per_page: perPage } }) => {
		const moment = `${String(page)} ${String(perPage)}` as keyof typeof begin;
		if (!begun.has(moment)) begin[moment]?.();
		begun.add(moment);
	});
	const items = itemsOf({ id: 'budi' }, { id: 'sari' }, { id: 'p1199' });
	const rows = await world.rows(send(byId('={{ $json.id }}')), { items });
	expect(rows.map((row) => row.conversation_id)).toEqual(['during', 'after', 'c1199']);
});
