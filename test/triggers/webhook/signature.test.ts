import { verify, type Headers } from '../../../nodes/RelasiWebhookTrigger/signature';

/*
 * Made with openssl, line by line:
 * printf '%s' 'evt_01.1780315200.{"id":"evt_01","type":"message.created","data":{"amount":1.0,"text":"Olá 👋"}}' \
 *   | openssl dgst -sha256 -hmac 'whsec_5Jx0kQ2mR8vT1yWz' -binary | openssl base64 -A
 */
const SECRET = 'whsec_5Jx0kQ2mR8vT1yWz';
const BODY = '{"id":"evt_01","type":"message.created","data":{"amount":1.0,"text":"Olá 👋"}}';
const SIGNATURE = 'v1=KGuGrFt9JhO8hanZ9YGP+GWTG4yW3fGAVVZ8rDbVaIs=';
// 'evt_02.1780315200.{}' with the same secret, and with 'whsec_old_0123456789'
const NEW_SIGNATURE = 'v1=+lkUvly4QBf7m3+SIyRHSUR2QfuS/AtfOSV0OQJ6VXU=';
const OLD_SIGNATURE = 'v1=0qu28tc+56b3ShIKXVHvhxMY4DlcDqWlTKYnU0EdkV0=';
// 'evt_03.1780315200.' with the same secret
const EMPTY_BODY_SIGNATURE = 'v1=6eOUOz6QGqc7x7/0fin1jbCRchY5BBQoJK4Z09I2WVg=';

// 'evt_04.1780315200.{}' with this secret as text (-macopt key:…), and with the bytes that its base64
// means (openssl dgst -sha256 -mac HMAC -macopt hexkey:7365637265742d62797465732d6f662d32342d636861727321)
const STANDARD_SECRET = 'whsec_c2VjcmV0LWJ5dGVzLW9mLTI0LWNoYXJzIQ==';
const SIGNATURE_BY_TEXT = 'v1=x7hD1zMMRLZ9AmCl8UUkScG+4oZXRto5fde1XuN6Tl8=';
const SIGNATURE_BY_BYTES = 'v1=e8lI+38A6vK0Jh2yc1/WxkI5fgrfpiClzn/5US3quAM=';

const SENT_AT = '2026-06-01T12:00:00Z';
const NOW = 1_780_315_200_000;
const TOLERANCE = 300_000;

const headers: Headers = {
	'x-relasi-webhook-id': 'evt_01',
	'x-relasi-timestamp': SENT_AT,
	'x-relasi-signature': SIGNATURE,
};

interface Change {
	body?: string | null;
	headers?: Headers;
	secret?: string;
	previous?: string;
	now?: number;
	tolerance?: number;
}

function check(change: Change = {}) {
	const { body = BODY, secret = SECRET, now = NOW, tolerance = TOLERANCE } = change;
	const rawBody = body === null ? undefined : Buffer.from(body);
	const secrets = [secret, change.previous ?? ''];
	return verify(rawBody, { ...headers, ...change.headers }, secrets, now, tolerance);
}

const reasonOf = (change: Change): string => {
	const verdict = check(change);
	return verdict.ok ? 'accepted' : verdict.reason;
};

describe('a genuine delivery', () => {
	test('is accepted, and its id is the signed one', () => {
		expect(check()).toEqual({ ok: true, id: 'evt_01' });
	});

	test.each([
		'2026-06-01T12:00:00.999999999Z',
		'2026-06-01T14:00:00+02:00',
		'2026-06-01t12:00:00z',
	])('may write its time as %s', (timestamp) => {
		expect(check({ headers: { 'x-relasi-timestamp': timestamp } }).ok).toBe(true);
	});

	test.each([
		`${OLD_SIGNATURE},${NEW_SIGNATURE}`,
		`${NEW_SIGNATURE} ${OLD_SIGNATURE}`,
		`v0=abc, ${OLD_SIGNATURE}, ${NEW_SIGNATURE}`,
	])('may carry a signature for each of several secrets: %s', (signature) => {
		const rotated = {
			body: '{}',
			headers: { 'x-relasi-webhook-id': 'evt_02', 'x-relasi-signature': signature },
		};
		expect(check(rotated).ok).toBe(true);
		expect(check({ ...rotated, secret: 'whsec_old_0123456789' }).ok).toBe(true);
		expect(check({ ...rotated, secret: 'whsec_other_0123456789' }).ok).toBe(false);
	});

	test('may be signed with the previous secret while it is replaced', () => {
		const old = {
			body: '{}',
			headers: { 'x-relasi-webhook-id': 'evt_02', 'x-relasi-signature': OLD_SIGNATURE },
		};
		expect(check({ ...old, previous: 'whsec_old_0123456789' }).ok).toBe(true);
		expect(check({ previous: 'whsec_old_0123456789' }).ok).toBe(true);
		for (const previous of ['', 'whsec_other_0123456789']) {
			expect(check({ ...old, previous }).ok).toBe(false);
		}
	});

	test('may be signed with the bytes that whsec_<base64> stands for, or with its text', () => {
		const secret = STANDARD_SECRET;
		for (const [signature, other] of [
			[SIGNATURE_BY_BYTES, NEW_SIGNATURE],
			[SIGNATURE_BY_TEXT, SIGNATURE],
		]) {
			const delivery = (value: string) => ({
				body: '{}',
				headers: { 'x-relasi-webhook-id': 'evt_04', 'x-relasi-signature': value },
			});
			expect(check({ ...delivery(signature), secret }).ok).toBe(true);
			expect(check({ ...delivery(signature), previous: secret }).ok).toBe(true);
			expect(check({ ...delivery(other), secret }).ok).toBe(false);
			expect(check(delivery(signature)).ok).toBe(false);
		}
	});

	test('may have an empty body, which is signed as such', () => {
		const empty = {
			body: '',
			headers: {
				'x-relasi-webhook-id': 'evt_03',
				'x-relasi-signature': EMPTY_BODY_SIGNATURE,
			},
		};
		expect(check(empty).ok).toBe(true);
	});

	test('is fresh up to the tolerance, before and after', () => {
		for (const now of [NOW - TOLERANCE, NOW + TOLERANCE]) expect(check({ now }).ok).toBe(true);
		for (const now of [NOW - TOLERANCE - 1, NOW + TOLERANCE + 1]) {
			expect(check({ now }).ok).toBe(false);
		}
	});
});

