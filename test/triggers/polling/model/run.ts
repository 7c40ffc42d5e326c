import fc from 'fast-check';

import { runPoll } from '../../../../nodes/RelasiTrigger/poll';
import { drawHistory } from './drawn';
import { histories } from './history';
import { mutants, runPollOf } from './mutants';
import { play, type RunPoll } from './play';
import { troubles } from './troubles';

const given = (name: string): string | undefined => {
	const index = process.argv.indexOf(`--${name}`);
	return index < 0 ? undefined : process.argv[index + 1];
};

/** Long enough for the mutants that are hardest to notice. */
const MUTANT_RUNS = 30_000;
const DRAWN_MUTANT_RUNS = 2000;

/** `npm run test:model -- --runs 20000 --seed 1 --path 1:2`: the seed and path of a failure replay it. */
async function main(): Promise<void> {
	const numRuns = Number(given('runs') ?? 10_000);
	const seed = Number(given('seed') ?? Math.floor(Math.random() * 0x7fffffff));
	const path = given('path');
	const startedMs = performance.now();
	let events = 0;
	const property = (run: RunPoll) =>
		fc.asyncProperty(histories, async (history) => {
			events += (await play(run, history)).given.size;
		});
	await fc.assert(property(runPoll), { numRuns, seed, path });
	const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
	console.log(
		`${numRuns} histories with ${events} events: each given out once, none lost (${seconds} s, seed ${seed}).`,
	);
	if (path !== undefined) return;
	await playDrawn(seed, numRuns);
	console.table(troubles);
	if (!process.argv.includes('--only'))
		for (const mutant of given('mutants') === 'none' ? [] : mutants) {
			const run = runPollOf(mutant);
			const shown =
				(await failureOfDrawn(run, seed)) ?? (await failureOf(property(run), seed));
			if (shown === undefined) {
				throw new Error(`No history notices a trigger without ${mutant.without}.`);
			}
			console.log(`Without ${mutant.without}: ${shown}`);
		}
}

/** What the first of the drawn histories that fails says. */
async function failureOfDrawn(run: RunPoll, seed: number): Promise<string | undefined> {
	for (let number = seed; number < seed + DRAWN_MUTANT_RUNS; number++) {
		const failure = await play(run, drawHistory(number)).then(() => undefined, String);
		if (failure !== undefined) return failure;
	}
	return undefined;
}

async function failureOf(
	property: fc.IAsyncProperty<unknown>,
	seed: number,
): Promise<string | undefined> {
	const settings = { numRuns: MUTANT_RUNS, seed, endOnFailure: true };
	const { failed, errorInstance } = await fc.check(property, settings);
	return failed ? String(errorInstance) : undefined;
}

/** The second set; the seed of a history replays it. */
async function playDrawn(seed: number, count: number): Promise<void> {
	let events = 0;
	for (let number = seed; number < seed + count; number++) {
		await play(runPoll, drawHistory(number)).then(
			({ given: { size } }) => (events += size),
			(cause: unknown) => {
				throw new Error(`The drawn history ${number} fails.`, { cause });
			},
		);
	}
	console.log(`${count} drawn histories with ${events} events: each given out once, none lost.`);
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	if (error instanceof Error && error.cause) console.error(error.cause);
	process.exitCode = 1;
});
