import type { ICredentialTestFunctions } from 'n8n-workflow';

import { RelasiWebhookTrigger } from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';

async function testSecret(signingSecret?: unknown, previousSigningSecret = '') {
	const { relasiWebhookApiTest } = new RelasiWebhookTrigger().methods.credentialTest;
	const data =
		signingSecret === undefined
			? undefined
			: { signingSecret: signingSecret as string, previousSigningSecret };
	const credential = { id: '1', name: 'Relasi webhook', type: 'relasiWebhookApi', data };
	return await relasiWebhookApiTest.call({} as ICredentialTestFunctions, credential);
}

test.each(['whsec_5Jx0kQ2mR8vT1yWz', 'b1946ac92492d2347c6235b4d2611184', '!"#$%&()*+,-./:;'])(
	'%s may be a signing secret',
	async (secret) => {
		expect(await testSecret(secret)).toMatchObject({ status: 'OK' });
	},
);

test.each([
	['', /is empty/],
	[undefined, /is empty/],
	['   ', /is empty/],
	['ru_live_01H.s3cretS3cret', /API key, not a signing secret/],
	[' ru_test_01H.s3cretS3cret', /API key, not a signing secret/],
	[' whsec_5Jx0kQ2mR8vT1yWz', /white space around it/],
	['whsec_5Jx0kQ2mR8vT1yWz\n', /white space around it/],
	['whsec_5Jx0k Q2mR8vT1yWz', /spaces or characters/],
	['whsec_5Jx0k…', /spaces or characters/],
	['whsec_5Jx\u200b0kQ2mR8vT1yWz', /spaces or characters/],
	['whsec_5Jx', /too short/],
	['whsec_AAAAAA', /placeholder/],
	['none', /too short/],
	['whsec_5Jx0kQ2mR8vT!yWz', /after whsec_/],
	['whsec_AAAAAAAAAAAAAAAA', /placeholder/],
	['0000000000000000', /placeholder/],
	['your-signing-secret', /placeholder/],
	['<Your Signing Secret>'.replaceAll(' ', '_'), /placeholder/],
	['whsec_your_secret_here', /placeholder/],
	['changeme-changeme', /placeholder/],
	['not-set-yet-null', /placeholder/],
	['={{$env.SIGNING_SECRET}}', /placeholder/],
	['${SIGNING_SECRET}', /placeholder/],
])('%j is refused with what is wrong', async (secret, message) => {
	const result = await testSecret(secret);
	expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) });
	if (secret?.trim()) expect(result.message).not.toContain(secret.trim());
});

test('the previous secret may be empty, and is looked at when it is there', async () => {
	const secret = 'whsec_5Jx0kQ2mR8vT1yWz';
	for (const previous of ['', '  ', 'whsec_old_0123456789']) {
		expect(await testSecret(secret, previous)).toMatchObject({ status: 'OK' });
	}
	expect(await testSecret(secret, 'ru_live_01H.s3cretS3cret')).toEqual({
		status: 'Error',
		message: expect.stringMatching(/previous signing secret is an API key/),
	});
});
