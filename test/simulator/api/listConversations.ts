import { listPage } from '../http/listPage';
import { onlyParameters, paging, unixSeconds } from '../http/queryParameters';
import type { Entry } from '../inbox/view';
import type { Operation } from './operation';

/** GET /conversations: newest activity first, from `last_updated_at` (inclusive, whole UNIX seconds) on. */
export const listConversations: Operation = {
	method: 'GET',
	path: '/conversations',
	scope: 'conversations:read',
	handle: ({ world, query: given }) => {
		const query = onlyParameters(given, ['page', 'per_page', 'last_updated_at']);
		const { page, perPage } = paging(query);
		const since = unixSeconds('last_updated_at', query.last_updated_at);
		world.drift.before('conversations', page);
		const entries = world.inbox.conversations.all();
		return listPage(
			since === undefined ? entries : updatedSince(entries, since),
			page,
			perPage,
		);
	},
};

function updatedSince<T>(newestFirst: Array<Entry<T>>, sinceSeconds: number): Array<Entry<T>> {
	let low = 0;
	let high = newestFirst.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const updatedSeconds = Math.floor((newestFirst[middle] as Entry<T>).sortMs / 1000);
		if (updatedSeconds >= sinceSeconds) low = middle + 1;
		else high = middle;
	}
	return newestFirst.slice(0, low);
}
