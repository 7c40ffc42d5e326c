import type { N8nApi } from '../n8n/api';
import { itemsOf, type Execution } from '../n8n/executions';
import { formatElapsed } from '../n8n/progress';
import type { ImportedExample } from './demo';
import { formatTable } from './table';

const USUAL_WIDTH = 100;

/** Runs the examples that can be run by hand, or the first of them, prints the results, and tells whether all went well. */
export async function runExamples(
	api: N8nApi,
	examples: ImportedExample[],
	{ mayWrite, onlyFirst }: { mayWrite: boolean; onlyFirst: boolean },
): Promise<boolean> {
	const byHand = examples.filter(({ manualTrigger }) => manualTrigger);
	const allowed = byHand.filter(({ writes }) => mayWrite || !writes);
	for (const { workflow } of byHand.filter((example) => !allowed.includes(example))) {
		console.log(`Not run, because it sends or changes something: ${workflow.name}`);
	}
	let done = 0;
	const chosen = onlyFirst ? allowed.slice(0, 1) : allowed;
	for (const example of chosen) done += Number(await runExample(api, example));
	const events = examples.length - byHand.length;
	if (!onlyFirst) {
		console.log(
			`\n${done} of ${chosen.length} examples went well; ${events} more are started by events.`,
		);
	}
	return done === chosen.length && done > 0;
}

async function runExample(api: N8nApi, example: ImportedExample): Promise<boolean> {
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
	return formatTable(
		items.map(({ json }) => json),
		width,
	);
}

function failureLines({ error, lastNode, status }: Execution): string[] {
	const message = error?.message ?? `The execution ended as "${status}".`;
	return [`${lastNode ?? 'n8n'}: ${message}`, error?.description ?? ''].filter(
		(line) => line !== '',
	);
}
