import type { LoggedRequest } from '../simulator';
import type { Fault } from '../simulator/http/faults';
import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

let onRequest: ((request: LoggedRequest) => void) | undefined;
const world = fastWorld({ seed: 'empty', onRequest: (request) => onRequest?.(request) });
beforeEach(() => (onRequest = undefined));
const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const create = {
	resource: 'contact',
	operation: 'create',
	name: '={{ $json.name }}',
	additionalFields: { city: '={{ $json.city }}' },
};
const merge = {
	...{ resource: 'contact', operation: 'merge' },
	primaryContactId: byId('={{ $json.pair[0] }}'),
	secondaryContactId: byId('={{ $json.pair[1] }}'),
};
/** Find a contact by the email that they change. */
const changesOfEmail = [
	{
		...{ resource: 'contact', operation: 'update' },
		contactId: { ...byId('={{ $json.id }}@example.com'), mode: 'email' },
		updateFields: { email: '={{ $json.id }}@new.example' },
	},
	{
		...{ resource: 'contact', operation: 'upsert', name: 'New' },
		...{ matchBy: 'email', matchValue: '={{ $json.id }}@example.com' },
		additionalFields: { email: '={{ $json.id }}@new.example' },
	},
];
const names = () =>
	world.simulator.inbox.contacts
		.all()
		.map(({ row }) => row.name)
		.sort();
const three = itemsOf({ name: 'A' }, { name: 'B' }, { name: 'C' });

