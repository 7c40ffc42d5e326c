import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { channelList } from '../api/relasi';
import { readList } from '../pagination/list';
import { openNodeApi } from '../http/client';

/** The channels of the workspace, for the filter's menu; one without a name is known by its address. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const rows = await readList(api, channelList(this.getNode()));
	return rows
		.map(({ id, type, name, username, phone_number: phone, email }) => ({
			name: [name || username || phone || email || id, type].filter(Boolean).join(' · '),
			value: String(id),
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}
