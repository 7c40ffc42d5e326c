import { randomBytes } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder } from '../n8n/cache';
import { tryLock } from '../n8n/lock';
import type { Log } from '../n8n/progress';

/** What is made up for one state, and is nowhere else. */
export interface DemoSecrets {
	/** Of the owner of the n8n. */
	password: string;
	/** Of the webhooks that the simulator delivers. */
	signingSecret: string;
}

/** Where the started n8n keeps its workflows, credentials and executions. */
export interface DemoState {
	userFolder: string;
	isKept: boolean;
	secrets: DemoSecrets;
	release(): void | Promise<void>;
}

/** Takes the folder that is kept between starts, or a temporary one when asked to or while another start uses it. */
export async function takeState(options: {
	temporary: boolean;
	fresh: boolean;
	log: Log;
}): Promise<DemoState> {
	const { temporary, fresh, log } = options;
	if (temporary) return temporaryState();
	const userFolder = join(cacheFolder(), 'demo');
	const release = await tryLock(`${userFolder}.lock`);
	if (!release) {
		log('Another start is running, so this one begins with a state of its own and forgets it.');
		return temporaryState();
	}
	// The log of the last start would only grow.
	rmSync(fresh ? userFolder : join(userFolder, 'n8n.log'), { recursive: true, force: true });
	const secretsFile = join(userFolder, 'secrets.json');
	if (existsSync(join(userFolder, '.n8n')) && !existsSync(secretsFile)) {
		const aside = `${userFolder}-${Date.now()}`;
		renameSync(userFolder, aside);
		log(`The state of an older version, which had a public password, now lies in ${aside}`);
	}
	mkdirSync(userFolder, { recursive: true, mode: 0o700 });
	return { userFolder, isKept: true, secrets: secretsIn(secretsFile), release };
}

function temporaryState(): DemoState {
	const userFolder = mkdtempSync(join(tmpdir(), 'n8n-relasi-'));
	const release = () => rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	return { userFolder, isKept: false, secrets: newSecrets(), release };
}

function secretsIn(file: string): DemoSecrets {
	if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as DemoSecrets;
	const secrets = newSecrets();
	writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
	return secrets;
}

function newSecrets(): DemoSecrets {
	const random = () => randomBytes(12).toString('base64url');
	// n8n asks for a capital letter and a digit.
	return { password: `R1-${random()}`, signingSecret: `whsec_${random()}` };
}
