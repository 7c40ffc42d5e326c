import fc from 'fast-check';

import {
	isExact,
	mayBeSame,
	parseMatch,
	toSearches,
	toSeparatedSearches,
	type Match,
	type MatchBy,
} from '../../nodes/Relasi/resources/contact/identity/match';
import { listed } from '../support/listed';

const keyOf = (by: MatchBy, given: string, code?: string) => {
	const reading = parseMatch(by, given, code);
	return 'key' in reading ? reading.key : reading.not;
};
const matchOf = (by: MatchBy, given: string, countryCode?: string): Match => {
	const reading = parseMatch(by, given, countryCode);
	if ('not' in reading) throw new Error(`${given} ${reading.not}`);
	return { by, ...reading, countryCode };
};

describe('an email', () => {
	test.each([
		...listed(`
			nathan@example.com | Nathan Smith <nathan@example.com>
			"Smith, Nathan" <nathan@example.com> | nathan@example.com <nathan@example.com>
			<nathan@example.com> | mailto:nathan@example.com
			MAILTO:nathan%40example.com?subject=Hello | nathan@example.com (Nathan Smith)
			'nathan@example.com' | nathan@example.com; | <nathan@example.com>,
			< nathan@example.com > | nathan@example.com(Nathan Smith) | ｎａｔｈａｎ＠ｅｘａｍｐｌｅ．ｃｏｍ
			nathan@example。com | nathan@example.com. | <nathan@example.com>. | “nathan@example.com”
			E-mail nathan@example.com | nathan@example.com [work]
			nathan@example.com Nathan@Example.com | Nathan <nathan@example.com> <nathan@example.com>
			Nathan <nathan@example.com>, Nathan <nathan@example.com>
			[nathan@example.com](mailto:nathan@example.com)
			<a href="mailto:nathan@example.com">nathan@example.com</a>
			Email: nathan@example.com | Email:nathan@example.com | Work mail: nathan@example.com
			Kantor (nathan@example.com): nathan@example.com | email nathan@example.com
			Nathan <nathan@example.com|the work address> | nathan@example.com.. | nathan@example.com ;;
			nathan@example.com. nathan@example.com | mailto:nathan@example.com mailto:nathan@example.com
			mailto: nathan@example.com | (nathan@example.com) | «nathan@example.com»
		`),
		'  Nathan@Example.COM ',
		'<mailto:nathan@example.com|nathan@example.com>',
		'nat\u200bhan@example\u00ad.com\ufeff',
		'\u202anathan@example.com\u202c',
		', nathan@example.com; ',
		'`nathan@example.com`',
		"'nathan@example.com",
	])('is read from %j', (given) => {
		expect(keyOf('email', given)).toBe('nathan@example.com');
	});

	test.each([
		["o'brien@example.com", "o'brien@example.com"],
		['Name <a@b.c>', 'a@b.c'],
		['O’Brien@example.com', "o'brien@example.com"],
		['a+b_c.d@sub.example.co.uk', 'a+b_c.d@sub.example.co.uk'],
		['josé@exämple.de', 'josé@xn--exmple-cua.de'],
		['jose\u0301@exa\u0308mple.de', 'josé@xn--exmple-cua.de'],
		['josé@XN--EXMPLE-CUA.de', 'josé@xn--exmple-cua.de'],
		['ana@उदाहरण.भारत', 'ana@xn--p1b6ci4b4b3a.xn--h2brj9c'],
		['ana@3com.a1b.xn--p1ai', 'ana@3com.a1b.xn--p1ai'],
		['ana@lid.example.com', 'ana@lid.example.com'],
		['ana\u2011maria@example.com', 'ana-maria@example.com'],
		[`${'a'.repeat(1988)}@example.com`, `${'a'.repeat(1988)}@example.com`],
		['a@xn--0.example', 'a@xn--0.example'],
	])('may look like %s', (given, key) => expect(keyOf('email', given)).toBe(key));

	test.each([
		...listed(`
			n/a | N/A | undefined | null | 0 | - | @nathan | nathan@ | nathan@example
			nathan at example.com | [object Object] | call nathan@example.com
			nathan@example.com, ops@example.com | nathan@example.com ops@example.com
			mailto:nathan@example.com,ops@example.com | ops@example.com <nathan@example.com>
			6281234567890@s.whatsapp.net | 120363041234567890@g.us | x> <nathan@example.com>
			<nathan@example.com> x | nathan(x)@example.com | nathan;@example.com
			"nathan@example.com | nathan@example.com! | nathan@example.com- | nathan@example.4
			http://nathan@example.com | none | NaN | nil
			1: nathan@example.com | w0rk: nathan@example.com | my email nathan@example.com
			A label that is as long as a sentence: nathan@example.com | x "nathan@example.com"
		`),
		`${'a'.repeat(1989)}@example.com`,
	])('is not %j', (given) => expect(keyOf('email', given)).toMatch(/^(is|isn't|contains) /));

	test.each([
		['mario@x.com, paolo@x.com', 'contains several emails', 'one of them'],
		['ana@example.com ana@elsewhere.com', 'contains several emails', 'one of them'],
		['628@s.whatsapp.net', 'is a WhatsApp address, not an email', "set 'Match By' to 'Phone'"],
		['n/a', "isn't a valid email", 'such as nathan@example.com'],
	])('%j: what it is instead is said, with an advice', (given, not, advice) => {
		expect(parseMatch('email', given)).toEqual({
			not,
			advice: expect.stringContaining(advice),
		});
	});
});

describe('a phone number', () => {
	test.each([
		...listed(`
			+6281234567890 | +62 812-3456-7890 | (+62) 812 3456.7890 | +62 (0)812 3456 7890
			＋６２８１２３４５６７８９０ | ＋6281234567890 | +٦٢٨١٢٣٤٥٦٧٨٩٠ | tel:+62-812-3456-7890
			whatsapp:+6281234567890 | '+6281234567890 | 6281234567890@s.whatsapp.net
			6281234567890:12@s.whatsapp.net | 6281234567890@c.us | (+62)(0)81234567890
			+62 0812 3456 7890 | +62 812−3456−7890 | +62‐812‑3456‒7890 | +62—812―3456ー7890
			+62／812～3456·7890 | +62 [812] 3456_7890 | 0062 812 3456 7890 | Phone: +62 812 3456 7890
			WA: 6281234567890 | No. HP: +6281234567890 | WhatsApp +6281234567890
			+6281234567890 (WA) | https://wa.me/6281234567890
			https://api.whatsapp.com/send?phone=6281234567890&text=hi
			https://api.whatsapp.com/send/?phone=%2B6281234567890&text
			whatsapp://send?phone=6281234567890 | https://wa.me/62 812 3456 7890?text=hi, there
			https://t.me/+6281234567890 | tel:+6281234567890;phone-context=example.com
			tel:0812-3456-7890;phone-context=+62 | sms:+6281234567890?body=hi | +6281234567890,
			«+6281234567890» | Ana <+6281234567890> | (mobile) +6281234567890 | + 62 812 3456 7890
			++6281234567890 | 6,281,234,567,890 | 6281234567890.00 | +6281234567890.0
			“'+6281234567890'” | no hp +6281234567890 | nohp: +6281234567890 | tel.. +6281234567890
			(WA)+6281234567890 | +6281234567890(office line) | http://wa.me/6281234567890
			www.wa.me/6281234567890 | wa.me/6281234567890 | +6281234567890,00 | 6281234567890,0
			Ana Putri <+6281234567890>; | [+62] 812 3456 7890
		`),
		'+62\u00a0812‑3456–7890',
		'\u202a+6281234567890\u202c',
		'+62\u0000 812\u0007 34567890',
		'\u200f+62\u202f812\u20103456\u20157890\u200e',
	])('is read from %j', (given) => expect(keyOf('phone', given)).toBe('+6281234567890'));

	test.each([
		['081234567890', '+62', '+6281234567890'],
		['0812-3456-7890', '62', '+6281234567890'],
		['0062 812 3456 7890', '62', '+6281234567890'],
		['06 1234 5678', '39', '+390612345678'],
		['06 30 123 4567', '36', '+36301234567'],
		['6281234567890', '62', '+6281234567890'],
		['43 0664 1234567', '43', '+436641234567'],
		['81234567890', '62', '+6281234567890'],
		['62812345678', '62', '+62812345678'],
		['60123456789', '62', '+60123456789'],
		['89161234567', '7', '+79161234567'],
		['9161234567', '7', '+79161234567'],
		['79161234567', '7', '+79161234567'],
		['01 90 12 34 56', '229', '+2290190123456'],
		['011 15-2345-6789', '54', '+5491123456789'],
		['5215512345678', '52', '+525512345678'],
		['+55 (0xx11) 98765-4321', '62', '+5511987654321'],
		['+55 (xx11) 98765-4321', '62', '+5511987654321'],
		['https://wa.me/6281234567890', '65', '+6281234567890'],
		['https://wa.me/81234567890', '62', '+81234567890'],
		['https://wa.me/081234567890', '62', '+6281234567890'],
		['3101 4851', '65', '+6531014851'],
		['301 092 062', '351', '+351301092062'],
		['(201) 555-0123', '1', '+12015550123'],
		['1 201 555 0123', '1', '+12015550123'],
		['+15551234567', '62', '+15551234567'],
	])('%s in the country %s is %s', (given, code, key) => {
		expect(keyOf('phone', given, code.replace('+', ''))).toBe(key);
	});

	test.each([
		['01 306 12345', '36'],
		['112', '62'],
		['0123456', '34'],
	])('%s is no number of +%s, and it is said', (given, code) => {
		expect(keyOf('phone', given, code)).toBe(
			`isn't a phone number of the country +${code}, and has no other country code`,
		);
	});

	test.each([
		['6281234567890', '+6281234567890'],
		['6281234567890.0', '+6281234567890'],
		['006281234567890', '+6281234567890'],
		['4155550106', '+4155550106'],
		['0812 3456', '08123456'],
		['030/12 34 56', '030123456'],
		['1-12', '112'],
		['030/1234567', '0301234567'],
		['0301234/56', '030123456'],
		[' \n081234567890\n', '081234567890'],
		['00123456789012345', '+123456789012345'],
		['412345678', '412345678'],
		['6281234567890.05', '+628123456789005'],
	])('without a plus, %s is %s', (given, key) => expect(keyOf('phone', given)).toBe(key));

	test.each([
		...listed(`
			n/a | undefined | 0 | 00000000 | 12 | 6.28123E+12 | 6,28E12 | 120363041234567890@g.us
			120363041234567890 | 123456789012345@lid | status@broadcast | nathan@example.com
			+62812345678, +62812345679 | +62812345678 / +62812345679 | 08123456/08123457
			+0812345678 | +62812345678901234 | 1-800-FLOWERS | call +6281234567890 | null | -
			62812345"67890 | +62 | +620 | #N/A | None | NaN | x6281234567890@c.us
			6281234567890@c.us.example | +62••••7890 | +62812****890 | 2026-06-01
			+62 812 3456 78** | +62 812 3456 78__ | call https://wa.me/6281234567890
			9 Ana <+6281234567890> | Ana <+6281234567890> 9 | 81 (WA) 234567890 | +62 8123 (WA) 4567
			1,234 | 6,281,234,567,8901
		`),
		'0'.repeat(450) + '81234567890'.repeat(5),
		'08123456\n08123457',
	])('is not %j', (given) => expect(keyOf('phone', given)).toMatch(/^(is|isn't|contains) /));

	test.each([
		['+62  812‑3456', '+62 812-3456'],
		['+62 0812‑345678', '+62812345678'],
		['+1 415 555 0106 x 23', '+1 415 555 0106 x 23'],
		['6281234567890', '6281234567890'],
		['+६२८१२३४५६७८९०', '+6281234567890'],
		['6281234567890@c.us', '+6281234567890'],
		['0062 812 3456 7890', '+6281234567890'],
		['0812 3456', '0812 3456'],
	])('%j is written as %j', (given, text) => {
		expect(parseMatch('phone', given)).toMatchObject({ text });
	});

	test('of fifteen digits is the longest', () => {
		expect(keyOf('phone', '+123456789012345')).toBe('+123456789012345');
		expect(keyOf('phone', '+1234567890123456')).toMatch(/^isn't /);
	});

	const rounded = "isn't a valid phone number: a spreadsheet has rounded it";
	const several = 'contains several phone numbers';
	const noNumber = 'is a WhatsApp address without a phone number';
	test.each([
		['6.28123E+12', rounded, 'Format the column as text and enter the number again. Enter a'],
		['6,28E12', rounded, 'such as +6281234567890'],
		['6e12', rounded, 'Format the column'],
		['x6.28E+12', "isn't a valid phone number", 'Enter a phone number with + and country code'],
		['6.28E+12x', "isn't a valid phone number", 'such as +6281234567890'],
		['ae12', "isn't a valid phone number", 'such as +6281234567890'],
		['+62812345678 +62812345679', several, 'Enter one of them'],
		['081-234-56/081-234-57', several, 'Enter one of them'],
		['123456789012345@lid', noNumber, 'such as +6281234567890'],
		['status@broadcast', noNumber, 'Enter a phone number'],
		['a@g.us.com', "isn't a valid phone number", 'Enter a phone number'],
	])('%j: what it is instead is said, with an advice', (given, not, advice) => {
		expect(parseMatch('phone', given)).toEqual({
			not,
			advice: expect.stringContaining(advice),
		});
	});
});

describe('what is stored', () => {
	test.each<[MatchBy, string, string | undefined, unknown, boolean]>([
		['email', 'ana@example.com', undefined, 'Ana <ANA@example.com>', true],
		['email', 'brien@example.com', undefined, "o'brien@example.com", false],
		['email', 'ana@example.com', undefined, 'ana@example.com, bo@example.com', true],
		['email', 'bo@example.com', undefined, 'ana@example.com ::: bo@example.com', true],
		['email', 'bo@example.com', undefined, 'Email: bo@example.com (work)', true],
		['email', 'bo@example.com', undefined, 'ana@example.com/bo@example.com', true],
		['email', 'bo@example.com', undefined, 'ana@example.com、bo@example.com', true],
		['email', 'bo@example.com', undefined, "['ana@example.com', 'bo@example.com']", true],
		['email', 'bo@example.com', undefined, 'bo@example.com!', true],
		['email', 'bo@example.com', undefined, 'ana@3com.example!!bo@example.com', true],
		['email', 'ana@3com.example', undefined, 'ana@3com.example!!bo@example.com', true],
		['email', 'bo@example.com', undefined, `${'a '.repeat(1000)} bo@example.com`, false],
		['email', 'x@bücher.example', undefined, 'X@xn--bcher-kva.example', true],
		['email', 'ana@example.com', undefined, null, false],
		['phone', '+33612345678', undefined, '+33 6 12 34 56 78', true],
		['phone', '+33612345678', undefined, '+33 6 12 34 56 78 (Luc)', true],
		['phone', '+33612345678', undefined, '33612345678', true],
		['phone', '33612345678', undefined, '+33 6 12 34 56 78', true],
		['phone', '+33612345678', undefined, '+33 6 12 34 56 78 ::: +33 6 12 34 56 79', true],
		['phone', '+33612345679', undefined, '+33 6 12 34 56 78 / +33 6 12 34 56 79', true],
		['phone', '+6281234567890', '62', '0215550123 081234567890', true],
		['phone', '+6281234567890', '62', '0215550123 - 081234567890', true],
		['phone', '+14155550106 ext. 23', undefined, '+1 (415) 555-0106 x23', true],
		['phone', '+14155550106 ext. 23', undefined, '+1 (415) 555-0106 x24', false],
		['phone', '081234567890', undefined, '+6281234567890', false],
		['phone', '+1234567', undefined, 'home +1234567', true],
		['phone', '+123456', undefined, 'home +123456', false],
		['phone', '+6281234567890', undefined, ' +6281234567890 ::: +6281234567891 ', true],
		['phone', '+123456789012345', undefined, '123456789012345@lid ', false],
		['phone', '+6281234567890', undefined, 'x 6281234567890 y', true],
		['phone', '+628123456789', undefined, '+62812345678 ext 9', false],
		['phone', '+6281234567890', '62', '0812-3456-7890', true],
		['phone', '0812-3456-7890', '62', '0812 3456 7890', true],
		['phone', '6281234567890', undefined, 6281234567890, true],
		['phone', '+447911123456', undefined, '+44 07911 123456', true],
		['phone', '+390612345678', undefined, '+39 (0)6 1234 5678', true],
		['phone', '+39612345678', undefined, '+39 06 1234 5678', false],
		['phone', '+6281234567890', '62', 'home: 0812 3456 7890', true],
		['phone', '+62812345678', undefined, 'a +62812345678 b +62812345679', true],
		['phone', '+62812345670', undefined, 'a +62812345678 b +62812345679', false],
		['phone', '+123456789012345', undefined, '123456789012345@lid', false],
		['phone', '+11987654321', undefined, '+55 (0xx11) 98765-4321', false],
		['phone', '+14155550106 ext. 23', undefined, '+1 415 555 0106,,23', true],
		['email', 'ana@example.com', undefined, 'ana@example.com.', true],
	])('by %s, %s (country %s) and %j: the same is %p', (by, given, code, stored, same) => {
		expect(isExact(matchOf(by, given, code), stored)).toBe(same);
	});
});

test.each([
	['081234567890', '+62 812-3456-7890', true],
	['+6281234567890', '0812 3456 7890', true],
	['81234567890', '+6281234567890', false],
	['812345678', '+62812345678', true],
	['081234567890', '+6281234567891', false],
	['+14155550106', '+1 415 555 0106 ext. 23', true],
	['+14155550106 x24', '+1 415 555 0106 ext. 23', false],
	['+14155550106', '+14155550107', false],
])(
	'%s and %s may be one number, if their country or extension were known: %p',
	(given, stored, may) => {
		expect(mayBeSame(matchOf('phone', given), stored)).toBe(may);
	},
);

describe('a plain search', () => {
	const digits = fc.stringMatching(/^[1-9]\d{7,13}$/);
	const separators = fc.array(fc.constantFrom(' ', '-', '.', '/', ') '), {
		minLength: 14,
		maxLength: 14,
	});
	const sizes = fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 7, maxLength: 7 });

	test('finds a phone in groups of two to four digits, whatever stands between them', () => {
		fc.assert(
			fc.property(digits, separators, sizes, (number, between, groups) => {
				let stored = '';
				for (let end = number.length, i = 0; end > 0; end -= groups[i++]) {
					const group = number.slice(Math.max(0, end - groups[i]), end);
					stored = stored === '' ? group : group + between[i] + stored;
				}
				stored = `+${stored}`;
				const match = matchOf('phone', `+${number}`);
				const { wide, narrow } = toSeparatedSearches(match);
				expect(stored).toContain(wide);
				expect(narrow.some((text) => stored.includes(text))).toBe(true);
			}),
		);
	});

	test('is asked for the text as given, and for what other spellings share', () => {
		expect(toSearches(matchOf('email', 'Ana@Example.com'))).toEqual([
			...['Ana@Example.com', 'ana@example.com'],
		]);
		expect(toSearches(matchOf('phone', '+33 6 12 34 56 78'))).toEqual([
			...['+33 6 12 34 56 78', '5678'],
		]);
		expect(toSearches(matchOf('email', 'ana@bücher.example'))).toEqual(['ana@']);
		expect(toSearches(matchOf('email', 'o’brien@example.com'))).toEqual(['brien@example.com']);
	});
});
