import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import { caller } from './call';

const NOW_MS = Date.parse('2026-06-01T12:00:00.400Z');

describe('the Date header', () => {
	let sim: Simulator;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', clock: () => NOW_MS });
	});
	afterAll(() => sim.close());

	/** The header of the next answers, null where there is none. */
	async function dates(count: number): Promise<Array<string | null>> {
		const call = caller(sim.baseUrl, sim.keys.full);
		const found: Array<string | null> = [];
		for (let number = 0; number < count; number++) {
			const { headers } = await call('GET', '/me');
			const date = headers.get('date');
			found.push(typeof date === 'string' ? date : null);
		}
		return found;
	}

	test('tells the clock that dates the rows, in whole seconds', async () => {
		expect(await dates(1)).toEqual(['Mon, 01 Jun 2026 12:00:00 GMT']);
	});

	test('is wrong by as much as is set, or of servers that answer in turn', async () => {
		sim.set({ dateAheadMs: -3_600_000 });
		expect(await dates(1)).toEqual(['Mon, 01 Jun 2026 11:00:00 GMT']);
		sim.set({ dateAheadMs: [0, 180_000] });
		const [first, second, third] = await dates(3);
		expect(new Set([first, second])).toEqual(
			new Set(['Mon, 01 Jun 2026 12:00:00 GMT', 'Mon, 01 Jun 2026 12:03:00 GMT']),
		);
		expect(third).toBe(first);
	});

	test('may be missing', async () => {
		sim.set({ dateAheadMs: null });
		expect(await dates(1)).toEqual([null]);
	});
});
