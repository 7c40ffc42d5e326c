import { createServer } from 'node:net';

import type { Log } from './progress';

const ATTEMPTS = 100;

/** Gives the wanted port, or says that it is taken and gives the next free one; any free port when none is wanted. */
export async function choosePort(options: {
	/** Whose port it is, for the message. */
	name: string;
	wanted?: number;
	/** Ports given away already, though nobody listens on them yet. */
	reserved?: number[];
	log?: Log;
}): Promise<number> {
	const { name, wanted, reserved = [], log } = options;
	if (wanted === undefined) return anyPort(reserved);
	for (let port = wanted; port < wanted + ATTEMPTS; port++) {
		if (reserved.includes(port) || !(await isFree(port))) continue;
		if (port !== wanted) log?.(`Port ${wanted} (${name}) is taken, using ${port}`);
		return port;
	}
	throw new Error(`No free port for ${name} between ${wanted} and ${wanted + ATTEMPTS - 1}.`);
}

async function anyPort(reserved: number[]): Promise<number> {
	const port = await listen(0, '127.0.0.1');
	return reserved.includes(port) ? anyPort(reserved) : port;
}

async function isFree(port: number): Promise<boolean> {
	try {
		// macOS lets loopback and "every address" be bound side by side, so both are asked.
		await listen(port, '127.0.0.1');
		await listen(port);
		return true;
	} catch {
		return false;
	}
}

async function listen(port: number, host?: string): Promise<number> {
	const server = createServer();
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host }, () => {
			const address = server.address();
			server.close(() =>
				resolve(typeof address === 'object' && address ? address.port : port),
			);
		});
	});
}
