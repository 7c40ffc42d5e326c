import assert from 'node:assert/strict';

import { CredentialForm } from '../editor/credentialForm';
import type { Stage } from './stage';

/** Creates the credential in its form, and sees its test fail for each reason and succeed. */
export async function createCredential(stage: Stage): Promise<void> {
	const { checks, simulator, n8n, api, page } = stage;
	const form = new CredentialForm(page);
	const saved = async (values: Record<string, string>, verdict: RegExp) => {
		await form.fill(values);
		await form.save(verdict).catch(async () => {
			// n8n may end the save before only now, and then takes what was typed since for saved.
			for (const name of Object.keys(values)) await form.fill({ [name]: 'changed' });
			await form.fill(values);
			await form.save(verdict);
		});
	};
	const { baseUrl, origin, keys } = simulator;
	// 1.x shows a sentence of its own for these statuses, whatever the credential says.
	const own = (words: string, of1x: string) => new RegExp(`${words}|${of1x}`);
	await checks.must('the credential form opens', async () => {
		await form.create(n8n.url, 'Relasi API');
	});
	await checks.check('a wrong key fails the test, and the form says why', async () => {
		await saved(
			{ apiKey: 'ru_test_wrong.key', baseUrl },
			own('rejected this API key', 'Authorization failed'),
		);
	});
	await checks.check(
		'an address without the API fails the test, and the form says so',
		async () => {
			await saved(
				{ apiKey: keys.full, baseUrl: `${origin}/nowhere` },
				own('no Relasi API at this base URL', 'could not be found'),
			);
		},
	);
	await checks.check('another server fails the test', async () => {
		await saved({ baseUrl: n8n.url }, /it isn't the Relasi API/);
	});
	await checks.check('nobody listening fails the test', async () => {
		await saved({ baseUrl: 'http://127.0.0.1:9/api' }, /ECONNREFUSED|refused/i);
	});
	await checks.must('the right key and address pass the test', async () => {
		await saved({ baseUrl }, /Connection tested successfully/);
		await form.close();
		stage.credential = (await api.listCredentials()).find(({ type }) => type === 'relasiApi');
		assert(stage.credential);
	});
}
