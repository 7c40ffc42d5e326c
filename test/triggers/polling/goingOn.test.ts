import type { IDataObject } from 'n8n-workflow';

import type * as TriggerModule from '../../../nodes/RelasiTrigger/RelasiTrigger.node';
import { triggerWorld } from './trigger';

const world = triggerWorld();
const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived'];

function happen(event: string): string {
	const { inbox } = world.simulator;
	world.pass(1);
	const { id } = inbox.addConversation();
	const message = inbox.addMessage({ conversation_id: id });
	return event === 'messageReceived' ? message.id : id;
}

describe.each(EVENTS)('%s', (event) => {
	test('goes on under a new name of its node, and under its old one again', async () => {
		const trigger = await world.active(event);
		for (const name of ['Node', 'Renamed', 'Node', 'Renamed', 'Third', 'Node']) {
			trigger.name = name;
			const id = happen(event);
			// The first poll under a name may only write the memory there.
			expect([...(await trigger.ids()), ...(await trigger.ids())]).toEqual([id]);
			world.pass(10);
			expect(await trigger.ids()).toEqual([]);
		}
	});

	test('starts from now in a node that takes over the name of a renamed one', async () => {
		const trigger = await world.active(event);
		trigger.name = 'Renamed';
		const id = happen(event);
		expect([...(await trigger.ids()), ...(await trigger.ids())]).toEqual([id]);
		const other = world.trigger(event);
		other.staticData = trigger.staticData;
		expect(await other.ids()).toEqual([]);
		const next = happen(event);
		expect(await other.ids()).toEqual([next]);
	});

	test.each([
		['by name', undefined],
		['by id', 36_000],
	])(
		'starts from now two days after another node of its name was deleted, where n8n keeps memories %s',
		async (_name, budgetMs) => {
			const deleted = await world.active(event);
			happen(event);
			await deleted.poll();
			world.pass(2 * 86_400);
			happen(event);
			const added = world.trigger(event);
			added.staticData = deleted.staticData;
			const poll = async () => {
				const { poll: run, allStaticData } = added.open('trigger', 'update', budgetMs);
				const [items] = (await run()) ?? [[]];
				added.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
				return items.map(({ json }) => json.id);
			};
			expect(await poll()).toEqual([]);
			world.pass(60);
			const id = happen(event);
			expect(await poll()).toEqual([id]);
		},
	);

	test('starts from now where the credential opens another workspace', async () => {
		const trigger = await world.active(event);
		world.pass(7 * 86_400);
		const other = world.simulator.inbox;
		const rows = other.addConversation({ app_id: 'app-other' });
		other.addMessage({ conversation_id: rows.id });
		expect(await trigger.ids()).toEqual([]);
		world.pass(60);
		const { id } = other.addConversation({ app_id: 'app-other' });
		const message = other.addMessage({ conversation_id: id });
		expect(await trigger.ids()).toEqual([event === 'messageReceived' ? message.id : id]);
	});

	test('goes on in another workspace also where n8n has not saved the poll that began there', async () => {
		const trigger = await world.active(event);
		const other = world.simulator.inbox;
		const rows = other.addConversation({ app_id: 'app-other' });
		other.addMessage({ conversation_id: rows.id });
		await trigger.open().poll();
		world.pass(60);
		const { id } = other.addConversation({ app_id: 'app-other' });
		const message = other.addMessage({ conversation_id: id });
		expect(await trigger.ids()).toEqual([event === 'messageReceived' ? message.id : id]);
	});

	test('starts in another workspace at once, whatever n8n still stores of the former one', async () => {
		const trigger = await world.active(event);
		const poll = async (isStored: boolean) => {
			const { poll: run, allStaticData } = trigger.open('trigger', 'update', 36_000);
			const [items] = (await run()) ?? [[]];
			if (isStored)
				trigger.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
			return items.map(({ json }) => json.id);
		};
		const write = () => {
			world.pass(1);
			const { id } = world.simulator.inbox.addConversation({ app_id: 'app-other' });
			const message = world.simulator.inbox.addMessage({ conversation_id: id });
			return event === 'messageReceived' ? message.id : id;
		};
		await poll(true);
		const id = happen(event);
		expect(await poll(false)).toEqual([id]);
		world.simulator.reset('empty');
		trigger.credential = { apiKey: world.simulator.keys.second };
		world.simulator.faults.add({
			kind: 'status',
			status: 200,
			body: { app_id: 'app-other' },
			times: 9,
			match: { path: '/me' },
		});
		write();
		expect(await poll(false)).toEqual([]);
		// n8n has not stored that poll, so the next one writes the memory before anything is given.
		const next = write();
		expect([...(await poll(true)), ...(await poll(true))]).toEqual([next]);
		world.pass(60);
		expect(await poll(true)).toEqual([]);
	});

	test('repeats nothing where it is published anew before n8n has saved the last poll', async () => {
		const trigger = await world.active(event);
		const id = happen(event);
		const [items] = (await trigger.open().poll())!;
		expect(items.map(({ json }) => json.id)).toEqual([id]);
		// n8n has loaded what was saved before.
		expect(await trigger.open('trigger', 'update').poll()).toBeNull();
		const next = happen(event);
		const [others] = (await trigger.open('trigger', 'update').poll())!;
		expect(others.map(({ json }) => json.id)).toEqual([next]);
	});

	test('gives each event once in two main processes, also after n8n has dropped what one of them gave', async () => {
		const trigger = await world.active(event);
		const first = trigger.nodeType;
		jest.isolateModules(() => {
			const { RelasiTrigger } = jest.requireActual<typeof TriggerModule>(
				'../../../nodes/RelasiTrigger/RelasiTrigger.node',
			);
			trigger.nodeType = new RelasiTrigger();
		});
		const second = trigger.nodeType;
		const poll = async (process: typeof first, isStored = true) => {
			trigger.nodeType = process;
			const { poll: run, allStaticData } = trigger.open('trigger', 'update', 36_000);
			const [items] = (await run()) ?? [[]];
			if (isStored)
				trigger.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
			return items.map(({ json }) => json.id);
		};
		await poll(first);
		await poll(first, false);
		const dropped = happen(event);
		expect(await poll(first, false)).toEqual([dropped]);
		const other = happen(event);
		expect(await poll(second)).toEqual([dropped, other]);
		expect(await poll(first)).toEqual([]);
		const next = happen(event);
		expect(await poll(first)).toEqual([next]);
	});

	test('leaves events to the scheduler where it is published anew with durable cursors', async () => {
		const trigger = await world.active(event);
		const poll = async (budgetMs?: number) => {
			const { poll: run, allStaticData } = trigger.open('trigger', 'update', budgetMs);
			const [items] = (await run()) ?? [[]];
			trigger.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
			return items.map(({ json }) => json.id);
		};
		await poll(36_000);
		await poll(36_000);
		const id = happen(event);
		// Two main processes: one is published anew while the other polls.
		expect(await poll()).toEqual([]);
		expect(await poll(36_000)).toEqual([id]);
		trigger.credential = { apiKey: 'ru_live_revoked' };
		await expect(poll()).rejects.toThrow();
	});

	test('goes on with another key of the same workspace, also in a quiet inbox', async () => {
		const trigger = await world.active(event);
		trigger.credential = { apiKey: world.simulator.addKey() };
		expect(await trigger.ids()).toEqual([]);
		const id = happen(event);
		expect(await trigger.ids()).toEqual([id]);
	});
});

describe('a change of the event', () => {
	test('while a backlog drains loses none of what was not read yet', async () => {
		const { inbox } = world.simulator;
		inbox.addConversation();
		const trigger = await world.active('conversationUpdated');
		const ids = Array.from({ length: 25_000 }, () => {
			world.nowMs += 5;
			return inbox.addConversation().id;
		});
		const first = await trigger.ids();
		expect(first).toEqual(ids.slice(0, 20_000));
		trigger.parameters.event = 'conversationCreated';
		expect(await trigger.ids()).toEqual(ids.slice(20_000));
		world.pass(120);
		expect(await trigger.ids()).toEqual([]);
	}, 120_000);
});
