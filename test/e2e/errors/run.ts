import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

import { N8nApi } from '../../../scripts/n8n/api';
import type { Simulator } from '../../simulator';
import { Canvas } from '../editor/canvas';
import { NodeView } from '../editor/nodeView';
import { openEditor } from '../support/browser';
import { n8nFor, simulatorFor } from '../support/start';
import { runSuite } from '../support/suite';
import { chain, relasi, START, start } from '../support/workflows';
import { rows, type Row } from './rows';
import { checkSecrets } from './secrets';

// n8n's guidelines keep these words out of messages, and the rest is talk among programmers.
const UNFIT = /\b(error|problem|failure|undefined|null|NaN|exception|stack|E[A-Z]{5,})\b|\[object/i;

/** Each kind of refusal and fault, and what the node's panel then tells a person. */
void runSuite('errors', async (round) => {
	const { checks } = round;
	const simulator = await simulatorFor(round);
	const n8n = await n8nFor(round);
	const api = await N8nApi.connect(n8n.url);
	const page = await openEditor(round, n8n.url);
	for (const row of rows(simulator)) {
		await checks.check(
			`${row.name}: the run and the panel say what happened and what to do`,
			async () => {
				simulator.faults.clear();
				simulator.clearRequests();
				const id = await prepare(api, simulator, row);
				await provoked(api, simulator, row, id);
				await shown({ page, url: n8n.url, simulator }, row, id);
			},
		);
	}
	await checkSecrets(checks, api, simulator);
});

async function prepare(api: N8nApi, simulator: Simulator, row: Row): Promise<string> {
	const { key: apiKey = simulator.keys.full, baseUrl = simulator.baseUrl } = row;
	const data = { apiKey, baseUrl, requestsPerSecond: 60 };
	const credential = await api.createCredential({ name: row.name, type: 'relasiApi', data });
	const node = relasi('Relasi', row.parameters, credential);
	return (await api.createWorkflow(chain(row.name, [start, node]))).id;
}

/** Runs the workflow and reads the error from the execution. */
async function provoked(api: N8nApi, simulator: Simulator, row: Row, id: string): Promise<void> {
	row.provoke?.(simulator);
	const run = await api.run(id, START);
	assert.equal(run.status, 'error');
	const { message, description } = run.error!;
	assert.match(message, row.message);
	assert.match(String(description ?? ''), row.description);
	assert.doesNotMatch(message, UNFIT);
	if (row.beforeAnyRequest) assert.equal(simulator.requests.length, 0);
	simulator.faults.clear();
}

/** Runs the node in the editor and reads its panel. */
async function shown(
	{ page, url, simulator }: { page: Page; url: string; simulator: Simulator },
	row: Row,
	id: string,
): Promise<void> {
	row.provoke?.(simulator);
	const node = new NodeView(page);
	await new Canvas(page, url).open(id);
	await node.open('Relasi');
	await node.execute();
	const panel = node.output;
	await panel
		.filter({ hasText: new RegExp(row.message.source.replace(/[\^$]/g, '')) })
		.waitFor({ timeout: 60_000 });
	assert.match(await panel.innerText(), row.description);
}
