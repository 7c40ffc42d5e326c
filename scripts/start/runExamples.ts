import type { N8nApi } from '../n8n/api';
import { itemsOf, type Execution } from '../n8n/executions';
import { formatElapsed } from '../n8n/progress';
import type { ImportedExample } from './demo';
import { formatTable } from './table';

const USUAL_WIDTH = 100;

/** Which examples can be run by hand; against a real API those that write are left out unless allowed. */
export function runnable(examples: ImportedExample[], mayWrite: boolean): ImportedExample[] {
	return examples.filter(({ manualTrigger, writes }) => manualTrigger && (mayWrite || !writes));
}

/** Runs an example, prints what its last node put out, and tells whether all went well. */
export async function runExample(api: N8nApi, example: ImportedExample): Promise<boolean> {
	const { workflow, workflowId, manualTrigger = '' } = example;
	const startedAt = Date.now();
	const execution = await api.run(workflowId, manualTrigger);
	const elapsed = formatElapsed(Date.now() - startedAt);
	const isDone = execution.status === 'success';
	console.log(`\n${isDone ? '✓' : '✗'} ${workflow.name} (${example.file}, ${elapsed})`);
	const lines = isDone ? resultLines(execution) : failureLines(execution);
	for (const line of lines) console.log(line);
	return isDone;
}

function resultLines(execution: Execution): string[] {
	const items = itemsOf(execution, execution.lastNode ?? '');
	const width = process.stdout.columns || USUAL_WIDTH;
	return formatTable(items.map(({ json }) => json), width);
}

function failureLines({ error, lastNode, status }: Execution): string[] {
	const message = error?.message ?? `The execution ended as "${status}".`;
	return [`${lastNode ?? 'n8n'}: ${message}`, error?.description ?? ''].filter((line) => line !== '');
}
