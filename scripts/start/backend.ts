import { startSimulator } from '../../test/simulator';
import { http } from '../../test/support/http';
import { choosePort } from '../n8n/ports';
import type { Log } from '../n8n/progress';

// Where the vendor's own development server listens.
const SIMULATOR_PORT = 8081;
const LIVE_EVERY_MS = 4_000;
const REAL_URL = 'https://api.relasiu.com/api/public/v1';

/** The API that the started n8n talks to. */
export interface Backend {
	isReal: boolean;
	baseUrl: string;
	apiKey: string;
	/** What the summary calls it. */
	label: string;
	/** Lets the API deliver its webhooks to an address, signed with a secret; missing where only its dashboard can. */
	addWebhook?(url: string, secret: string): void;
	close(): Promise<void>;
}

/** Takes the real API when RELASI_API_KEY is set, and starts the simulator otherwise. */
export async function startBackend(options: { live: boolean; log: Log }): Promise<Backend> {
	const { RELASI_API_KEY: apiKey, RELASI_API_URL: baseUrl = REAL_URL } = process.env;
	// No child process has any use for the key.
	delete process.env.RELASI_API_KEY;
	if (!apiKey) return startSimulated(options);
	await checkKey(baseUrl, apiKey);
	const close = async () => undefined;
	return { isReal: true, baseUrl, apiKey, label: baseUrl, close };
}

/** Fails at once on what would otherwise come to light only after n8n has been installed. */
async function checkKey(baseUrl: string, apiKey: string): Promise<void> {
	const headers = { authorization: `Bearer ${apiKey}` };
	const { status } = await http.get(`${baseUrl}/me`, { headers }).catch((error: Error) => {
		throw new Error(`${baseUrl} cannot be reached: ${error.message}`);
	});
	if (status === 200) return;
	throw new Error(`${baseUrl} does not take the key in RELASI_API_KEY (status ${status}).`);
}

async function startSimulated({ live, log }: { live: boolean; log: Log }): Promise<Backend> {
	const port = await choosePort({ name: 'the simulator', wanted: SIMULATOR_PORT, log });
	const simulator = await startSimulator({
		port,
		live: live ? { everyMs: LIVE_EVERY_MS } : undefined,
	});
	const { baseUrl, keys, webhooks } = simulator;
	// Most addresses answer only while their workflow is being tried.
	webhooks.retryDelaysMs = [];
	const pace = live ? `, where a customer writes every ${LIVE_EVERY_MS / 1000} s` : '';
	return {
		isReal: false,
		baseUrl,
		apiKey: keys.full,
		label: `simulator at ${baseUrl}${pace}`,
		addWebhook: (url, secret) => {
			const isKnown = webhooks.list().some((endpoint) => endpoint.url === url);
			if (!isKnown) webhooks.register({ url, secret });
		},
		close: async () => simulator.close(),
	};
}
