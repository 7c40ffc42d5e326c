import fc from 'fast-check';

import { runPoll } from '../../../nodes/RelasiTrigger/poll';
import { drawHistory } from './model/drawn';
import { histories } from './model/history';
import { play } from './model/play';
import { allTroubles, troubles } from './model/troubles';

/** `npm run test:model` plays many more; a failure prints the seed and path that replay it. */
const RUNS = 300;

test('random histories lose no event and repeat none', async () => {
	const property = fc.asyncProperty(histories, async (history) => {
		await play(runPoll, history);
	});
	await fc.assert(property, { numRuns: RUNS });
}, 60_000);

test('a second set of histories, drawn by other rules, loses no event and repeats none', async () => {
	for (const trouble of allTroubles) troubles[trouble] = 0;
	let events = 0;
	for (let seed = 1; seed <= RUNS; seed++) {
		events += (await play(runPoll, drawHistory(seed))).given.size;
	}
	expect(events).toBeGreaterThan(RUNS);
	expect(allTroubles.filter((trouble) => troubles[trouble] === 0)).toEqual([]);
}, 60_000);
