import * as fc from 'fast-check';
import { startSimulator } from '../simulator';
import { Table } from '../simulator/inbox/table';
import type { RowOrder } from '../simulator/inbox/view';
import { caller } from './call';

const start = Date.UTC(2026, 5, 10, 12);

describe('the seeded inbox', () => {
	test('is the same each time, plausible, and all in the past', async () => {
		const sims = await Promise.all([1, 2].map(() => startSimulator({ clock: () => start })));
		const [first, second] = sims.map(({ inbox }) => {
			const { channels, contacts, conversations, messages } = inbox;
			const tables = [channels.all(), contacts.all(), conversations.all(), messages.all()];
			return tables.map((entries) => entries.map(({ row }) => row as object));
		});
		await Promise.all(sims.map((sim) => sim.close()));
		expect(first).toEqual(second);
		const [channels = [], contacts = [], conversations = [], messages = []] = first ?? [];
		expect([channels.length, contacts.length, conversations.length]).toEqual([6, 60, 80]);
		expect(messages.length).toBeGreaterThan(550);
		const values = (rows: object[], field: string) =>
			new Set(rows.map((row) => (row as Record<string, unknown>)[field]));
		expect(values(conversations, 'status')).toEqual(
			new Set(['open', 'snoozed', 'resolved', 'closed']),
		);
		expect(values(conversations, 'channel').size).toBe(6);
		for (const status of ['new', 'contacted', 'qualified', 'won', 'lost']) {
			expect(values(contacts, 'lead_status')).toContain(status);
		}
		const times = [...values(messages, 'created_at')] as string[];
		expect(Math.max(...times.map((time) => Date.parse(time)))).toBeLessThan(start);
		expect(times.some((time) => time.includes('.'))).toBe(true);
		expect(times.some((time) => !time.includes('.'))).toBe(true);
	});

	test('the Date header follows the clock and its offset', async () => {
		const sim = await startSimulator({
			seed: 'empty',
			clock: () => start,
			clockOffsetMs: -3_600_000,
		});
		const { headers } = await caller(sim.baseUrl, sim.keys.full)('GET', '/me');
		await sim.close();
		expect(headers.get('date')).toBe('Wed, 10 Jun 2026 11:00:00 GMT');
	});

	test('rows of any size are made in bulk and listed in order', async () => {
		const sim = await startSimulator({ seed: 'empty', clock: () => start });
		sim.generate({ contacts: 20, conversations: 50, messages: 3000 });
		const { body } = await caller(sim.baseUrl, sim.keys.full)(
			'GET',
			'/messages?per_page=500&page=6',
		);
		await sim.close();
		expect(body).toMatchObject({ total: 3000, from: 2501, to: 3000, has_next: false });
		expect(body.data).toHaveLength(500);
		expect(body.data[499].created_at).toBe('2026-06-10T11:10:01Z');
	});
});

type Step = { id: number; ms: number; kind: 'set' | 'remove' | 'read' };

test('a table lists what a plain sort would, whatever happened before', () => {
	const step: fc.Arbitrary<Step> = fc.record({
		id: fc.integer({ min: 0, max: 60 }),
		ms: fc.integer({ min: 0, max: 20 }),
		kind: fc.constantFrom('set', 'set', 'set', 'remove', 'read'),
	});
	const orders = fc.constantFrom<RowOrder>('newestFirst', 'oldestFirst');
	fc.assert(
		fc.property(fc.array(step, { maxLength: 120 }), orders, (steps, order) => {
			const table = new Table<{ id: string; ms: number }>((row) => row.ms, order);
			const model = new Map<string, { ms: number; arrived: number }>();
			for (const [arrived, { id: number, ms, kind }] of steps.entries()) {
				const id = String(number);
				const known = model.get(id);
				if (kind === 'read') table.all();
				else if (kind === 'remove') {
					table.remove(id);
					model.delete(id);
				} else if (known) {
					table.update(id, { ms });
					known.ms = ms;
				} else {
					table.addHidden({ id, ms });
					table.reveal(id);
					model.set(id, { ms, arrived });
				}
			}
			const sign = order === 'newestFirst' ? -1 : 1;
			const expected = [...model]
				.sort(([, a], [, b]) => sign * (a.ms - b.ms || a.arrived - b.arrived))
				.map(([id]) => id);
			expect(table.all().map(({ row }) => row.id)).toEqual(expected);
		}),
		{ numRuns: 100 },
	);
});
