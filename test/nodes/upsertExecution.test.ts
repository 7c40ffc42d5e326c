import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const upsert = (more = {}) => ({
	...{ resource: 'contact', operation: 'upsert', matchBy: 'email' },
	...{ matchValue: '={{ $json.email }}', name: '={{ $json.name }}', ...more },
});
const contacts = () => world.simulator.inbox.contacts.all().map(({ row }) => row);
const add = (given: object) => world.simulator.inbox.addContact(given);

describe('what an execution created', () => {
	const items = itemsOf(
		{ email: 'a@example.com', name: 'A' },
		{ email: 'b@example.com', name: 'B' },
		{ email: 'c@example.com', name: 'C' },
	);
	const actionsOf = async (more = {}) => {
		const [rows] = await world.workflow(upsert(), { items, node: retrying, ...more }).outputs();
		return rows?.map(({ json }) => [json.name, json._action]);
	};

	test('is told as created also after Retry On Fail', async () => {
		add({ email: 'c@example.com' });
		world.simulator.faults.add({ kind: 'status', status: 422, match: { method: 'PUT' } });
		expect(await actionsOf()).toEqual([
			['A', 'created'],
			['B', 'created'],
			['C', 'updated'],
		]);
		expect(contacts()).toHaveLength(3);
	});

	test.each(['resetAfter', 'statusAfter', 'cutBody'] as const)(
		'is told as created also where %s left it open at first',
		async (kind) => {
			world.simulator.faults.add({ kind, match: { method: 'POST' } });
			expect((await actionsOf())?.map(([, action]) => action)).toEqual(
				Array(3).fill('created'),
			);
			expect(contacts()).toHaveLength(3);
		},
	);

	test('is updated by the next execution', async () => {
		await actionsOf();
		expect((await actionsOf())?.map(([, action]) => action)).toEqual(Array(3).fill('updated'));
	});

	const nothing = {
		...{ current_page: 1, from: 0, to: 0, per_page: 500, last_page: 1, total: 0 },
		...{ has_next: false, data: [] },
	};
	const search = { kind: 'status', status: 200, body: nothing } as const;

	test('is found by its next item although the search of the API does not show it yet', async () => {
		world.simulator.faults.add({
			...search,
			match: { path: '/contacts', method: 'GET' },
			times: 9,
		});
		const rows = await world.rows(upsert(), {
			items: itemsOf(
				{ email: 'a@example.com', name: 'A' },
				{ email: 'A@example.com', name: 'Ana' },
			),
		});
		expect(rows.map(({ name, _action }) => [name, _action])).toEqual([
			['A', 'created'],
			['Ana', 'updated'],
		]);
		expect(contacts()).toHaveLength(1);
	});

	test('is looked for in the whole list where the search shows nothing and a creation was left open', async () => {
		world.simulator.faults.add({
			...search,
			match: { path: '/contacts', method: 'GET' },
			times: 2,
		});
		world.simulator.faults.add({ kind: 'resetAfter', match: { method: 'POST' } });
		const [rows] = await world
			.workflow(upsert(), { items: items.slice(0, 1), node: retrying })
			.outputs();
		expect(rows?.[0].json._action).toBe('created');
		expect(contacts()).toHaveLength(1);
	});
});

describe('as a tool of an AI agent, which fills every field', () => {
	const node = { type: 'test.relasiTool' };
	const full = { email: 'a@example.com', company: 'Lima', lead_status: 'won', name: 'Ana' };
	const empty = { email: '', company: '', leadStatus: '', phone: '', comment: '', city: 'Oslo' };
	beforeEach(() => add({ id: 'a', ...full }));

	test('an empty text in Create or Update erases nothing', async () => {
		const [row] = await world.rows(
			upsert({ matchValue: 'a@example.com', name: 'Ana', additionalFields: empty }),
			{ node },
		);
		expect(row).toMatchObject({ id: 'a', city: 'Oslo' });
		expect(contacts()).toEqual([expect.objectContaining({ ...full, city: 'Oslo' })]);
	});

	test('an empty text in Update erases nothing, and all empty is nothing to update', async () => {
		const update = { resource: 'contact', operation: 'update', contactId: byId('a') };
		await world.rows({ ...update, updateFields: { ...empty, name: '' } }, { node });
		expect(contacts()).toEqual([expect.objectContaining({ ...full, city: 'Oslo' })]);
		const nothing = { ...update, updateFields: { name: '', city: ' ' } };
		expect((await world.errorOf(nothing, { node })).message).toMatch(
			/^There is nothing to update\. /,
		);
	});

	test('an empty text in Create is not sent, and a name is needed', async () => {
		const create = { resource: 'contact', operation: 'create', additionalFields: empty };
		await world.rows({ ...create, name: 'Bo' }, { node });
		expect(world.bodiesOf('POST /contacts')).toEqual([{ name: 'Bo', city: 'Oslo' }]);
		const error = await world.errorOf({ ...create, name: '' }, { node });
		expect(error.message).toBe('Name is empty. A contact needs a name. Enter one.');
	});
});
