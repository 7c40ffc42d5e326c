import { listPage } from '../http/listPage';
import { onlyParameters, paging } from '../http/queryParameters';
import type { Operation } from './operation';

/** GET /channels. */
export const listChannels: Operation = {
	method: 'GET',
	path: '/channels',
	scope: 'channels:read',
	handle: ({ world, query: given }) => {
		const { page, perPage } = paging(onlyParameters(given, ['page', 'per_page']));
		world.drift.before('channels', page);
		return listPage(world.inbox.channels.all(), page, perPage);
	},
};
