import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './options';
import { startSimulator } from './simulator';
import { CONTROL_PATH } from './control/controlPlane';

const USAGE = `Usage: tsx test/simulator/cli.ts [options]
  --port <number>                 8081
  --host <address>                127.0.0.1
  --seed <inbox|empty>            inbox
  --requests-per-second <number>  60; 0 lifts the limit
  --latency <ms>                  0
  --live                          customers keep writing
  --live-every <ms>               4000
  --webhook-url <url>             an endpoint for all events
  --webhook-secret <secret>       its signing secret`;

const OPTIONS = {
	port: { type: 'string', default: '8081' },
	host: { type: 'string', default: '127.0.0.1' },
	seed: { type: 'string', default: 'inbox' },
	'requests-per-second': { type: 'string', default: '60' },
	latency: { type: 'string', default: '0' },
	live: { type: 'boolean', default: false },
	'live-every': { type: 'string', default: '4000' },
	'webhook-url': { type: 'string' },
	'webhook-secret': { type: 'string', default: 'whsec_simulator' },
	help: { type: 'boolean', default: false },
} as const;
const readFlags = () => parseArgs({ options: OPTIONS }).values;
type Flags = ReturnType<typeof readFlags>;

async function main(): Promise<void> {
	const flags = readFlags();
	if (flags.help) return console.log(USAGE);
	const simulator = await startSimulator(optionsFrom(flags));
	const url = flags['webhook-url'];
	if (url !== undefined) simulator.webhooks.register({ url, secret: flags['webhook-secret'] });
	const secret = url === undefined ? '' : `\n  Signing secret  ${flags['webhook-secret']}`;
	console.log(`Relasi.U API simulator
  Base URL        ${simulator.baseUrl}
  API key         ${simulator.keys.full}
  Control         ${simulator.origin}${CONTROL_PATH}/${secret}
Press Ctrl-C to stop.`);
	const stop = () => void simulator.close().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

function optionsFrom(flags: Flags): SimulatorOptions {
	const requestsPerSecond = number(flags, 'requests-per-second') || null;
	const live = flags.live ? { everyMs: number(flags, 'live-every') } : undefined;
	const { host, seed } = flags;
	if (seed !== 'inbox' && seed !== 'empty') throw new Error('--seed must be inbox or empty');
	return {
		port: number(flags, 'port'),
		host,
		seed,
		latencyMs: number(flags, 'latency'),
		requestsPerSecond,
		live,
	};
}

function number(
	flags: Flags,
	flag: 'port' | 'latency' | 'requests-per-second' | 'live-every',
): number {
	const value = Number(flags[flag]);
	if (!Number.isInteger(value) || value < 0) throw new Error(`--${flag} must be a whole number`);
	return value;
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
	const taken = `Port ${error.port} is already in use. Choose another with --port.`;
	console.error(error.code === 'EADDRINUSE' ? taken : error.message);
	process.exitCode = 1;
});
