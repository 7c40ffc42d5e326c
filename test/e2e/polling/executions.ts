import { parse } from 'flatted';
import type { IDataObject, INodeExecutionData, IRunExecutionData } from 'n8n-workflow';

import type { N8nApi } from '../../../scripts/n8n/api';
import { N8nApiRefusal } from '../../../scripts/n8n/session';
import { stateOf, type EventName } from './traffic';

export const TRIGGER = 'Relasi Trigger';
export const RENAMED = 'Customers write';

const NAMES = [TRIGGER, RENAMED];

/** What n8n has been handed by one workflow's trigger. */
export interface Handed {
	/** How often each event. */
	counts: Map<string, number>;
	executions: number;
	/** Executions that a kill ended: n8n keeps their items, and does not run them again. */
	crashed: number;
	/** Executions of which a kill left nothing but the row: n8n 1.x writes their data after it. */
	empty: number;
	/** Polls that failed: n8n keeps an execution without items of ours for each. */
	failed: number;
}

/** Reads every execution of a workflow, also those that a kill ended. */
export async function handedTo(api: N8nApi, workflowId: string, event: EventName): Promise<Handed> {
	const handed: Handed = { counts: new Map(), executions: 0, crashed: 0, empty: 0, failed: 0 };
	for (const { id, status } of await api.listExecutions({ workflowId })) {
		const rows = await rowsOf(api, id);
		if (status === 'error' && rows.length === 0) {
			handed.failed++;
			continue;
		}
		handed.executions++;
		if (status === 'crashed') handed.crashed++;
		if (rows.length === 0) handed.empty++;
		for (const row of rows.flatMap((item) => (item.messages as IDataObject[]) ?? [item])) {
			const key = event === 'conversationUpdated' ? stateOf(row) : String(row.id);
			handed.counts.set(key, (handed.counts.get(key) ?? 0) + 1);
		}
	}
	return handed;
}

/** The trigger's items. */
async function rowsOf(api: N8nApi, id: string): Promise<IDataObject[]> {
	const data = await dataOf(api, id);
	if (!data) return [];
	const { resultData, executionData } = parse(data) as IRunExecutionData;
	// What n8n had not yet run when it was killed stands here; the run it then makes up holds no items.
	const waiting = executionData?.nodeExecutionStack.find(({ node }) => NAMES.includes(node.name));
	const run = NAMES.map((name) => resultData.runData?.[name]?.[0]?.data).find(Boolean);
	const items: INodeExecutionData[] = (waiting?.data ?? run)?.main[0] ?? [];
	// A failed poll leaves an item without anything in it.
	return items.map(({ json }) => json).filter((row) => 'id' in row);
}

async function dataOf({ session }: N8nApi, id: string): Promise<string | undefined> {
	const path = `/rest/executions/${id}`;
	return session.request<{ data: string }>('GET', path).then(
		({ data }) => data,
		(error: unknown) => {
			// What n8n 1.x says of an execution that has no data.
			if (error instanceof N8nApiRefusal && error.body.includes("reading 'data'"))
				return undefined;
			throw error;
		},
	);
}
