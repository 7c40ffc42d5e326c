import { N8nApi, type StoredCredential } from '../../../scripts/n8n/api';
import { startN8n } from '../../../scripts/n8n/instance';
import { startSimulator, type Simulator } from '../../simulator';
import { ChatModel } from '../support/chatModel';
import { logOf, requestsOf } from '../support/evidence';
import type { Round } from '../support/suite';

/** With which the simulator signs what it delivers. */
export const SECRET = 'whsec_UmVsYXNpIHNpZ25zIHRoaXMgZm9yIGFsbA==';

/** An n8n with the credentials that the examples name, the API and a chat model. */
export interface Scene {
	checks: Round['checks'];
	api: N8nApi;
	simulator: Simulator;
	model: ChatModel;
	credentials: StoredCredential[];
	/** Where the webhooks of n8n are. */
	url: string;
}

export async function setScene({ install, tarball, checks, ...round }: Round): Promise<Scene> {
	const simulator = await startSimulator();
	round.finally(async () => simulator.close());
	const model = await new ChatModel().listen();
	round.finally(() => model.close());
	const n8n = await startN8n({ install, tarball, log: console.log });
	round.finally(async () => n8n.stop());
	checks.keep(logOf(n8n.logFile, 'n8n.log'));
	checks.keep(requestsOf(simulator));
	const api = await N8nApi.connect(n8n.url);
	const data = { apiKey: simulator.keys.full, baseUrl: simulator.baseUrl };
	const credentials = [
		await api.createCredential({ name: 'Relasi account', type: 'relasiApi', data }),
		await api.createCredential({
			name: 'Relasi webhook',
			type: 'relasiWebhookApi',
			data: { signingSecret: SECRET },
		}),
		await api.createCredential({
			name: 'OpenAI account',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		}),
	];
	return { checks, api, simulator, model, credentials, url: n8n.url };
}
