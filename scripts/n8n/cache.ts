import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder, outside the work tree, that keeps what is slow to make: n8n, Node 24, the demo's state. */
export function cacheFolder(): string {
	const { RELASI_CACHE_DIR: own, XDG_CACHE_HOME: base } = process.env;
	return resolve(own || join(base || join(homedir(), '.cache'), 'n8n-nodes-relasi'));
}
