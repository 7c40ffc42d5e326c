import type { IDataObject, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { channelList, conversationList } from '../api/relasi';
import { openNodeApi } from '../http/client';
import { pageReader } from '../pagination/list';
import { MAX_PER_PAGE, toRowKey } from '../pagination/page';

/** At most this many pages of channels are read, so that the menu opens soon. */
const MAX_PAGES = 10;

/** Loads the channels of the workspace for the filter's menu. One without a name is shown by its address. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const readPage = pageReader(api, channelList(this.getNode()));
	const channels = new Map<string, IDataObject>();
	for (let number = 1, isLast = false; number <= MAX_PAGES && !isLast; number++) {
		const { rows, hasNext } = await readPage(number, MAX_PER_PAGE);
		for (const row of rows) channels.set(toRowKey(row), row);
		isLast = rows.length === 0 || !hasNext;
	}
	return [...channels.values()]
		.map(({ id, type, name, username, phone_number: phone, email }) => ({
			name: [name || username || phone || email || id, type].filter(Boolean).join(' · '),
			value: String(id),
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Loads the statuses of the newest 500 conversations for the filter's menu: the API doesn't document them, and one
 * request is enough for those in use.
 */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const { rows } = await pageReader(api, conversationList(this.getNode()))(1, MAX_PER_PAGE);
	const statuses = new Set(rows.map(({ status }) => String(status ?? '')).filter(Boolean));
	return [...statuses].sort().map((status) => ({ name: toStatusLabel(status), value: status }));
}

/** Writes `in_progress` as “In Progress”. */
const toStatusLabel = (status: string): string =>
	status
		.split(/[_\s-]+/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
