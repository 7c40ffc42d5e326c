import fc from 'fast-check';

import { histories } from './model/history';
import { mutants, runPollOf } from './model/mutants';
import { play, type RunPoll } from './model/play';

const MUTANT_RUNS = 5000;
const MUTANT_SEED = 20260601;

const property = (run: RunPoll) =>
	fc.asyncProperty(histories, async (history) => {
		await play(run, history);
	});

test.each(mutants.filter(({ isRare }) => !isRare))(
	'the model notices a trigger without $without',
	async (mutant) => {
		const run = runPollOf(mutant);
		const settings = { numRuns: MUTANT_RUNS, seed: MUTANT_SEED, endOnFailure: true };
		expect(await fc.check(property(run), settings)).toMatchObject({ failed: true });
	},
	60_000,
);
