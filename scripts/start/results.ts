import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { WorkflowFile } from '../n8n/api';
import { itemsOf, type Execution } from '../n8n/executions';
import { formatTable } from './table';

/** What an execution led to, as lines: the items of each node at which it ended, or what made it fail. */
export function formatResult(
	{ connections }: WorkflowFile,
	execution: Execution,
	width: number,
): string[] {
	const { status, error, lastNode, runs } = execution;
	if (status !== 'success') {
		const message = error?.message ?? `The execution ended as "${status}".`;
		return [
			`${lastNode ?? 'n8n'}: ${message}`,
			...(error?.description ? [error.description] : []),
		];
	}
	const leadsOn = (node: string) =>
		(connections[node]?.main ?? []).some((targets) => targets?.length);
	const ends = Object.keys(runs).filter((node) => !leadsOn(node));
	// A filter that lets nothing pass ends an execution early.
	if (ends.length === 0 && lastNode !== undefined) ends.push(lastNode);
	return ends.flatMap((node) => {
		const rows = itemsOf(execution, node).map(rowOf);
		return [
			`${node}: ${counted(rows.length)}`,
			...(rows.length > 0 ? formatTable(rows, width) : []),
		];
	});
}

function rowOf({ json, binary = {} }: INodeExecutionData): IDataObject {
	const files = Object.entries(binary).map(([name, file]) => [name, fileText(file)]);
	return { ...json, ...(Object.fromEntries(files) as IDataObject) };
}

function fileText({ fileName = 'a file', mimeType, fileSize }: IBinaryData): string {
	return `${fileName} (${[mimeType, fileSize].filter(Boolean).join(', ')})`;
}

function counted(items: number): string {
	return items === 1 ? '1 item' : `${items || 'no'} items`;
}
