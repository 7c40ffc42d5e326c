import { relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const BASE_URL = resolve(ROOT, 'nodes/shared/transport/baseUrl');

type BaseUrl = { trimmedBaseUrl: (baseUrl: unknown) => string };

/** Our files on the stack, from n8n's call of the node to the credential, which adds the key. */
const ways: string[][] = [];

function noteWay(): void {
	const files = (new Error().stack ?? '')
		.split('\n')
		.map((frame) => /(\/[^():]+\.ts):\d+:\d+\)?$/.exec(frame)?.[1])
		.filter((file) => file !== undefined)
		.map((file) => relative(ROOT, file).replace(/\.ts$/, ''))
		.filter((file) => /^(nodes|credentials)\//.test(file) && !BASE_URL.endsWith(file));
	if (!files[0]?.startsWith('credentials/')) return;
	// Functions of one file that call each other are one visit.
	ways.push(files.filter((file, index) => file !== files[index - 1]).reverse());
}

const told = (way: string[]): string => way.join(' → ');

const transport = (...files: string[]) => files.map((file) => `nodes/shared/transport/${file}`);
const TO_THE_KEY = [
	...transport('api', 'sendWithRetry', 'rateLimiter', 'httpRequest'),
	'credentials/RelasiApi.credentials',
];

test('a request passes seven files from n8n to the key, each once', async () => {
	jest.doMock(BASE_URL, () => {
		const actual = jest.requireActual<BaseUrl>(BASE_URL);
		const trimmedBaseUrl: BaseUrl['trimmedBaseUrl'] = (baseUrl) => {
			noteWay();
			return actual.trimmedBaseUrl(baseUrl);
		};
		return { ...actual, trimmedBaseUrl };
	});
	const { startSimulator } = await import('../simulator');
	const { Relasi } = await import('../../nodes/Relasi/Relasi.node');
	const { credentialFor } = await import('../support/relasi');
	const { runNode } = await import('../support/engine');
	const { stackTraceLimit } = Error;
	Error.stackTraceLimit = Infinity;
	const simulator = await startSimulator();
	const parameters = { resource: 'apiKey', operation: 'get' };
	await runNode(new Relasi(), { credentials: credentialFor(simulator), parameters });
	await simulator.close();
	Error.stackTraceLimit = stackTraceLimit;
	// The credential looks at the base URL twice.
	expect(new Set(ways.map(told))).toEqual(
		new Set([told([...transport('routing', 'readOperations'), ...TO_THE_KEY])]),
	);
});