describe('a refusal says why', () => {
	test.each([
		['a body changed by one character', { body: BODY.replace('1.0', '1.1') }],
		['a body that was read and written again', { body: JSON.stringify(JSON.parse(BODY)) }],
		['an id that was not signed', { headers: { 'x-relasi-webhook-id': 'evt_04' } }],
		[
			'a time that was not signed',
			{ headers: { 'x-relasi-timestamp': '2026-06-01T12:00:01Z' } },
		],
		['a signature of another secret', { secret: 'whsec_5Jx0kQ2mR8vT1yWy' }],
	])('%s', (_name, change) => {
		expect(reasonOf(change)).toMatch(
			/signature does not match.*signing secret of this webhook/,
		);
	});

	test.each(['x-relasi-webhook-id', 'x-relasi-timestamp', 'x-relasi-signature'])(
		'the header %s is missing, empty or doubled',
		(name) => {
			for (const value of [undefined, '', ['a', 'b']]) {
				expect(reasonOf({ headers: { [name]: value } }).toLowerCase()).toContain(
					`the header ${name} is missing`,
				);
			}
		},
	);

	test.each([
		SIGNATURE.slice(3),
		SIGNATURE.toUpperCase(),
		SIGNATURE.replace('=', ' ='),
		SIGNATURE.slice(0, -1),
		`${SIGNATURE}=`,
		SIGNATURE.replace('+', '-'),
		SIGNATURE.replace('v1', 'v2'),
		`v1=${Buffer.from(SIGNATURE.slice(3), 'base64').toString('hex')}`,
		`v1=${Buffer.from(SIGNATURE.slice(3)).toString('base64')}`,
		'v1=',
		'0',
	])('a signature in another form: %s', (signature) => {
		expect(reasonOf({ headers: { 'x-relasi-signature': signature } })).toMatch(
			/X-Relasi-Signature/,
		);
	});

	test('base64 that means the same bytes is not the signature', () => {
		const twin = SIGNATURE.replace('Is=', 'It=');
		expect(Buffer.from(twin.slice(3), 'base64')).toEqual(
			Buffer.from(SIGNATURE.slice(3), 'base64'),
		);
		expect(reasonOf({ headers: { 'x-relasi-signature': twin } })).toMatch(/does not match/);
	});

	test('only so many signatures are looked at', () => {
		const many = Array<string>(8).fill(OLD_SIGNATURE).join(',');
		expect(check({ headers: { 'x-relasi-signature': `${many},${SIGNATURE}` } }).ok).toBe(false);
	});

	test.each([
		'1780315200',
		'Mon, 01 Jun 2026 12:00:00 GMT',
		'2026-06-01',
		'now',
		'2026-06-01T12:00:00',
	])('a time that is not RFC 3339: %s', (timestamp) => {
		expect(reasonOf({ headers: { 'x-relasi-timestamp': timestamp } })).toMatch(/RFC 3339/);
	});

	test('a time too old or in the future, by how much, and what is allowed', () => {
		expect(reasonOf({ now: NOW + 432_100 })).toMatch(
			/is 433 s in the past, and 300 s are allowed/,
		);
		expect(reasonOf({ now: NOW - 301_000 })).toMatch(
			/is 301 s in the future, and 300 s are allowed/,
		);
		expect(reasonOf({ now: NOW + 11_000, tolerance: 10_000 })).toMatch(
			/11 s .* and 10 s are allowed/,
		);
	});

	test('a tolerance that is no number lets nothing pass', () => {
		expect(check({ tolerance: NaN }).ok).toBe(false);
	});

	test('no raw body', () => {
		expect(reasonOf({ body: null })).toMatch(/raw body.*application\/json/);
	});

	test.each(['', ' ', '\n\t', 'whsec_'])(
		'no secret (%j), even for what is signed with it, or with the previous one',
		(secret) => {
			expect(reasonOf({ secret })).toMatch(/holds no signing secret/);
			expect(reasonOf({ secret, previous: SECRET })).toMatch(/holds no signing secret/);
		},
	);

	test('a secret with white space around it, told only to the sender that knows the secret', () => {
		for (const secret of [` ${SECRET}`, `${SECRET}\n`]) {
			expect(reasonOf({ secret })).toMatch(/white space around it/);
			expect(reasonOf({ secret: 'whsec_other_0123456789', previous: secret })).toMatch(
				/white space around it/,
			);
			expect(reasonOf({ secret, body: '{}' })).toMatch(/does not match/);
		}
	});

	test('an API key in place of the secret', () => {
		expect(reasonOf({ secret: 'ru_live_01.s3cret' })).toMatch(/API key/);
	});

	test('no refusal repeats the secret or the signature that would have matched', () => {
		const refusals = [{ secret: ` ${SECRET}` }, { body: '{}' }, { now: 0 }, { body: null }].map(
			reasonOf,
		);
		for (const text of refusals) {
			expect(text).not.toContain(SECRET);
			expect(text).not.toMatch(/[A-Za-z0-9+/]{43}=/);
		}
	});
});
