import fc from 'fast-check';

import { runPoll } from '../../../../nodes/RelasiTrigger/poll';
import { histories } from './history';
import { play } from './play';

const given = (name: string): string | undefined => {
	const index = process.argv.indexOf(`--${name}`);
	return index < 0 ? undefined : process.argv[index + 1];
};

/** `npm run test:model -- --runs 20000 --seed 1 --path 1:2`: the seed and path of a failure replay it. */
async function main(): Promise<void> {
	const numRuns = Number(given('runs') ?? 10_000);
	const seed = Number(given('seed') ?? (Date.now() ^ (Math.random() * 0x100000000)) | 0);
	const startedMs = performance.now();
	let events = 0;
	const property = fc.asyncProperty(histories, async (history) => {
		events += (await play(runPoll, history)).given.size;
	});
	await fc.assert(property, { numRuns, seed, path: given('path'), verbose: 0 });
	const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
	console.log(
		`${numRuns} histories, ${events} events, each once, none lost, in ${seconds} s (seed ${seed}).`,
	);
}

void main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	if (error instanceof Error && error.cause) console.error(error.cause);
	process.exitCode = 1;
});
