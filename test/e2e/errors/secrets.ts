import assert from 'node:assert/strict';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';

import type { N8nApi } from '../../../scripts/n8n/api';
import type { Simulator } from '../../simulator';
import type { Checks } from '../support/checks';
import { chain, relasi, START, start } from '../support/workflows';

const GET_KEY = { resource: 'apiKey', operation: 'get' };

/** What keeps the key of a shared credential, and a login in its base URL, from getting out. */
export async function checkSecrets(
	checks: Checks,
	api: N8nApi,
	simulator: Simulator,
): Promise<void> {
	const { baseUrl, keys } = simulator;
	const store = async (name: string, data: ICredentialDataDecryptedObject) =>
		api.createCredential({ name, type: 'relasiApi', data: { apiKey: keys.full, ...data } });
	const run = async (credential: Awaited<ReturnType<typeof store>>, node: Partial<INode>) => {
		simulator.clearRequests();
		const part = { ...relasi('Request', GET_KEY, credential), ...node };
		const { id } = await api.createWorkflow(chain(credential.name, [start, part]));
		return api.run(id, START);
	};

	await checks.check(
		'the HTTP Request node cannot carry the key to another server; the Relasi node uses its base URL',
		async () => {
			const credential = await store('As created', { baseUrl });
			const { status, error } = await run(credential, httpRequest(`${baseUrl}/me`));
			assert.equal(status, 'error');
			// 2.x says so itself; on 1.x the credential does.
			assert.match(error!.message, /Domain not allowed|doesn't allow sending its API key/);
			assert.equal(simulator.requests.length, 0);
			assert.equal((await run(credential, {})).status, 'success');
			assert.equal((await api.testCredential(credential.id)).status, 'OK');
		},
	);
	await checks.check('it can where the owner of the credential allows it', async () => {
		const data = { baseUrl, allowedHttpRequestDomains: 'domains', allowedDomains: '127.0.0.1' };
		const credential = await store('Allowed', data);
		const { status } = await run(credential, httpRequest(`${baseUrl}/me`));
		assert.equal(status, 'success');
		assert.equal(simulator.requests[0].headers.authorization, `Bearer ${keys.full}`);
	});
	await checks.check(
		'a login in the base URL is refused without a request, and nowhere quoted',
		async () => {
			const data = { baseUrl: baseUrl.replace('//', '//emma:pa55word@') };
			const credential = await store('With login', data);
			const { status, error } = await run(credential, {});
			assert.equal(status, 'error');
			assert.match(error!.message, /contains a user name or password/);
			const test = await api.testCredential(credential.id);
			assert.equal(test.status, 'Error');
			assert.match(test.message, /contains a user name or password/);
			assert.doesNotMatch(JSON.stringify([error, test]), /pa55word/);
			assert.equal(simulator.requests.length, 0);
		},
	);
}

const httpRequest = (url: string): Partial<INode> => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		url,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'relasiApi',
	},
});
