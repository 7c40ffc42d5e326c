import fc from 'fast-check';

import { runPoll } from '../../../nodes/RelasiTrigger/poll';
import { drawHistory } from './model/drawn';
import { histories } from './model/history';
import { mutants, runPollOf } from './model/mutants';
import { play, type RunPoll } from './model/play';

/** `npm run test:model` plays many more; a failure prints the seed and path that replay it. */
const RUNS = 300;
const MUTANT_RUNS = 5000;
const MUTANT_SEED = 20260601;

const property = (run: RunPoll) =>
	fc.asyncProperty(histories, async (history) => {
		await play(run, history);
	});

test('random histories lose no event and repeat none', async () => {
	await fc.assert(property(runPoll), { numRuns: RUNS });
}, 60_000);

test('a second set of histories, drawn by other rules, loses no event and repeats none', async () => {
	let events = 0;
	for (let seed = 1; seed <= RUNS; seed++) {
		events += (await play(runPoll, drawHistory(seed))).given.size;
	}
	expect(events).toBeGreaterThan(RUNS);
}, 60_000);

test.each([[785_653, 'an execution that n8n drops, before a renamed node has its old name again']])(
	'the drawn history %s, with %s, loses nothing',
	async (number) => {
		expect((await play(runPoll, drawHistory(number))).given.size).toBeGreaterThan(0);
	},
);

test.each(mutants.filter(({ isRare }) => !isRare))(
	'the model notices a trigger without $without',
	async (mutant) => {
		const run = runPollOf(mutant);
		const settings = { numRuns: MUTANT_RUNS, seed: MUTANT_SEED, endOnFailure: true };
		expect(await fc.check(property(run), settings)).toMatchObject({ failed: true });
	},
	60_000,
);
