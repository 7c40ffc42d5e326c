import { readExamples } from '../../../scripts/start/examples';
import type { Simulator } from '../../simulator';
import { checkAiBot } from '../examples/aiAgent';
import { addCredentials } from '../examples/scene';
import type { Round } from '../support/suite';
import type { Cluster } from './cluster';
import { credentialOf } from './sending';

/** The whole bot: each delivery is an execution of some worker, and of a burst exactly one goes on. */
export async function bot(round: Round, cluster: Cluster, simulator: Simulator): Promise<void> {
	const { checks } = round;
	const { api, webhook } = cluster;
	const account = await credentialOf(cluster, simulator);
	const { model, credentials } = await addCredentials(round, api, account);
	const { workflow } = readExamples(credentials).find(
		({ file }) => file === 'ai-bot-instant.json',
	)!;
	await checks.check('ai-bot-instant.json answers each burst once over three workers', async () =>
		checkAiBot({ checks, api, simulator, model, credentials, url: webhook.url }, workflow),
	);
}
