import { stripVTControlCharacters } from 'node:util';
import type { INodeExecutionData } from 'n8n-workflow';

import type { WorkflowFile } from '../n8n/api';
import type { Execution } from '../n8n/executions';

const MAX_ROWS = 10;

/** What an execution led to, as lines: the items of each node at which it ended, or what made it fail. */
export function formatResult(
	{ connections }: WorkflowFile,
	execution: Execution,
	width: number,
): string[] {
	const { status, error, lastNode, runs } = execution;
	if (status !== 'success') {
		const message = error?.message ?? `The execution ended as "${status}".`;
		return [`${lastNode ?? 'n8n'}: ${message}`, error?.description ?? ''].map(plainText);
	}
	const leadsOn = (node: string) =>
		(connections[node]?.main ?? []).some((targets) => targets?.length);
	const ends = Object.keys(runs).filter((node) => !leadsOn(node));
	// A filter that lets nothing pass ends an execution early.
	if (ends.length === 0 && lastNode !== undefined) ends.push(lastNode);
	return ends.flatMap((node) => {
		const items = runs[node].flatMap((run) => run.data?.main[0] ?? []);
		const more = items.length - MAX_ROWS;
		return [
			`${node}: ${items.length} item${items.length === 1 ? '' : 's'}`,
			...items.slice(0, MAX_ROWS).map((item) => formatItem(item).slice(0, width)),
			...(more > 0 ? [`  … and ${more} more`] : []),
		];
	});
}

function formatItem({ json, binary = {} }: INodeExecutionData): string {
	const files = Object.entries(binary).map(([name, { fileName }]) => [
		name,
		fileName ?? 'a file',
	]);
	// A line has no room for identifiers: the run in n8n shows them.
	const readable = Object.entries(json).filter(
		([key, value]) => !/(^|_)id$/.test(key) && value !== null,
	);
	return plainText(`  ${JSON.stringify(Object.fromEntries([...readable, ...files]))}`);
}

/** A text from outside without what could steer a terminal: escape sequences, control and direction characters; line breaks stay. */
export const plainText = (text: string): string =>
	stripVTControlCharacters(text).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
		character === '\n' ? character : ' ',
	);
