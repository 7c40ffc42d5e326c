import { N8nApi, type StoredCredential } from '../../../scripts/n8n/api';
import type { Simulator } from '../../simulator';
import { ChatModel } from '../support/chatModel';
import { n8nFor, relasiAccount, simulatorFor } from '../support/start';
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

export async function setScene(round: Round): Promise<Scene> {
	const simulator = await simulatorFor(round);
	const n8n = await n8nFor(round);
	const api = await N8nApi.connect(n8n.url);
	const account = await api.createCredential(relasiAccount(simulator));
	const { checks } = round;
	return { checks, api, simulator, url: n8n.url, ...(await addCredentials(round, api, account)) };
}

/** Starts a chat model and stores the credentials that the examples name beside that of the API. */
export async function addCredentials(
	round: Round,
	api: N8nApi,
	account: StoredCredential,
): Promise<Pick<Scene, 'model' | 'credentials'>> {
	const model = await new ChatModel().listen();
	round.finally(() => model.close());
	const credentials = [
		account,
		await api.createCredential({
			...{ name: 'Relasi webhook', type: 'relasiWebhookApi' },
			data: { signingSecret: SECRET },
		}),
		await api.createCredential({
			...{ name: 'OpenAI account', type: 'openAiApi' },
			data: { apiKey: 'none', url: model.url },
		}),
	];
	return { model, credentials };
}
