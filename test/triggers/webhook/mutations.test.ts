import fc from 'fast-check';

import { verify } from '../../../nodes/RelasiWebhookTrigger/signature';
import { genuine, headersOf, mutated, type Delivery } from './deliveries';

const SECRET = 'whsec_5Jx0kQ2mR8vT1yWz';
const NOW = Date.parse('2026-06-01T12:00:00.500Z');
const TOLERANCE = 300_000;

const isAccepted = (delivery: Delivery, secret = SECRET): boolean =>
	verify(delivery.body, headersOf(delivery), [secret], NOW, TOLERANCE).ok;

test('1,000 genuine deliveries are all accepted', () => {
	fc.assert(
		fc.property(genuine(SECRET, NOW), (delivery) => isAccepted(delivery)),
		{ numRuns: 1000 },
	);
});

test('of 10,000 mutated deliveries none is accepted', () => {
	const seen = new Set<string>();
	fc.assert(
		fc.property(mutated(SECRET, NOW), (delivery) => {
			seen.add(delivery.change);
			return !isAccepted(delivery);
		}),
		{ numRuns: 10_000 },
	);
	expect(seen.size).toBeGreaterThan(30);
});

test('with any other secret in the credential none of 1,000 genuine deliveries is accepted', () => {
	const other = fc
		.tuple(fc.nat(SECRET.length - 1), fc.integer({ min: 0, max: 7 }))
		.map(([at, bit]) => {
			const bytes = Buffer.from(SECRET);
			bytes[at] ^= 1 << bit;
			return bytes.toString('latin1');
		});
	fc.assert(
		fc.property(
			genuine(SECRET, NOW),
			other,
			(delivery, secret) => !isAccepted(delivery, secret),
		),
		{ numRuns: 1000 },
	);
});

test('nothing that is thrown at the check makes it throw', () => {
	const header = fc.oneof(fc.string(), fc.constant(undefined), fc.array(fc.string()));
	const headers = fc.record({
		'x-relasi-webhook-id': header,
		'x-relasi-timestamp': header,
		'x-relasi-signature': header,
	});
	fc.assert(
		fc.property(fc.uint8Array(), headers, fc.string(), (body, given, secret) => {
			expect(verify(body, given, [secret], NOW, TOLERANCE).ok).toBe(false);
		}),
		{ numRuns: 1000 },
	);
});
