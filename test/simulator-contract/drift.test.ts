import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import type { Call } from './call';
import { caller } from './call';

describe('rows that move, and rows that come late', () => {
	let sim: Simulator;
	let call: Call;
	let now = 0;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null, clock: () => now });
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => {
		now = Date.UTC(2026, 5, 10, 12);
		sim.reset();
	});

	const ids = async (path: string): Promise<string[]> =>
		(await call('GET', path)).body.data.map((row: { id: string }) => row.id);
	const addChats = () => {
		for (const index of [1, 2, 3, 4]) {
			sim.inbox.addConversation({ id: `c${index}`, created_at: now - 10_000 + index * 1000 });
		}
	};

	test('new activity moves an unread row to a page that was read', async () => {
		addChats();
		sim.drift.add({ list: 'conversations', page: 2, touch: 1 });
		const page = '/conversations?per_page=2&page=';
		expect(await ids(`${page}1`)).toEqual(['c4', 'c3']);
		expect(await ids(`${page}2`)).toEqual(['c3', 'c2']);
		expect(await ids(`${page}1`)).toEqual(['c1', 'c4']);
	});

	test('a callback runs before the page it was ordered for, as often as ordered', async () => {
		addChats();
		let runs = 0;
		sim.drift.add({ list: 'conversations', page: 1, times: 2 }, (inbox) => {
			inbox.touchConversation(`c${++runs}`, now + runs);
		});
		for (const first of ['c1', 'c2', 'c2']) {
			expect((await ids('/conversations?per_page=5'))[0]).toBe(first);
		}
	});

	test('a merge moves rows forward, past a reader', async () => {
		for (const index of [1, 2, 3, 4])
			sim.inbox.addContact({ id: `k${index}`, created_at: index });
		sim.drift.add({ list: 'contacts', page: 2, remove: 1 });
		expect(await ids('/contacts?per_page=2&page=1')).toEqual(['k4', 'k3']);
		expect(await ids('/contacts?per_page=2&page=2')).toEqual(['k1']);
	});

	test('a late row appears at its time, with an older updated_at', async () => {
		addChats();
		const late = { id: 'late', created_at: now - 9500, visibleAfter: now + 3000 };
		sim.inbox.addConversation(late);
		expect(await ids('/conversations?per_page=5')).toEqual(['c4', 'c3', 'c2', 'c1']);
		now += 3000;
		expect(await ids('/conversations?per_page=5')).toEqual(['c4', 'c3', 'c2', 'c1', 'late']);
	});

	test('a late message touches its chat at once or when it appears', async () => {
		addChats();
		const at = now + 1;
		const late = { conversation_id: 'c1', created_at: at, visibleAfter: 'revealed' } as const;
		sim.inbox.addMessage({ id: 'm1', ...late, touch: 'onReveal' });
		expect((await ids('/conversations?per_page=1'))[0]).toBe('c4');
		sim.inbox.addMessage({ id: 'm2', ...late, conversation_id: 'c2' });
		expect((await ids('/conversations?per_page=1'))[0]).toBe('c2');
		expect(await ids('/messages?per_page=5')).toEqual([]);
		sim.inbox.reveal('m1');
		expect(await ids('/messages?per_page=5')).toEqual(['m1']);
		expect((await ids('/conversations?per_page=2')).sort()).toEqual(['c1', 'c2']);
	});

	test('a late touch keeps its own time', async () => {
		addChats();
		sim.inbox.touchConversation('c1', now - 6500, now + 1000);
		now += 1000;
		expect(await ids('/conversations?per_page=5')).toEqual(['c4', 'c1', 'c3', 'c2']);
	});

	test('messages come in the order told, shuffled the same way each time', async () => {
		addChats();
		for (const index of [1, 2, 3, 4, 5, 6]) {
			sim.inbox.addMessage({
				id: `m${index}`,
				conversation_id: 'c1',
				created_at: now + index,
			});
		}
		const path = '/messages?per_page=9&conversation_id=c1';
		sim.set({ messageOrder: 'oldestFirst' });
		expect(await ids(path)).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
		sim.set({ messageOrder: 'shuffled' });
		const shuffled = await ids(path);
		expect([...shuffled].sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
		expect(shuffled).not.toEqual([...shuffled].sort());
		sim.set({ messageOrder: 'newestFirst' });
		expect(await ids(path)).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1']);
	});
});
