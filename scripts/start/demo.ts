import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { N8nApi, type CredentialInput, type StoredCredential } from '../n8n/api';
import type { N8nInstance } from '../n8n/instance';
import type { Backend } from './backend';
import { readExamples, type Example } from './examples';
import type { DemoSecrets } from './state';

/** An example as it stands in the started n8n. */
export type ImportedExample = Example & { workflowId: string };

type Imported = Record<string, { content: string; workflowId: string }>;

/** The owner's address at the demo n8n. */
export const EMAIL = 'owner@example.com';

/** Puts owner, credentials and examples into an n8n; what is there from an earlier start is kept or brought up to date. */
export async function prepareDemo(
	n8n: N8nInstance,
	backend: Backend,
	{ password, signingSecret }: DemoSecrets,
): Promise<{ api: N8nApi; examples: ImportedExample[] }> {
	const api = await N8nApi.connect(n8n.url, { email: EMAIL, password });
	const credentials = await storeCredentials(api, backend, signingSecret);
	const examples = await importExamples(api, n8n, readExamples(credentials));
	return { api, examples };
}

async function storeCredentials(
	api: N8nApi,
	backend: Backend,
	signingSecret: string,
): Promise<StoredCredential[]> {
	const { apiKey, baseUrl } = backend;
	const wanted: CredentialInput[] = [
		{
			name: 'Relasi account',
			type: 'relasiApi',
			data: { apiKey, baseUrl, requestsPerSecond: 60 },
		},
		{
			name: 'Relasi webhook',
			type: 'relasiWebhookApi',
			data: { signingSecret },
		},
	];
	const known = await api.listCredentials();
	const stored = [];
	for (const credential of wanted) {
		const { name, type } = credential;
		const old = known.find((each) => each.name === name && each.type === type);
		stored.push(
			await (old
				? api.updateCredential(old.id, credential)
				: api.createCredential(credential)),
		);
	}
	const { status, message } = await api.testCredential(stored[0].id);
	if (status !== 'OK') throw new Error(`The API key was not accepted: ${message}`);
	return stored;
}

/** Imports each example once, and again only when its file has changed, so that a user's own changes stay. */
async function importExamples(
	api: N8nApi,
	{ userFolder }: N8nInstance,
	examples: Example[],
): Promise<ImportedExample[]> {
	const recordFile = join(userFolder, 'examples.json');
	const record = readRecord(recordFile);
	const present = new Set((await api.listWorkflows()).map(({ id }) => id));
	const imported: ImportedExample[] = [];
	for (const example of examples) {
		const { file, workflow } = example;
		const content = createHash('sha256').update(JSON.stringify(workflow)).digest('hex');
		const old = record[file];
		const isThere = old !== undefined && present.has(old.workflowId);
		const workflowId = isThere ? old.workflowId : (await api.createWorkflow(workflow)).id;
		if (isThere && old.content !== content) await api.updateWorkflow(workflowId, workflow);
		record[file] = { content, workflowId };
		imported.push({ ...example, workflowId });
	}
	writeFileSync(recordFile, JSON.stringify(record, null, '\t'));
	return imported;
}

function readRecord(file: string): Imported {
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Imported;
	} catch {
		return {};
	}
}
