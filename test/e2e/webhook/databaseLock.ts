import { spawn } from 'node:child_process';
import { join } from 'node:path';

import type { N8nInstance } from '../../../scripts/n8n/instance';

const HOLD = `
const { DatabaseSync } = require('node:sqlite');
const database = new DatabaseSync(process.argv[1], { timeout: 30000 });
database.exec('BEGIN IMMEDIATE');
console.log('locked');
process.stdin.on('end', () => database.exec('ROLLBACK')).resume();
`;

/** Locks the SQLite database of an n8n against writing, as a backup does, until the returned function is called. */
export async function lockDatabase(
	{ userFolder }: N8nInstance,
	node: string,
): Promise<() => Promise<void>> {
	const file = join(userFolder, '.n8n', 'database.sqlite');
	const child = spawn(node, ['-e', HOLD, file], { stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	await new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('close', () => reject(new Error('The database could not be locked.')));
	});
	return async () => {
		child.stdin.end();
		await ended;
	};
}
