import type { IDataObject } from 'n8n-workflow';

import { readOfRun } from '../../../shared/ofRun';
import type { ItemRun } from '../../../shared/transport/routing';
import { readInOrder } from '../../../shared/transport/readInOrder';

/** The newest message of a conversation, null when it has none; read once for the items of a run. */
export async function lastMessageOf(
	run: ItemRun,
	conversationId: string,
): Promise<IDataObject | null> {
	const query = { conversation_id: conversationId };
	const list = { path: '/messages', query, node: run.context.getNode() };
	return await readOfRun(run, `last message of ${conversationId}`, async () => {
		const newest = { order: 'newestFirst', limit: 1, matches: () => true } as const;
		const [message] = await readInOrder(run.api, list, newest);
		return message ?? null;
	});
}
