import type { N8nApi } from '../n8n/api';
import type { Execution } from '../n8n/executions';
import { formatElapsed } from '../n8n/progress';
import type { ImportedExample } from './demo';
import { formatResult } from './results';

const USUAL_WIDTH = 100;

/** Runs the examples that can be run by hand, or the first of them, prints the results, and tells whether all went well. */
export async function runExamples(
	api: N8nApi,
	examples: ImportedExample[],
	options: { mayWrite: boolean; onlyFirst: boolean },
): Promise<boolean> {
	const { mayWrite, onlyFirst } = options;
	const byHand = examples.filter(({ manualTrigger }) => manualTrigger);
	const allowed = byHand.filter(({ writes }) => mayWrite || !writes);
	for (const { workflow } of byHand.filter((example) => !allowed.includes(example))) {
		console.log(`Not run, because it sends or changes something: ${workflow.name}`);
	}
	let done = 0;
	const chosen = onlyFirst ? allowed.slice(0, 1) : allowed;
	for (const example of chosen) {
		const execution = await runExample(api, example);
		done += Number(execution.status === 'success');
		const address = `${api.session.url}/workflow/${example.workflowId}/executions/${execution.id}`;
		if (onlyFirst) console.log(`In n8n: ${address}`);
	}
	const events = examples.length - byHand.length;
	if (!onlyFirst) {
		console.log(
			`\n${done} of ${chosen.length} examples went well; ${events} more are started by events.`,
		);
	}
	return done === chosen.length && done > 0;
}

async function runExample(api: N8nApi, example: ImportedExample): Promise<Execution> {
	const { workflow, workflowId, manualTrigger = '' } = example;
	const startedAt = Date.now();
	const execution = await api.run(workflowId, manualTrigger);
	const elapsed = formatElapsed(Date.now() - startedAt);
	const isDone = execution.status === 'success';
	console.log(`\n${isDone ? '✓' : '✗'} ${workflow.name} (${example.file}, ${elapsed})`);
	const width = process.stdout.columns || USUAL_WIDTH;
	for (const line of formatResult(workflow, execution, width)) console.log(line);
	return execution;
}
