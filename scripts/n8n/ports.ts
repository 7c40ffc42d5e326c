import getPort, { portNumbers } from 'get-port';

import type { Log } from './progress';

const ATTEMPTS = 100;

/** Gives the wanted port, or says that it is taken and gives another; any free port when none is wanted. */
export async function choosePort(options: {
	/** Whose port it is, for the message. */
	name: string;
	wanted?: number;
	/** Ports given away already, though nobody listens on them yet. */
	reserved?: number[];
	log?: Log;
}): Promise<number> {
	const { name, wanted, reserved, log } = options;
	const port = await getPort({
		port: wanted === undefined ? undefined : portNumbers(wanted, wanted + ATTEMPTS),
		exclude: reserved,
	});
	if (wanted !== undefined && port !== wanted) {
		log?.(`Port ${wanted} (${name}) is taken, using ${port}`);
	}
	return port;
}
