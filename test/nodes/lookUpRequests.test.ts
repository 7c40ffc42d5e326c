import type { INodeParameters } from 'n8n-workflow';

import { itemsFor, itemsOf } from '../support/relasi';
import { by, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const inbox = () => world.simulator.inbox;
const contact = (number: number) => inbox().contacts.get(`p${number}`);
const emailOf = (number: number) => `c${number}@example.com`;
const phoneOf = (number: number) => `+62 812-555${100_000 + number}`;
const items = (count: number) =>
	itemsFor(count, (n) => ({
		...{ n, email: emailOf(n).toUpperCase(), phone: phoneOf(n).replace(/\D/g, '') },
		...{ other: emailOf(n + count) },
	}));

/** Contacts p<n>, each with the conversation c<n> and one message. */
function fill(count: number, hasChats = true) {
	for (let n = 0; n < count; n++) {
		const stored = { email: emailOf(n), phone: phoneOf(n), city: 'Recife' };
		inbox().addContact({ id: `p${n}`, name: `P${n}`, ...stored, created_at: 1e12 });
		if (!hasChats) continue;
		inbox().addConversation({ id: `c${n}`, customer_id: `p${n}`, created_at: 1e12 });
		inbox().addMessage({ conversation_id: `c${n}`, content: `m${n}`, created_at: 1e12 });
	}
}

const BY_PHONE = by('phone', '={{ $json.phone }}');
const BY_EMAIL = by('email', '={{ $json.email }}');
const send = { resource: 'message', operation: 'send', sendTo: 'contact', text: 'Hi' };
const getMany = { operation: 'getAll', filters: { contactId: BY_PHONE } };
const update = { resource: 'contact', operation: 'update', contactId: BY_EMAIL };
const upTo = (count: number, prefix: string) =>
	Array.from({ length: count }, (_, number) => `${prefix}${number}`);

describe('1,000 contacts that are looked up by email or phone take at most 1.5 requests each', () => {
	test.each<[string, INodeParameters, property: string, prefix: string]>([
		['Send, by phone', { ...send, contactId: BY_PHONE }, 'conversation_id', 'c'],
		['Send, by email', { ...send, contactId: BY_EMAIL }, 'conversation_id', 'c'],
		[
			'Get, by phone',
			{ resource: 'contact', operation: 'get', contactId: BY_PHONE },
			...(['id', 'p'] as const),
		],
		['Get Many of messages', { ...getMany, resource: 'message' }, 'conversation_id', 'c'],
		['Get Many of conversations', { ...getMany, resource: 'conversation' }, 'id', 'c'],
	])(
		'%s',
		async (_, parameters, property, prefix) => {
			fill(1000);
			const rows = await world.rows(parameters, { items: items(1000) });
			expect(rows.map((row) => row[property])).toEqual(upTo(1000, prefix));
			expect(world.calls.length).toBeLessThanOrEqual(1500);
		},
		300_000,
	);

	test('Update, by email, which reads and writes them', async () => {
		fill(1000, false);
		const updateFields = { company: '={{ $json.n }}' };
		const rows = await world.rows({ ...update, updateFields }, { items: items(1000) });
		expect(rows.map(({ id, company, city }) => [id, company, city])).toEqual(
			upTo(1000, 'p').map((id, number) => [id, String(number), 'Recife']),
		);
		expect(world.calls.length).toBeLessThanOrEqual(1500);
	}, 300_000);

	test('Merge, beside the two that each merge is', async () => {
		fill(2000, false);
		const ofMerge = { secondaryContactId: by('email', '={{ $json.other }}') };
		const merge = { resource: 'contact', operation: 'merge', primaryContactId: BY_EMAIL };
		const rows = await world.rows({ ...merge, ...ofMerge }, { items: items(1000) });
		expect(rows.map(({ id }) => id)).toEqual(upTo(1000, 'p'));
		expect(inbox().contacts.all()).toHaveLength(1000);
		expect(world.calls.length - 2000).toBeLessThanOrEqual(1500);
	}, 300_000);
});

test.each([
	['email', 'C5@EXAMPLE.COM', 3],
	['phone', '62812555100005', 4],
] as const)(
	'a single look-up by %s takes few requests beside reading the contact',
	async (mode, value, most) => {
		fill(10, false);
		const get = { resource: 'contact', operation: 'get', contactId: by(mode, value) };
		expect((await world.rows(get)).map(({ id }) => id)).toEqual(['p5']);
		expect(world.calls.length).toBeLessThanOrEqual(most);
	},
);

describe('in a large run', () => {
	const get = { resource: 'contact', operation: 'get', contactId: BY_EMAIL };
	const node = { onError: 'continueErrorOutput' } as const;

	test('nobody, and several, are errors of their items alone', async () => {
		fill(98);
		inbox().addContact({ id: 'twin', email: 'C7@Example.com' });
		const [rows, errors] = await world.workflow(get, { items: items(100), node }).outputs();
		expect(rows).toHaveLength(97);
		const messages = errors?.map(({ json }) => String(json.error));
		expect(messages).toHaveLength(3);
		expect(messages?.[0]).toMatch(/^Several contacts have the email “C7@EXAMPLE.COM”/);
		expect(messages?.[1]).toMatch(/^There is no contact with the email “C98@EXAMPLE.COM”/);
		expect(world.calls.length).toBeLessThanOrEqual(150);
	});

	test('a contact that begins to exist while the list is read is found', async () => {
		fill(40);
		let isFirst = true;
		world.onRequest(({ path }) => {
			if (!path.endsWith('/contacts/p0') || !isFirst) return;
			isFirst = false;
			inbox().addContact({ id: 'late', email: emailOf(40) });
		});
		const late = itemsOf({ email: emailOf(40) });
		const pause = { batching: { batch: { batchSize: 40, batchInterval: 300 } } };
		const rows = await world.rows(
			{ ...get, requestOptions: pause },
			{ items: [...items(40), ...late] },
		);
		expect(rows.map(({ id }) => id)).toEqual([...upTo(40, 'p'), 'late']);
	});

	test('a contact that has another email by the time it is read is not given out', async () => {
		fill(40);
		world.onRequest(({ path }) => {
			if (path.endsWith('/contacts/p39'))
				inbox().setContact('p39', { email: 'x@example.com' });
		});
		const [rows, errors] = await world.workflow(get, { items: items(40), node }).outputs();
		expect(rows).toHaveLength(39);
		expect(errors?.[0].json.error).toMatch(/now has a different one/);
	});

	test('two updates of one contact each keep what the other has written', async () => {
		fill(40, false);
		const pairs = itemsFor(80, (n) => ({
			...{ email: emailOf(n % 40), field: n < 40 ? 'company' : 'country', n },
		}));
		const updateFields = {
			company: '={{ $json.field === "company" ? $json.n : undefined }}',
			country: '={{ $json.field === "country" ? $json.n : undefined }}',
		};
		await world.rows({ ...update, updateFields }, { items: pairs });
		for (let n = 0; n < 40; n++) {
			expect(contact(n)).toMatchObject({ company: `${n}`, country: `${n + 40}` });
		}
	});

	test('what others change between two readings of the list is kept', async () => {
		fill(200, false);
		let puts = 0;
		world.onRequest(({ method }) => {
			if (method === 'PUT' && ++puts === 30) inbox().setContact('p199', { city: 'Oslo' });
		});
		const updateFields = { company: '={{ $json.n }}' };
		await world.rows({ ...update, updateFields }, { items: items(200) });
		expect(contact(199)).toMatchObject({ city: 'Oslo', company: '199' });
	});

	test('a merge finds what the ones before it have made', async () => {
		fill(40, false);
		inbox().addContact({ id: 'one', email: 'one@example.com' });
		const merge = { resource: 'contact', operation: 'merge' };
		const rows = await world.rows(
			{
				...merge,
				primaryContactId: by('email', 'one@example.com'),
				secondaryContactId: BY_EMAIL,
			},
			{ items: items(40) },
		);
		expect(rows.every(({ id }) => id === 'one')).toBe(true);
		expect(inbox().contacts.all()).toHaveLength(1);
	});
});
