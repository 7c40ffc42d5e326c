import fc from 'fast-check';

import { listed } from '../support/listed';

const PARTS = [
	// Paths, and marks of an address.
	...listed(`
		../contacts/merge | .. | . | %2e%2e | ..%2f..%2fme | x/../y | /me | //host/me | a?page=2
		a#b | a&b=c | @host | http://host/me | id:42 | ; | % | %00 | %zz
	`),
	'a\\b',
	...[
		'\0',
		'a\r\nX-Injected: 1',
		'\u007f',
		'\u2028',
		'\u202ereversed',
		'tab\tnew\nline',
		'\ufeff',
	],
	...['\ud800', 'a\udfff', '\udc00\ud800 text'],
	...listed('__proto__ | constructor | prototype | toString | hasOwnProperty | then'),
	// Expressions and numbers.
	...listed(`
		{{ $json }} | {{ $env.HOME }} | <script> | "}],"x":" | ' OR 1=1 -- | 0 | -1 | 1e309 | NaN
		00042 | 9007199254740993 | 1.5
	`),
	...['${1+1}', ' 7 '],
	// What people, exports and other APIs write where one email or phone is meant.
	...listed(`
		Nathan Smith <nathan@example.com> | mailto:nathan@example.com
		nathan@example.com, ops@example.com | ＋6281234567890 | 6281234567890:12@s.whatsapp.net
		120363041234567890@g.us | +33 6 12 34 56 78 | 6.28123E+12 | n/a | undefined
	`),
	// Characters of which nothing can be seen.
	...['\u200b', '\u2060\ufeff', '\u00ad', '\u3164', '\u2800'],
	// What stands under `data` of a file that is none.
	...['filesystem-v2', 'database', 'data:image/png;base64,aGVsbG8=', 'aGVs\r\nbG8=\n'],
];

/** Texts made to break out of a path, a header, a query, a body or an expression. */
export const hostileText: fc.Arbitrary<string> = fc
	.oneof(
		{ weight: 6, arbitrary: fc.constantFrom(...PARTS) },
		{ weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
		{
			weight: 2,
			arbitrary: fc
				.tuple(fc.constantFrom(...PARTS), fc.constantFrom(...PARTS))
				.map((two) => two.join('/')),
		},
		{ weight: 1, arbitrary: fc.constantFrom('', ' ', '\n\t ', 'null', 'undefined', 'true') },
		{
			weight: 1,
			arbitrary: fc.constantFrom('ab', '😀', 'é ', '../').map((unit) => unit.repeat(2500)),
		},
		{
			weight: 1,
			arbitrary: fc
				.constantFrom('x', '\0', '😀')
				.map((unit) => unit.repeat(1_000_000 / unit.length)),
		},
	)
	// A text that begins with "=" is the user's own expression, and not what this is about.
	.map((text) => text.replace(/^=+/, ''));

/** What an expression can give where a text, number or switch is meant. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 6, arbitrary: hostileText },
	{
		weight: 3,
		arbitrary: fc.constantFrom<unknown>(
			...[null, undefined, true, false, 0, -1, 1, 1.5, NaN, Infinity, 1e21, 2 ** 53],
			...[
				[],
				{},
				[[]],
				['a', 'b'],
				{ value: 'x' },
				{ __rl: true, mode: 'id', value: '../x' },
			],
			...[
				{ toString: 'no function' },
				{ constructor: null },
				JSON.parse('{"__proto__":{"polluted":1}}'),
				new Date(Date.UTC(2026, 5, 1)),
				new Date(NaN),
			],
		),
	},
	{ weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);
