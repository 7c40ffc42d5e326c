import type { INodeParameters } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import { relasiAccount } from '../support/start';
import { locator, relasi } from '../support/workflows';
import type { Cluster } from './cluster';

/** The credential that all workers share. */
export async function credentialOf({ api }: Cluster, simulator: Simulator) {
	const found = (await api.listCredentials()).find(({ type }) => type === 'relasiApi');
	return found ?? (await api.createCredential(relasiAccount(simulator)));
}

/** A node that sends a text of its own for each item. */
export async function sender(
	cluster: Cluster,
	simulator: Simulator,
	text: string,
	options: INodeParameters = {},
) {
	const [conversation] = simulator.inbox.conversations.all();
	const parameters = {
		resource: 'message',
		operation: 'send',
		options,
		conversationId: locator(conversation.row.id),
		text: `=${text} {{ $json.index }}`,
	};
	return relasi('Send', parameters, await credentialOf(cluster, simulator));
}

/** How many times each text of this kind really went out; a repeated request that was recognised is not among them. */
export function sentTexts({ inbox }: Simulator, text: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const message of inbox.sentMessages) {
		if (!message.content.startsWith(`${text} `)) continue;
		counts.set(message.content, (counts.get(message.content) ?? 0) + 1);
	}
	return counts;
}
