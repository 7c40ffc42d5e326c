import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { WorkflowFile } from '../n8n/api';
import type { Execution } from '../n8n/executions';
import { contactOf } from './contactOf';
import { plainText } from './plainText';
import { formatTable } from './table';

/** Names the contact behind a row of the API, where that can be known. */
export type NameOf = (row: IDataObject) => string | undefined;

/** What an execution led to, as lines: the items of each node at which it ended, or what made it fail. */
export function formatResult(
	{ connections }: WorkflowFile,
	execution: Execution,
	width: number,
	nameOf: NameOf,
): string[] {
	const { status, error, lastNode, runs } = execution;
	if (status !== 'success') {
		const message = error?.message ?? `The execution ended as "${status}".`;
		return [
			`${lastNode ?? 'n8n'}: ${plainText(message)}`,
			...(error?.description ? [plainText(error.description)] : []),
		];
	}
	const leadsOn = (node: string) =>
		(connections[node]?.main ?? []).some((targets) => targets?.length);
	const ends = Object.keys(runs).filter((node) => !leadsOn(node));
	// A filter that lets nothing pass ends an execution early.
	if (ends.length === 0 && lastNode !== undefined) ends.push(lastNode);
	return ends.flatMap((node) => {
		const rows = rowsOf(execution, node, nameOf);
		return [
			`${node}: ${counted(rows.length)}`,
			...(rows.length > 0 ? formatTable(rows, width) : []),
		];
	});
}

/** The items that a node put out, over all its runs, each with the name of its contact. */
function rowsOf(execution: Execution, node: string, nameOf: NameOf): IDataObject[] {
	return execution.runs[node].flatMap((run) =>
		(run.data?.main[0] ?? []).map((item) => {
			const row = rowOf(item);
			// A file is about many.
			if ('name' in row || item.binary) return row;
			const contact = nameOf(item.json) ?? contactOf(execution, item, run);
			return contact === undefined ? row : { contact, ...row };
		}),
	);
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
