import { parseArgs } from 'node:util';

import { ensureN8n, type N8nInstall } from '../../../scripts/n8n/install';
import { pack } from '../../../scripts/n8n/pack';
import { TESTED_VERSIONS, type N8nVersion } from '../../../scripts/n8n/versions';
import { Abandoned, Checks } from './checks';

/** What a suite gets for one n8n. */
export interface Round {
	checks: Checks;
	install: N8nInstall;
	/** The packed package, as it is published. */
	tarball: string;
	/** Runs when the round is over, last come first served, whatever happened. */
	finally(task: () => Promise<unknown> | unknown): void;
}

/** Runs a suite on each n8n asked for with `--n8n VERSION`, which may be any (all that are tested by default), and ends with a line of counts. */
export async function runSuite(
	name: string,
	play: (round: Round) => Promise<void>,
	versions: N8nVersion[] = TESTED_VERSIONS,
): Promise<void> {
	const { values } = parseArgs({ options: { n8n: { type: 'string' } }, allowPositionals: true });
	const { n8n: wanted } = values;
	const isOther = wanted !== undefined && !TESTED_VERSIONS.includes(wanted);
	const chosen = isOther
		? [wanted]
		: versions.filter((each) => [each, undefined].includes(wanted));
	// The runner packs once for all suites.
	const tarball = process.env.RELASI_TARBALL || (await pack());
	let [passed, failed] = [0, 0];
	for (const version of chosen) {
		const checks = new Checks(name, `${version} · `);
		await checks.check('the suite runs to its end', async () => {
			const install = await ensureN8n(version, console.log);
			await playRound(play, { checks, install, tarball });
		});
		passed += checks.passed;
		failed += checks.failed;
	}
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

async function playRound(
	play: (round: Round) => Promise<void>,
	round: Omit<Round, 'finally'>,
): Promise<void> {
	const tasks: Array<() => Promise<unknown> | unknown> = [];
	try {
		await play({ ...round, finally: (task) => tasks.unshift(task) });
	} catch (error) {
		// The failed check has been counted and shown already.
		if (!(error instanceof Abandoned)) throw error;
		round.checks.note(error.message);
	} finally {
		for (const task of tasks) await task();
	}
}
