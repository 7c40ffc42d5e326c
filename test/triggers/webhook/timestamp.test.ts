import fc from 'fast-check';

import { parseTimestamp } from '../../../nodes/RelasiWebhookTrigger/signature';
import { listed } from '../../support/listed';

test.each([
	['1970-01-01T00:00:00Z', 0],
	['2026-06-01T12:00:00Z', 1_780_315_200_000],
	['2026-06-01T12:00:00.5Z', 1_780_315_200_500],
	['2026-06-01T12:00:00.999999999Z', 1_780_315_200_999],
	['2026-06-01t12:00:00z', 1_780_315_200_000],
	['2026-06-01T17:30:00+05:30', 1_780_315_200_000],
	['2026-06-01T02:45:00.25-09:15', 1_780_315_200_250],
	['2024-02-29T23:59:59Z', 1_709_251_199_000],
])('%s is read', (text, ms) => {
	expect(parseTimestamp(text)).toBe(ms);
});

test.each([
	...listed(`
		1780315200 | 2026-06-01 | 2026-06-01T12:00:00 | 2026-06-01T12:00Z | 2026-06-01 12:00:00Z
		2026-06-01T12:00:00.Z | 2026-06-01T12:00:00,5Z | 2026-06-01T12:00:00+0200
		2026-06-01T12:00:00+02 | 2026-06-01T12:00:00+24:00 | 2026-06-01T12:00:00+01:60
		2026-06-01T25:00:00Z | 2026-06-01T12:60:00Z | 2026-06-01T12:00:61Z
		2026-13-01T12:00:00Z | 2026-00-01T12:00:00Z | 2026-06-00T12:00:00Z
		2026-06-32T12:00:00Z | +002026-06-01T12:00:00Z
		26-06-01T12:00:00Z | ２０２６-06-01T12:00:00Z | Mon, 01 Jun 2026 12:00:00 GMT
	`),
	'',
	' 2026-06-01T12:00:00Z',
	'2026-06-01T12:00:00Z ',
	'2026-06-01T12:00:00Z\n2026-06-01T12:00:00Z',
])('%j is not RFC 3339', (text) => {
	expect(parseTimestamp(text)).toBeUndefined();
});

test('every moment that JavaScript writes is read as that moment', () => {
	const moments = fc.date({
		min: new Date('1970-01-01T00:00:00Z'),
		max: new Date('9999-12-31T23:59:59.999Z'),
		noInvalidDate: true,
	});
	fc.assert(
		fc.property(moments, (date) => {
			expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
		}),
		{ numRuns: 1000 },
	);
});
