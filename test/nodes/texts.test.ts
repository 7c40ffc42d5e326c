import fc from 'fast-check';

import type { IDataObject, IExecutePaginationFunctions, NodeOperationError } from 'n8n-workflow';

import {
	MAX_TEXT,
	oneText,
	splitText,
	readTexts,
} from '../../nodes/Relasi/resources/message/texts';

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
		['ends a line with blanks', 'One two  \nThree four', 14, ['One two', 'Three four']],
		[
			'has a break right behind several words',
			'abcdefg hijkl mnop',
			13,
			['abcdefg hijkl', 'mnop'],
		],
		[
			'ends a sentence just too late',
			'一二三四五六七八九十一二。三',
			12,
			['一二三四五六七八九十一二', '。三'],
		],
		[
			'is of characters of two units',
			'👍'.repeat(25),
			12,
			['👍'.repeat(12), '👍'.repeat(12), '👍'],
		],
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

	const code = (lines: string) => `\`\`\`\n${lines}\n\`\`\``;
	test.each<[string, string, number, string[]]>([
		[
			'is cut within',
			`See:\n${code('let a = 1;\n  let b = 2;\nlet c = 3;')}\nDone.`,
			40,
			[`See:\n${code('let a = 1;\n  let b = 2;')}`, `${code('let c = 3;')}\nDone.`],
		],
		[
			'has an indented line at the cut',
			code('if (a)\n  then(b);\n  then(c);'),
			28,
			[code('if (a)\n  then(b);'), code('  then(c);')],
		],
		[
			'begins at the cut',
			`A text of many words.\n${code('let a = 1;')}`,
			30,
			['A text of many words.', code('let a = 1;')],
		],
		[
			'ends at the cut',
			`${code('let a = 1; let b;')}\nA text of words.`,
			30,
			[code('let a = 1; let b;'), 'A text of words.'],
		],
		['isn’t closed', 'One two ``` three four five', 18, ['One two ```', 'three four five']],
	])('a block of code that %s stays one in each part', (_, whole, longest, parts) => {
		expect(splitText(whole, longest)).toEqual(parts);
	});

	test('an empty block of code is no message', () => {
		const whole = `\`\`\`${' '.repeat(30)}x\n\`\`\`\nend`;
		expect(splitText(whole, 30)).not.toContain('');
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
		// At the beginning of a block of code, too, which opens again in each part.
		const parts = splitText(`\`\`\`\n${monster}\n\`\`\``, 30);
		expect(parts.join('').replace(/[\n`]/g, '')).toBe(monster);
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

describe('the text of a parameter', () => {
	/** An item whose parameters are these. */
	const itemWith = (parameters: IDataObject) =>
		({
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getNode: () => ({ name: 'Relasi', type: 'relasi', parameters: {} }),
			getItemIndex: () => 2,
		}) as unknown as IExecutePaginationFunctions;
	const told = (read: () => unknown) => {
		try {
			return read();
		} catch (error) {
			const { message, description, context } = error as NodeOperationError;
			return [message, description, context.itemIndex];
		}
	};
	const long = 'word '.repeat(MAX_TEXT / 5 + 1);

	test('is sent as it is, up to the last character that the API takes', () => {
		const full = ' '.repeat(5) + '👍'.repeat(MAX_TEXT - 5);
		expect(readTexts(itemWith({ text: full }))).toEqual([full]);
		expect(readTexts(itemWith({ text: `${full}\n` }))).toEqual([full.trim()]);
		expect(readTexts(itemWith({ text: `${'x'.repeat(MAX_TEXT)}\n` }))[0]).toHaveLength(
			MAX_TEXT,
		);
		expect(oneText(itemWith({ message: 12 }), 'message', 'Message')).toBe('12');
	});

	test('that is too long is refused, or split where that is switched on', () => {
		const text = `${long}end`;
		expect(told(() => readTexts(itemWith({ text })))).toEqual([
			'Text is too long: 4008 characters, and Relasi accepts 4000',
			"Shorten it, or turn on the option 'Split Long Text' to send it as several messages.",
			2,
		]);
		expect(told(() => oneText(itemWith({ text }), 'text', 'Caption'))).toEqual([
			'Caption is too long: 4008 characters, and Relasi accepts 4000',
			'Shorten it.',
			2,
		]);
		const split = readTexts(itemWith({ text, options: { splitLongText: true } }));
		expect(split.map(({ length }) => length)).toEqual([3999, 8]);
		// By the same count by which it is too long.
		const emoji = { text: '👍'.repeat(MAX_TEXT + 1), options: { splitLongText: true } };
		expect(readTexts(itemWith(emoji)).map((part) => [...part].length)).toEqual([MAX_TEXT, 1]);
	});

	test('that is missing is refused', () => {
		expect(told(() => readTexts(itemWith({})))).toContain('Text is empty');
	});

	test.each(['', ' \n\t', '\u200b\u200e', '\u2800\u2800', '\u0000', '\ufe0f\u00ad'])(
		'of which a reader sees nothing is refused: %j',
		(text) => {
			for (const splitLongText of [true, false]) {
				expect(
					told(() => readTexts(itemWith({ text, options: { splitLongText } }))),
				).toEqual([
					'Text is empty',
					"Enter the message to send. If it's an expression, check that the previous node returns a text for this item.",
					2,
				]);
			}
			const kept = text.replace('\u0000', '');
			expect(readTexts(itemWith({ text: `${text}a` }))).toEqual([`${kept}a`]);
			expect(readTexts(itemWith({ text: `a${text}` }))).toEqual([`a${kept}`]);
		},
	);
});