describe('Retry On Fail, which runs the node again for all items', () => {
	test('creates no contact twice because another item failed, and gives all of them', async () => {
		world.simulator.faults.add({ kind: 'status', status: 422, times: 2 });
		const [rows] = await world.workflow(create, { items: three, node }).outputs();
		expect(rows?.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual(
			['A', 'B', 'C'].map((name, item) => [name, { item }]),
		);
		expect(names()).toEqual(['A', 'B', 'C']);
	});

	test('creates two contacts for two items that are the same', async () => {
		world.simulator.faults.add({ kind: 'status', status: 422 });
		await world
			.workflow(create, { items: itemsOf({ name: 'A' }, { name: 'A' }), node })
			.outputs();
		expect(names()).toEqual(['A', 'A']);
	});

	test('does not create again what may have been created, and says so', async () => {
		world.simulator.faults.add({ kind: 'resetAfter' });
		const { data } = await world.workflow(create, { items: itemsOf({ name: 'A' }), node }).run;
		expect(data.resultData.error?.message).toMatch(/earlier try may have done this/);
		expect(data.resultData.error).toMatchObject({
			description: expect.stringContaining('Create or Update'),
		});
		expect(world.calls).toEqual(['POST /contacts']);
		expect(names()).toEqual(['A']);
	});

	test('merges no pair twice because another one failed', async () => {
		for (const id of ['a', 'b', 'c', 'd']) world.simulator.inbox.addContact({ id });
		world.simulator.faults.add({ kind: 'status', status: 409, match: { method: 'POST' } });
		const items = itemsOf({ pair: ['a', 'b'] }, { pair: ['c', 'd'] });
		const [rows] = await world.workflow(merge, { items, node }).outputs();
		expect(rows?.map(({ json }) => json.id)).toEqual(['a', 'c']);
		expect(world.bodiesOf('POST /contacts/merge')).toHaveLength(3);
	});

	test.each([
		['another item failed', { kind: 'status' as const, status: 422, times: 1 }],
		['the outcome is unknown', { kind: 'resetAfter' as const, times: 1 }],
	])(
		'creates no contact twice when an expression gives another value on each try and %s',
		async (_, fault) => {
			world.simulator.faults.add({ ...fault, match: { method: 'POST' } });
			const additionalFields = { comment: '={{ $now.toMillis() + Math.random() }}' };
			await world.workflow({ ...create, additionalFields }, { items: three, node }).run;
			expect(new Set(names()).size).toBe(names().length);
		},
	);

	test('a merge of which nobody heard is looked up: the secondary contact is gone, so it was done', async () => {
		for (const id of ['a', 'b']) world.simulator.inbox.addContact({ id });
		world.simulator.faults.add({ kind: 'resetAfter', match: { method: 'POST' } });
		const [row] = await world.rows(merge, { items: itemsOf({ pair: ['a', 'b'] }) });
		expect(row.id).toBe('a');
		expect(world.bodiesOf('POST /contacts/merge')).toHaveLength(1);
	});

	test('it is looked up again where the first look failed, too', async () => {
		for (const id of ['a', 'b']) world.simulator.inbox.addContact({ id });
		world.simulator.faults.add({ kind: 'resetAfter', match: { method: 'POST' } });
		world.simulator.faults.add({
			...{ kind: 'status', status: 400 },
			match: { method: 'GET', path: '/contacts/b' },
		});
		const items = itemsOf({ pair: ['a', 'b'] });
		const [rows] = await world.workflow(merge, { items, node }).outputs();
		expect(rows?.map(({ json }) => json.id)).toEqual(['a']);
		expect(world.bodiesOf('POST /contacts/merge')).toHaveLength(1);
	});

	test('a merge that may still be on its way is not done again', async () => {
		for (const id of ['a', 'b']) world.simulator.inbox.addContact({ id });
		world.simulator.faults.add({ kind: 'resetBefore', match: { method: 'POST' } });
		const items = itemsOf({ pair: ['a', 'b'] });
		const { data } = await world.workflow(merge, { items, node }).run;
		expect(data.resultData.error?.message).toMatch(/earlier try may have done this/);
		expect(world.bodiesOf('POST /contacts/merge')).toHaveLength(1);
	});

	test.each(changesOfEmail)(
		'$operation: changes a contact under the email that it had before the first try',
		async (changeEmail) => {
			for (const id of ['a', 'b'])
				world.simulator.inbox.addContact({ id, email: `${id}@example.com` });
			world.simulator.faults.add({
				...{ kind: 'status', status: 422 },
				match: { method: 'PUT', path: '/contacts/b' },
			});
			const items = itemsOf({ id: 'a' }, { id: 'b' });
			const [rows] = await world.workflow(changeEmail, { items, node }).outputs();
			expect(rows?.map(({ json }) => json.email)).toEqual(['a@new.example', 'b@new.example']);
			expect(world.bodiesOf('PUT /contacts/a')).toHaveLength(1);
		},
	);

	test.each(changesOfEmail)(
		'$operation: the same where only reading it back failed at first',
		async (changeEmail) => {
			world.simulator.inbox.addContact({ id: 'a', name: 'A', email: 'a@example.com' });
			onRequest = ({ method }) => {
				if (method !== 'PUT') return;
				world.simulator.faults.add({
					...{ kind: 'status', status: 422 },
					match: { method: 'GET', path: '/contacts/a' },
				});
			};
			const items = itemsOf({ id: 'a' });
			const [rows] = await world.workflow(changeEmail, { items, node }).outputs();
			expect(rows?.map(({ json }) => json.email)).toEqual(['a@new.example']);
			expect(world.bodiesOf('PUT /contacts/a')).toHaveLength(1);
		},
	);

	test('merges that need each other come one after the other', async () => {
		for (const id of ['a', 'b', 'c', 'd']) world.simulator.inbox.addContact({ id });
		world.simulator.set({ latencyMs: 20 });
		const items = itemsOf({ pair: ['a', 'b'] }, { pair: ['c', 'a'] }, { pair: ['d', 'c'] });
		const rows = await world.rows(merge, { items });
		expect(rows.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
		expect(world.simulator.inbox.contacts.all()).toHaveLength(1);
	});

	test('a merge that failed goes on with the contact into which a later item merged its primary one', async () => {
		for (const id of ['a', 'b', 'c']) world.simulator.inbox.addContact({ id });
		world.simulator.faults.add({ kind: 'status', status: 422, match: { method: 'POST' } });
		const items = itemsOf({ pair: ['b', 'c'] }, { pair: ['a', 'b'] }, { pair: ['a', 'b'] });
		const [rows] = await world.workflow(merge, { items, node }).outputs();
		expect(rows?.map(({ json }) => json.id)).toEqual(['a', 'a', 'a']);
		expect(world.simulator.inbox.contacts.all()).toHaveLength(1);
	});

	test.each<[string, Fault[]]>([
		[
			'another item failed',
			[
				{ kind: 'delay', ms: 0 },
				{ kind: 'status', status: 422 },
			],
		],
		['the outcome is unknown', [{ kind: 'resetAfter' }]],
	])(
		'Create or Update creates no contact twice when the value to match is another on each try and %s',
		async (_, faults) => {
			for (const fault of faults)
				world.simulator.faults.add({ ...fault, match: { method: 'POST' } });
			const upsert = {
				...{ resource: 'contact', operation: 'upsert', matchBy: 'email' },
				...{ name: '={{ $json.name }}', matchValue: '=a{{ Math.random() }}@example.com' },
			};
			await world.workflow(upsert, { items: three, node }).run;
			expect(new Set(names()).size).toBe(names().length);
		},
	);
});

test('each round of a loop, each execution and each node creates its own', async () => {
	const items = itemsOf({ name: 'A' });
	await world.workflow(create, { items, executionId: '1', runs: 2 }).outputs();
	await world.workflow(create, { items, executionId: '2' }).outputs();
	await world.workflow(create, { items, executionId: '2', node: { id: 'other' } }).outputs();
	expect(names()).toHaveLength(4);
});
