import { createHmac } from 'node:crypto';

import { verify } from '../../../nodes/RelasiWebhookTrigger/signature';
import { listed } from '../../support/listed';

const BODY = Buffer.from('{"id":"evt"}');
const NOW_MS = 1_780_315_200_000;

const signed = (secret: string | Buffer): string => {
	const hmac = createHmac('sha256', secret)
		.update(`evt.${NOW_MS / 1000}.`)
		.update(BODY);
	return `v1=${hmac.digest('base64')}`;
};

/** Why a delivery with this header of signatures is refused; undefined when it is accepted. */
function refusal(signature: string, secrets: string[]): string | undefined {
	const headers = {
		'x-relasi-webhook-id': 'evt',
		'x-relasi-timestamp': '2026-06-01T12:00:00Z',
		'x-relasi-signature': signature,
	};
	const verdict = verify(BODY, headers, secrets, NOW_MS, 1000);
	return verdict.ok ? undefined : verdict.reason;
}

test('without any secret nothing passes, and it is said that there is none', () => {
	expect(refusal(signed(''), [])).toMatch(/holds no signing secret/);
});

test('a previous secret that is left empty signs nothing', () => {
	expect(refusal(signed(''), ['current-secret', ''])).toMatch(/does not match/);
	expect(refusal(signed(' '), ['current-secret', ' '])).toMatch(/does not match/);
});

test('the eighth signature still counts, also with blanks between them', () => {
	const wrong = Array.from({ length: 7 }, (_, index) => signed(`other-${index}`));
	expect(refusal([...wrong, signed('current-secret')].join(', '), ['current-secret'])).toBe(
		undefined,
	);
});

test('a signature begins with its version', () => {
	expect(refusal(`x${signed('current-secret')}`, ['current-secret'])).toMatch(/has no “v1=”/);
});

test('an API key beside a secret is told', () => {
	expect(refusal(signed('other'), ['current-secret', 'ru_live_1.2'])).toMatch(/API key/);
	expect(refusal(signed('other'), ['ru_live_1.2', 'previous-secret'])).toMatch(/API key/);
});

test.each([
	...listed(`
		none | - | old | null | whsec_AA | whsec_AAAAAA | whsec_==== | xxxxxxxxxxxxxxxx
		whsec_AAAAAAAAAAAAAAAA | your-signing-secret | changeme-changeme
		whsec_5Jx0kQ2mR8vT!yWz | ru_live_01H.s3cretS3cret | pässwörd-pässwörd
	`),
	'whsec_ ',
	' whsec_5Jx0kQ2mR8vT1yWz',
])('what the credential test refuses verifies nothing, in either field: %j', (secret) => {
	const forgeries = [signed(secret), signed(secret.trim())];
	const encoded = /^whsec_(.+)$/.exec(secret)?.[1];
	if (encoded) forgeries.push(signed(Buffer.from(encoded, 'base64')));
	for (const forged of forgeries) {
		expect(refusal(forged, [secret])).toBeDefined();
		expect(refusal(forged, [secret, secret])).toBeDefined();
		expect(refusal(forged, ['current-secret', secret])).toBeDefined();
	}
	expect(refusal(signed('current-secret'), ['current-secret', secret])).toBe(undefined);
});

test('a value that can be no secret is named as what to look at', () => {
	expect(refusal(signed('none'), ['current-secret', 'none'])).toMatch(
		/can't be a signing secret.*Test the credential/,
	);
	expect(refusal(signed('none'), ['none'])).toMatch(/can't be a signing secret/);
});
