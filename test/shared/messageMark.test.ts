import { createHash, randomBytes } from 'crypto';
import fc from 'fast-check';

import { markedId, readMark, toDigest, type Mark } from '../../nodes/shared/execution/messageMark';
import '../support/seed';

const hash = createHash('sha256').update('a message').digest('hex');

test.each<[string, Mark, Mark]>([
	[
		'a hand-over of 1.5 seconds, of 2',
		{ kind: 'handOver', seconds: 1.5 },
		{ kind: 'handOver', seconds: 2 },
	],
	[
		'a hand-over of three centuries, of 136 years',
		{ kind: 'handOver', seconds: 9.5e9 },
		{ kind: 'handOver', seconds: 2 ** 32 - 1 },
	],
	[
		'quiet of two hours, of 4,094 seconds',
		{ kind: 'question', seconds: 60, quietSeconds: 7200 },
		{ kind: 'question', seconds: 60, quietSeconds: 4094 },
	],
	[
		'a question until a fraction of a second, until the next whole one',
		{ kind: 'questionUntil', untilMs: Date.parse('2026-11-30T03:59:00.5Z'), quietSeconds: 7 },
		{ kind: 'questionUntil', untilMs: Date.parse('2026-11-30T03:59:01Z'), quietSeconds: 7 },
	],
])('a mark holds %s', (_, mark, read) => {
	expect(readMark(markedId(hash, mark))).toEqual(read);
});

test('a marked ID is a UUID of version 8 that begins with the hash of its message', () => {
	const id = markedId(hash, { kind: 'handOver', seconds: 43_200 });
	expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8000-0a8c00001[\da-f]{3}$/);
	expect(id.replace(/-/g, '').startsWith(hash.slice(0, 12))).toBe(true);
});

test('each mark survives in the ID of the message and of its parts, in any case', () => {
	const quietSeconds = fc.option(fc.integer({ min: 0, max: 3600 }), { nil: undefined });
	const marks: fc.Arbitrary<Mark> = fc.oneof(
		fc.constant<Mark>({ kind: 'plain' }),
		fc
			.integer({ min: 0, max: 2 ** 32 - 1 })
			.map((seconds): Mark => ({ kind: 'handOver', seconds })),
		fc
			.tuple(fc.integer({ min: 1, max: 366 * 86_400 }), quietSeconds)
			.map(([seconds, quiet]): Mark => ({
				kind: 'question',
				seconds,
				...(quiet !== undefined && { quietSeconds: quiet }),
			})),
		fc
			.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), quietSeconds)
			.map(([seconds, quiet]): Mark => ({
				kind: 'questionUntil',
				untilMs: seconds * 1000,
				...(quiet !== undefined && { quietSeconds: quiet }),
			})),
		fc.string().map((id): Mark => ({ kind: 'answer', to: toDigest(id) })),
	);
	fc.assert(
		fc.property(marks, fc.string(), fc.integer({ min: 2, max: 99 }), (mark, text, part) => {
			const id = markedId(createHash('sha256').update(text).digest('hex'), mark);
			for (const form of [id, `${id}-${part}`, id.toUpperCase()])
				expect(readMark(form)).toEqual(mark);
		}),
		{ numRuns: 2_000 },
	);
});

test('an ID in which one digit is another carries no mark', () => {
	const id = markedId(hash, { kind: 'handOver', seconds: 600 });
	for (let index = 0; index < id.length; index++) {
		if (id[index] === '-') continue;
		const other = id[index] === '0' ? '1' : '0';
		const changed = id.slice(0, index) + other + id.slice(index + 1);
		expect(readMark(changed)).toBeUndefined();
	}
});

test('of 400,000 random IDs of version 8 made elsewhere practically none is taken for a mark', () => {
	let taken = 0;
	for (let count = 0; count < 400_000; count++) {
		const digits = randomBytes(16).toString('hex');
		const id = digits.replace(
			/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
			`$1-$2-8$3-${'89ab'[count % 4]}$4-$5`,
		);
		if (readMark(id)) taken++;
	}
	// Eight are expected.
	expect(taken).toBeLessThanOrEqual(30);
});

test.each([
	['words', 'order-1042-shipped'],
	['nothing', null],
	['no text', ''],
	['a number', 42],
	['a marked ID with something else behind it', `${markedId(hash, { kind: 'plain' })}-x`],
])('%s carries no mark', (_, id) => {
	expect(readMark(id)).toBeUndefined();
});

test.each(['4', '7'])('an ID of version %s carries no mark, whatever else is in it', (version) => {
	const id = markedId(hash, { kind: 'plain' });
	expect(readMark(id.slice(0, 14) + version + id.slice(15))).toBeUndefined();
});
