import type { IDataObject, INodeExecutionData, ISourceData, ITaskData } from 'n8n-workflow';

import type { Execution } from '../n8n/executions';

const MAX_NODES = 10;

/** The name of the contact that an item stands for: its own, or that of the item it was made from, however many nodes before. */
export function contactOf(
	{ runs }: Execution,
	item: INodeExecutionData,
	run: ITaskData,
): string | undefined {
	let from: INodeExecutionData | undefined = item;
	let fromRun: ITaskData | undefined = run;
	for (let node = 0; from && node < MAX_NODES; node++) {
		if (isContact(from.json)) return String(from.json.name);
		const source: ISourceData | null | undefined = fromRun?.source[0];
		const index = indexOf(from.pairedItem);
		if (!source || index === undefined) return undefined;
		fromRun = runs[source.previousNode]?.[source.previousNodeRun ?? 0];
		from = fromRun?.data?.main[source.previousNodeOutput ?? 0]?.[index];
	}
	return undefined;
}

const isContact = (json: IDataObject): boolean =>
	typeof json.name === 'string' && ('phone' in json || 'email' in json);

function indexOf(paired: INodeExecutionData['pairedItem']): number | undefined {
	const [first] = Array.isArray(paired) ? paired : [paired];
	return typeof first === 'object' ? first.item : first;
}
