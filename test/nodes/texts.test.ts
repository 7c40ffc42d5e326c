import fc from 'fast-check';

import { MAX_TEXT, splitText } from '../../nodes/Relasi/resources/message/texts';

const withoutBlanks = (text: string) => text.replace(/\s+/g, '');
const text = fc.oneof(
	fc.string({ maxLength: 300 }),
	fc.string({ unit: 'grapheme', maxLength: 300 }),
	fc
		.array(fc.constantFrom('a', 'word ', 'End. ', '\n', '\n\n', '👍', '👨‍👩‍👧', 'é', '。'), {
			maxLength: 200,
		})
		.map((pieces) => pieces.join('')),
);

describe('a text cut into messages', () => {
	test('loses nothing but blanks at the cuts, and no part is empty or too long', () => {
		fc.assert(
			fc.property(text, fc.integer({ min: 12, max: 80 }), (whole, longest) => {
				fc.pre(whole.trim() !== '');
				const parts = splitText(whole, longest);
				expect(withoutBlanks(parts.join(''))).toBe(withoutBlanks(whole));
				for (const part of parts) {
					expect(part.trim()).not.toBe('');
					expect([...part].length).toBeLessThanOrEqual(longest);
				}
			}),
			{ numRuns: 500 },
		);
	});

	test.each<[string, string, number, string[]]>([
		['fits', 'abc', 3, ['abc']],
		['has no break', 'x'.repeat(25), 12, ['x'.repeat(12), 'x'.repeat(12), 'x']],
		['begins and ends with blanks', '  word word word ', 10, ['word word', 'word']],
		['has a break right behind the part', 'abcdefghijkl mnop', 12, ['abcdefghijkl', 'mnop']],
		['has paragraphs', 'One. Two\n\nThree four', 14, ['One. Two', 'Three four']],
		['has a blank line with a blank', 'One two\n \nThree four', 13, ['One two', 'Three four']],
		['has lines', 'One. Two\nThree four', 14, ['One. Two', 'Three four']],
		['has sentences', 'One two. Three four', 14, ['One two.', 'Three four']],
		['has a break too early', 'A. bcdefghijklmnop', 12, ['A. bcdefghij', 'klmnop']],
		['has a break in the middle', 'abcde. fghijklmn', 12, ['abcde.', 'fghijklmn']],
		[
			'has the last character of one unit',
			'\uffff'.repeat(13),
			12,
			['\uffff'.repeat(12), '\uffff'],
		],
	])('that %s', (_, whole, longest, parts) => {
		expect(splitText(whole, longest)).toEqual(parts);
	});

	test('no emoji and no accented letter is cut in two', () => {
		const families = '👨‍👩‍👧‍👦'.repeat(30);
		for (const longest of [12, 25, 26, 27, 50]) {
			expect(splitText(families, longest).join('|')).toMatch(/^((👨‍👩‍👧‍👦)+\|?)+$/u);
			expect(splitText('👍'.repeat(40), longest).every((part) => /^(👍)+$/u.test(part))).toBe(
				true,
			);
			for (const part of splitText('e\u0301'.repeat(50), longest)) {
				expect(part).toMatch(/^(e\u0301)+$/);
			}
		}
	});

	test('a character longer than a message is cut all the same', () => {
		const monster = `a${'\u0301'.repeat(100)}`;
		expect(splitText(monster, 12).join('')).toBe(monster);
	});

	test('the best break near the end of a part is taken', () => {
		const filler = 'word '.repeat(6).trim();
		expect(splitText(`${filler} a.\n\nNext one. ${filler}`, 50)[0]).toBe(`${filler} a.`);
		expect(splitText(`${filler} a.\nNext one. ${filler}`, 50)[0]).toBe(`${filler} a.`);
		expect(splitText(`${filler} done. Next one is ${filler}`, 50)[0]).toBe(`${filler} done.`);
		expect(splitText('我们明天见。'.repeat(20), 50)[0]).toBe('我们明天见。'.repeat(8));
		expect(splitText('word '.repeat(20), 13)[0]).toBe('word word');
		expect(splitText('x'.repeat(120), 50).map(({ length }) => length)).toEqual([50, 50, 20]);
	});

	test('a text that fits stays as it is', () => {
		const fits = `  ${'x'.repeat(MAX_TEXT - 4)}\n\n`;
		expect(splitText(fits)).toEqual([fits]);
	});
});
