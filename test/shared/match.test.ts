import fc from 'fast-check';

import {
	isExact,
	readMatch,
	searchesFor,
	separatedSearchesFor,
	type Match,
	type MatchBy,
} from '../../nodes/Relasi/resources/contact/match';

const keyOf = (by: MatchBy, given: string, code?: string) => {
	const reading = readMatch(by, given, code);
	return 'key' in reading ? reading.key : reading.not;
};
const matchOf = (by: MatchBy, given: string, countryCode?: string): Match => {
	const reading = readMatch(by, given, countryCode);
	if ('not' in reading) throw new Error(`${given} ${reading.not}`);
	return { by, ...reading, countryCode };
};

describe('an email', () => {
	test.each([
		['nathan@example.com'],
		['  Nathan@Example.COM '],
		['Nathan Smith <nathan@example.com>'],
		['"Smith, Nathan" <nathan@example.com>'],
		['nathan@example.com <nathan@example.com>'],
		['<nathan@example.com>'],
		['mailto:nathan@example.com'],
		['MAILTO:nathan%40example.com?subject=Hello'],
		['<mailto:nathan@example.com|nathan@example.com>'],
		['nathan@example.com (Nathan Smith)'],
		["'nathan@example.com'"],
		['nathan@example.com;'],
		['<nathan@example.com>,'],
		['< nathan@example.com >'],
		['nathan@example.com(Nathan Smith)'],
		['nat\u200bhan@example\u00ad.com\ufeff'],
		['\u202anathan@example.com\u202c'],
		['ｎａｔｈａｎ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
	])('is read from %j', (given) => {
		expect(keyOf('email', given)).toBe('nathan@example.com');
	});

	test.each([
		["o'brien@example.com", "o'brien@example.com"],
		['a+b_c.d@sub.example.co.uk', 'a+b_c.d@sub.example.co.uk'],
		['josé@exämple.de', 'josé@exämple.de'],
		['jose\u0301@exa\u0308mple.de', 'josé@exämple.de'],
		['ana@उदाहरण.भारत', 'ana@उदाहरण.भारत'],
		['ana@3com.a1b.xn--p1ai', 'ana@3com.a1b.xn--p1ai'],
		['ana@lid.example.com', 'ana@lid.example.com'],
	])('may look like %s', (given, key) => expect(keyOf('email', given)).toBe(key));

	test.each([
		['n/a'],
		['N/A'],
		['undefined'],
		['null'],
		['0'],
		['-'],
		['@nathan'],
		['nathan@'],
		['nathan@example'],
		['nathan at example.com'],
		['[object Object]'],
		['call nathan@example.com'],
		['nathan@example.com, ops@example.com'],
		['nathan@example.com ops@example.com'],
		['mailto:nathan@example.com,ops@example.com'],
		['ops@example.com <nathan@example.com>'],
		['6281234567890@s.whatsapp.net'],
		['120363041234567890@g.us'],
		['x> <nathan@example.com>'],
		['<nathan@example.com> x'],
		['nathan(x)@example.com'],
		['nathan;@example.com'],
		['"nathan@example.com'],
		['nathan@example.com!'],
	])('is not %j', (given) => expect(keyOf('email', given)).toMatch(/^is /));

	test.each([
		['mario@x.com, paolo@x.com', 'is not one email: it holds several', 'one of them'],
		['ana@example.com ana@elsewhere.com', 'is not one email: it holds several', 'one of them'],
		['628@s.whatsapp.net', 'is a WhatsApp address, no email', 'Set Match By to Phone'],
		['n/a', 'is no email', 'such as nathan@example.com'],
	])('%j: what it is instead is said, with an advice', (given, not, advice) => {
		expect(readMatch('email', given)).toEqual({ not, advice: expect.stringContaining(advice) });
	});
});

describe('a phone number', () => {
	test.each([
		['+6281234567890'],
		['+62 812-3456-7890'],
		['(+62) 812 3456.7890'],
		['+62 (0)812 3456 7890'],
		['＋６２８１２３４５６７８９０'],
		['＋6281234567890'],
		['+٦٢٨١٢٣٤٥٦٧٨٩٠'],
		['+62\u00a0812‑3456–7890'],
		['\u202a+6281234567890\u202c'],
		['tel:+62-812-3456-7890'],
		['whatsapp:+6281234567890'],
		["'+6281234567890"],
		['6281234567890@s.whatsapp.net'],
		['6281234567890:12@s.whatsapp.net'],
		['6281234567890@c.us'],
		['(+62)(0)81234567890'],
	])('is read from %j', (given) => expect(keyOf('phone', given)).toBe('+6281234567890'));

	test.each([
		['081234567890', '+62', '+6281234567890'],
		['0812-3456-7890', '62', '+6281234567890'],
		['0062 812 3456 7890', '62', '+6281234567890'],
		['06 1234 5678', '39', '+390612345678'],
		['06 30 123 4567', '36', '+36301234567'],
		['01 306 12345', '36', '+360130612345'],
		['6281234567890', '62', '6281234567890'],
		['+15551234567', '62', '+15551234567'],
	])('%s in the country %s is %s', (given, code, key) => {
		expect(keyOf('phone', given, code.replace('+', ''))).toBe(key);
	});

	test.each([
		['6281234567890', '6281234567890'],
		['6281234567890.0', '6281234567890'],
		['0812 3456', '08123456'],
		['030/12 34 56', '030123456'],
		['1-12', '112'],
		['030/1234567', '0301234567'],
		['0301234/56', '030123456'],
		[' \n081234567890\n', '081234567890'],
		['6281234567890.05', '628123456789005'],
		['00123456789012345', '00123456789012345'],
	])('without a plus, %s is %s', (given, key) => expect(keyOf('phone', given)).toBe(key));

	test.each([
		['n/a'],
		['undefined'],
		['0'],
		['00000000'],
		['12'],
		['6.28123E+12'],
		['6,28E12'],
		['120363041234567890@g.us'],
		['120363041234567890'],
		['123456789012345@lid'],
		['status@broadcast'],
		['nathan@example.com'],
		['+62812345678, +62812345679'],
		['+62812345678 / +62812345679'],
		['08123456/08123457'],
		['08123456\n08123457'],
		['+62 812 345 ext. 9'],
		['+0812345678'],
		['+62812345678901234'],
		['1-800-FLOWERS'],
		['62812345"67890'],
		['x6281234567890@c.us'],
		['6281234567890@c.us.example'],
		['x tel:+6281234567890'],
	])('is not %j', (given) => expect(keyOf('phone', given)).toMatch(/^is /));

	test.each([
		['+62  812‑3456', '+62 812-3456'],
		['+६२८१२३४५६७८९०', '+6281234567890'],
		['6281234567890@c.us', '+6281234567890'],
	])('%j is written as %j', (given, text) => {
		expect(readMatch('phone', given)).toMatchObject({ text });
	});

	test('of fifteen digits is the longest', () => {
		expect(keyOf('phone', '+123456789012345')).toBe('+123456789012345');
		expect(keyOf('phone', '+1234567890123456')).toMatch(/^is /);
	});

	const rounded = 'is no phone number: a spreadsheet has rounded it';
	const several = 'is not one phone number: it holds several';
	const noNumber = 'is a WhatsApp address without a phone number';
	test.each([
		['6.28123E+12', rounded, 'Format the column as text and enter the number again. Give a'],
		['6,28E12', rounded, 'such as +6281234567890'],
		['6e12', rounded, 'Format the column'],
		['x6.28E+12', 'is no phone number', 'Give a phone number with + and country code'],
		['6.28E+12x', 'is no phone number', 'such as +6281234567890'],
		['ae12', 'is no phone number', 'such as +6281234567890'],
		['+62812345678 +62812345679', several, 'Give one of them'],
		['081-234-56/081-234-57', several, 'Give one of them'],
		['123456789012345@lid', noNumber, 'such as +6281234567890'],
		['status@broadcast', noNumber, 'Give a phone number'],
		['a@g.us.com', 'is no phone number', 'Give a phone number'],
	])('%j: what it is instead is said, with an advice', (given, not, advice) => {
		expect(readMatch('phone', given)).toEqual({ not, advice: expect.stringContaining(advice) });
	});
});

describe('what is stored', () => {
	test.each<[MatchBy, string, string | undefined, unknown, boolean]>([
		['email', 'ana@example.com', undefined, 'Ana <ANA@example.com>', true],
		['email', 'brien@example.com', undefined, "o'brien@example.com", false],
		['email', 'ana@example.com', undefined, 'ana@example.com, bo@example.com', false],
		['email', 'ana@example.com', undefined, null, false],
		['phone', '+33612345678', undefined, '+33 6 12 34 56 78', true],
		['phone', '+33612345678', undefined, '+33 6 12 34 56 78 (Luc)', true],
		['phone', '+33612345678', undefined, '33612345678', false],
		['phone', '+628123456789', undefined, '+62812345678 ext 9', false],
		['phone', '+6281234567890', '62', '0812-3456-7890', true],
		['phone', '0812-3456-7890', '62', '0812 3456 7890', true],
		['phone', '6281234567890', undefined, 6281234567890, true],
		['phone', '+6281234567890', '62', 'home: 0812 3456 7890', true],
		['phone', '+62812345678', undefined, 'a +62812345678 b +62812345679', false],
	])('by %s, %s (country %s) and %j: the same is %p', (by, given, code, stored, same) => {
		expect(isExact(matchOf(by, given, code), stored)).toBe(same);
	});
});

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
				const { wide, narrow } = separatedSearchesFor(match);
				expect(stored).toContain(wide);
				expect(narrow.some((text) => stored.includes(text))).toBe(true);
			}),
		);
	});

	test('is asked for the text as given, and for what other spellings share', () => {
		expect(searchesFor(matchOf('email', 'Ana@Example.com'))).toEqual([
			...['Ana@Example.com', 'ana@example.com'],
		]);
		expect(searchesFor(matchOf('phone', '+33 6 12 34 56 78'))).toEqual([
			...['+33 6 12 34 56 78', '5678'],
		]);
	});
});
