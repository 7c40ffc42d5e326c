import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { conversationList } from '../api/relasi';
import { openNodeApi } from '../http/client';
import { pageReader } from '../pagination/list';
import { MAX_PER_PAGE } from '../pagination/page';

/**
 * The statuses of the newest 500 conversations, for the filter's menu: no document lists the statuses, and one
 * request is enough for those in use.
 */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const { rows } = await pageReader(api, conversationList(this.getNode()))(1, MAX_PER_PAGE);
	const statuses = new Set(rows.map(({ status }) => String(status ?? '')).filter(Boolean));
	return [...statuses].sort().map((status) => ({ name: toLabel(status), value: status }));
}

/** `in_progress` is “In Progress”. */
const toLabel = (status: string): string =>
	status
		.split(/[_\s-]+/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
