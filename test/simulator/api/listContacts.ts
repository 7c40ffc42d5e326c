import { listPage } from '../http/listPage';
import { oneOf, onlyParameters, paging } from '../http/queryParameters';
import { contactSearch } from '../inbox/contactSearch';
import { LEAD_STATUSES } from '../inbox/rows';
import type { Operation } from './operation';

/** GET /contacts: `search` (fuzzy or plain, as set) and exact `lead_status`. */
export const listContacts: Operation = {
	method: 'GET',
	path: '/contacts',
	scope: 'customers:read',
	handle: ({ world, query: given }) => {
		const query = onlyParameters(given, ['page', 'per_page', 'search', 'lead_status']);
		const { page, perPage } = paging(query);
		const leadStatus = oneOf('lead_status', query.lead_status, LEAD_STATUSES);
		world.drift.before('contacts', page);
		const entries = contactSearch(
			world.inbox.contacts,
			query.search,
			leadStatus,
			world.settings.search,
		);
		return listPage(entries, page, perPage);
	},
};
