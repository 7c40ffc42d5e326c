import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

import { formatElapsed } from '../../../scripts/n8n/progress';

const ROOT = resolve(__dirname, '../../..');

/** Keeps, in a folder of its own, what explains a failed check. */
export type Evidence = (folder: string) => Promise<void> | void;

/** Thrown after a failed check that the following ones build upon. */
export class Abandoned extends Error {}

/** Runs checks one after the other, prints a line for each, and counts. */
export class Checks {
	passed = 0;
	failed = 0;
	private readonly evidence = new Set<Evidence>();

	constructor(
		private readonly suite: string,
		private readonly prefix: string,
	) {}

	/** Adds something that is kept whenever a check fails; returns how to take it back. */
	keep(evidence: Evidence): () => void {
		this.evidence.add(evidence);
		return () => void this.evidence.delete(evidence);
	}

	/** Says something that is no check. */
	note(line: string): void {
		console.log(`     ${this.prefix}${line}`);
	}

	/** Runs one check; false when it failed. */
	async check(fact: string, test: () => Promise<unknown> | unknown): Promise<boolean> {
		const startedAt = Date.now();
		const elapsed = () => formatElapsed(Date.now() - startedAt);
		try {
			await test();
			this.passed++;
			console.log(`ok   ${this.prefix}${fact} (${elapsed()})`);
			return true;
		} catch (error) {
			this.failed++;
			console.log(`FAIL ${this.prefix}${fact} (${elapsed()})`);
			const { message = String(error) } = error as Error;
			console.log(message.replace(/\x1b\[\d+m/g, '').replace(/^/gm, '     | '));
			console.log(`     | Kept in ${await this.keepEvidence(fact)}`);
			return false;
		}
	}

	/** Runs a check without which the following ones make no sense. */
	async must(fact: string, test: () => Promise<unknown> | unknown): Promise<void> {
		if (!(await this.check(fact, test))) throw new Abandoned(`The rest builds upon: ${fact}`);
	}

	private async keepEvidence(fact: string): Promise<string> {
		const name = `${this.prefix}${fact}`
			.toLowerCase()
			.replace(/[^a-z0-9.]+/g, '-')
			.slice(0, 80);
		const folder = join(ROOT, '.artifacts', this.suite, name);
		mkdirSync(folder, { recursive: true });
		for (const keep of this.evidence) {
			try {
				await keep(folder);
			} catch (error) {
				console.log(`     | Not kept: ${(error as Error).message.split('\n')[0]}`);
			}
		}
		return relative(ROOT, folder);
	}
}
