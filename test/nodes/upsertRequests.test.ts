import { itemsFor, itemsOf } from '../support/relasi';
import { fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const upsert = {
	...{ resource: 'contact', operation: 'upsert', matchBy: 'email' },
	...{ matchValue: '={{ $json.email }}', name: '={{ $json.name }}' },
};
const emailOf = (number: number) => `c${number}@example.com`;
const itemsUpTo = (count: number) =>
	itemsFor(count, (number) => ({ email: emailOf(number), name: `Contact ${number}` }));
/** Contacts, of which those with even numbers are among the first `2 * count` items. */
const addContacts = (count: number) => {
	for (let index = 0; index < count; index++) {
		add({ id: `c${2 * index}`, email: emailOf(2 * index), city: 'Recife' });
	}
};
const add = (given: object) => world.simulator.inbox.addContact(given);
const contacts = () => world.simulator.inbox.contacts.all().map(({ row }) => row);
/** Runs `work` before the nth request of this kind is answered. */
const beforeThe = (nth: number, call: string, work: () => void) => {
	let count = 0;
	world.onRequest(() => {
		if (world.calls.at(-1)!.startsWith(call) && ++count === nth) work();
	});
};
const run = async (count: number) =>
	(await world.workflow(upsert, { items: itemsUpTo(count) }).outputs())[0] ?? [];

test('1,000 contacts of which half exist take at most 2,000 requests', async () => {
	addContacts(500);
	for (let index = 0; index < 100; index++) add({ phone: `+1555${1000 + index}` });
	const rows = await run(1000);
	expect(world.calls.length).toBeLessThanOrEqual(2000);
	expect(rows.map(({ json }) => [json.email, json.name, json._action, json.city])).toEqual(
		itemsUpTo(1000).map(({ json }, index) => [
			...[json.email, json.name],
			...(index % 2 === 0 ? ['updated', 'Recife'] : ['created', null]),
		]),
	);
	expect(contacts()).toHaveLength(1100);
	expect(world.count('POST /contacts')).toBe(500);
	expect(world.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(500);
}, 120_000);

test('what exists already as it is to be takes one request beside the list, and is not written', async () => {
	itemsUpTo(60).forEach(({ json }) => add({ ...json }));
	const before = structuredClone(contacts());
	const rows = await run(60);
	expect(rows.every(({ json }) => json._action === 'updated')).toBe(true);
	expect(contacts()).toEqual(before);
	expect(world.calls.every((call) => call.startsWith('GET'))).toBe(true);
	expect(world.calls.length).toBeLessThan(80);
});

test('the first contacts of a workspace take one request each, and a few for its list', async () => {
	await run(40);
	expect(world.count('POST /contacts')).toBe(40);
	expect(world.calls.length - 40).toBeLessThanOrEqual(5);
});

describe('where searching is cheaper', () => {
	test.each([
		['a few items, which never read the list', 20, 2],
		['more items in a large workspace, which look at its beginning', 100, 3],
	])('it is searched: %s', async (_, count, most) => {
		addContacts(10);
		world.simulator.generate({ contacts: 6000 });
		await run(count);
		const [found, made] = [10, count - 10];
		// A search each; reading, writing and reading back what exists; creating the others.
		const wanted = count + 3 * found + made;
		expect(world.calls.length).toBeGreaterThanOrEqual(wanted);
		expect(world.calls.length).toBeLessThanOrEqual(wanted + most);
		expect(world.count('POST /contacts')).toBe(made);
	});
});

describe('while a long run goes on, somebody else', () => {
	const made = () => contacts().filter(({ email }) => email === emailOf(299));

	test('creates a contact that an item means: it is updated, not doubled', async () => {
		addContacts(150);
		beforeThe(30, 'POST /contacts', () => add({ email: emailOf(299), city: 'Oslo' }));
		const rows = await run(300);
		expect(made()).toEqual([expect.objectContaining({ name: 'Contact 299', city: 'Oslo' })]);
		expect(rows[299].json._action).toBe('updated');
	});

	test('changes another field of a contact: the change is kept', async () => {
		addContacts(150);
		beforeThe(30, 'PUT', () => world.simulator.inbox.setContact('c298', { city: 'Oslo' }));
		const rows = await run(300);
		expect(rows[298].json).toMatchObject({ name: 'Contact 298', city: 'Oslo' });
		expect(world.simulator.inbox.contacts.get('c298')).toMatchObject({ city: 'Oslo' });
	});
});

test('a list that does not show yet what was written is not believed: the contact itself is read', async () => {
	addContacts(30);
	const stale = structuredClone(contacts());
	const list = { current_page: 1, from: 1, to: 30, per_page: 500, last_page: 1, total: 30 };
	world.simulator.faults.add({
		...{ kind: 'status', status: 200, body: { ...list, has_next: false, data: stale } },
		...{ match: { path: '/contacts', method: 'GET' }, times: 99 },
	});
	const even = itemsUpTo(60).filter((_, index) => index % 2 === 0);
	const [rows] = await world.workflow(upsert, { items: even }).outputs();
	expect(rows?.map(({ json }) => json.name)).toEqual(even.map(({ json }) => json.name));
});

test('items that mean one contact by email and by phone all end, the later one on top', async () => {
	add({ id: 'a', email: 'a@example.com', phone: '+155512345' });
	const twice = Array.from({ length: 40 }, (_, index) =>
		index % 2 ? { by: 'email', value: 'A@example.com' } : { by: 'phone', value: '+155512345' },
	);
	const rows = await world.rows(
		{ ...upsert, matchBy: '={{ $json.by }}', matchValue: '={{ $json.value }}' },
		{ items: itemsOf(...twice.map((row, index) => ({ ...row, name: `N${index}` }))) },
	);
	expect(rows.every(({ id, _action }) => id === 'a' && _action === 'updated')).toBe(true);
	expect(contacts()).toHaveLength(1);
});
