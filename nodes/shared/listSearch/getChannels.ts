import type { IDataObject, ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { channelList } from '../api/relasi';
import { pageReader } from '../pagination/list';
import { toRowKey, MAX_PER_PAGE } from '../pagination/page';
import { openNodeApi } from '../http/client';

/** No editor waits for more. */
const MAX_PAGES = 10;

/** The channels of the workspace, for the filter's menu; one without a name is known by its address. */
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
