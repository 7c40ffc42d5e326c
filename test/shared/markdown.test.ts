import fc from 'fast-check';

import { convertMarkdown } from '../../nodes/Relasi/resources/message/markdown';
import '../support/seed';
import { growthOf } from '../support/growth';
import { listed } from '../support/listed';

const lines = (...each: string[]) => each.join('\n');

test.each<[what: string, markdown: string, whatsApp: string, plain: string]>([
	['bold', 'It is **ready** now', 'It is *ready* now', 'It is ready now'],
	['bold with underscores', 'It is __ready__ now', 'It is *ready* now', 'It is ready now'],
	['italics', 'It is *ready* now', 'It is _ready_ now', 'It is ready now'],
	['italics with underscores', 'It is _ready_ now', 'It is _ready_ now', 'It is ready now'],
	['bold italics', '***Ready***!', '_*Ready*_!', 'Ready!'],
	['italics in bold', '**all *of* it**', '*all _of_ it*', 'all of it'],
	['struck out', 'Now ~~90~~ 80', 'Now ~90~ 80', 'Now 90 80'],
	['about', '~5 km or ~10 km', '~5 km or ~10 km', '~5 km or ~10 km'],
	['bold without a space', '**Note:**read', '*Note:*read', 'Note:read'],
	['bold in Japanese', 'これは**「重要」**です', 'これは*「重要」*です', 'これは「重要」です'],
	['italics in Japanese', 'これは_重要_です', 'これは_重要_です', 'これは重要です'],
	['bold that goes on in the next line', '**one\ntwo**', '*one*\n*two*', 'one\ntwo'],
	['a mark that nothing closes', '**ready and 5 * 3', '**ready and 5 * 3', '**ready and 5 * 3'],
	['a product and a power', '2*3*4 = 24, 2**3', '2*3*4 = 24, 2**3', '2*3*4 = 24, 2**3'],
	['a formula', 'p = a*x + b*y', 'p = a*x + b*y', 'p = a*x + b*y'],
	['italics with an ending', 'the *order*nya', 'the _order_nya', 'the ordernya'],
	['a bold price', 'Rp**10.000**', 'Rp*10.000*', 'Rp10.000'],
	['snake case', 'a snake_case_name here', 'a snake_case_name here', 'a snake_case_name here'],
	['a heading', '# Your order', '*Your order*', 'Your order'],
	[
		'a heading with bold and closing signs',
		'### **Your** order ##',
		'*Your order*',
		'Your order',
	],
	['a number sign', '#1 of all', '#1 of all', '#1 of all'],
	[
		'a list',
		lines('* one', '* **two**', '    + three', '1. four', '2) five'),
		lines('- one', '- *two*', '    - three', '1. four', '2) five'),
		lines('- one', '- two', '    - three', '1. four', '2) five'),
	],
	[
		'a link',
		'See [our **page**](https://a.id/b_c_d?x=1) now',
		'See our *page* (https://a.id/b_c_d?x=1) now',
		'See our page (https://a.id/b_c_d?x=1) now',
	],
	[
		'a link with parentheses and a title',
		'[Wiki](https://a.id/x_(y) "The title")',
		'Wiki (https://a.id/x_(y) "The title")',
		'Wiki (https://a.id/x_(y) "The title")',
	],
	[
		'links whose label is the address',
		'[https://a.id](https://a.id) [a.id](https://a.id) [a@b.id](mailto:a@b.id)',
		'https://a.id a.id a@b.id',
		'https://a.id a.id a@b.id',
	],
	[
		'autolinks',
		'<https://a.id/a_b_c> <a@b.id>',
		'https://a.id/a_b_c a@b.id',
		'https://a.id/a_b_c a@b.id',
	],
	[
		'addresses',
		'**https://a.id/_x_/y_z** and www.b.id/__c__',
		'*https://a.id/_x_/y_z* and www.b.id/__c__',
		'https://a.id/_x_/y_z and www.b.id/__c__',
	],
	[
		'a reference link',
		'[page][1]\n\n[1]: https://a.id',
		'[page][1]\n\n[1]: https://a.id',
		'[page][1]\n\n[1]: https://a.id',
	],
	['brackets', 'Take [one] (or two)', 'Take [one] (or two)', 'Take [one] (or two)'],
	[
		'an image',
		'![The shop](https://a.id/s.png)',
		'The shop (https://a.id/s.png)',
		'The shop (https://a.id/s.png)',
	],
	[
		'an image without words',
		'![](https://a.id/s.png)',
		'https://a.id/s.png',
		'https://a.id/s.png',
	],
	[
		'an image as a link',
		'[![Shop](https://a.id/s.png)](https://a.id)',
		'Shop (https://a.id/s.png) (https://a.id)',
		'Shop (https://a.id/s.png) (https://a.id)',
	],
	['code', 'Type `a_b*c*` now', 'Type `a_b*c*` now', 'Type a_b*c* now'],
	['code with a backtick', 'Type ``a`b`` now', 'Type ```a`b``` now', 'Type a`b now'],
	['a backtick', 'Type ` now **x**', 'Type ` now *x*', 'Type ` now x'],
	[
		'a fence',
		lines('Run:', '```js', 'const **a** = `b`;', '# no heading', '```', 'Done'),
		lines('Run:', '```', 'const **a** = `b`;', '# no heading', '```', 'Done'),
		lines('Run:', 'const **a** = `b`;', '# no heading', 'Done'),
	],
	[
		'a fence in a list',
		lines('1. Run:', '   ```powershell', '   npm i', '     x', '   ```', '2. Done'),
		lines('1. Run:', '```', 'npm i', '  x', '```', '2. Done'),
		lines('1. Run:', 'npm i', '  x', '2. Done'),
	],
	[
		'a fence in a quote',
		lines('> ```', '> a > b', '> ```'),
		lines('```', 'a > b', '```'),
		'a > b',
	],
	[
		'a fence behind the number of an item',
		lines(
			'1. ```bash',
			'   npm i',
			'     x',
			'   ```',
			'* ~~~',
			'  **a**',
			'  ~~~',
			'2. **Done**',
		),
		lines('1.', '```', 'npm i', '  x', '```', '-', '```', '**a**', '```', '2. *Done*'),
		lines('1.', 'npm i', '  x', '-', '**a**', '2. Done'),
	],
	['a fence that nothing closes', '~~~\n**a**', '```\n**a**\n```', '**a**'],
	[
		'a table',
		lines('| Size | Price |', '|:---|---:|', '| **S** | 5 |', '| a\\|b | 7 |', '', 'End'),
		lines('*Size* | *Price*', '*S* | 5', 'a|b | 7', '', 'End'),
		lines('Size | Price', 'S | 5', 'a|b | 7', '', 'End'),
	],
	[
		'a quote',
		lines('> You said **no**', '>> twice'),
		lines('> You said *no*', '> twice'),
		lines('You said no', 'twice'),
	],
	[
		'escapes',
		'1\\. 5 \\* 3 \\_x\\_ \\# c:\\dir',
		'1. 5 * 3 _x_ # c:\\dir',
		'1. 5 * 3 _x_ # c:\\dir',
	],
	[
		'a rule',
		lines('one', '', '---', '', 'two', '***', 'three'),
		lines('one', '', 'two', '', 'three'),
		lines('one', '', 'two', '', 'three'),
	],
	[
		'line breaks',
		'one  \ntwo\\\nthree<br>four\r\nfive',
		'one\ntwo\nthree\nfour\nfive',
		'one\ntwo\nthree\nfour\nfive',
	],
	[
		'a text without marks',
		'Hello! How are you? 😀',
		'Hello! How are you? 😀',
		'Hello! How are you? 😀',
	],
	[
		'entities',
		'&lt;b&gt; A&amp;B &quot;*c*&quot; AT&T &copy; `&amp;` &ast;',
		'<b> A&B "_c_" AT&T &copy; `&amp;` &ast;',
		'<b> A&B "c" AT&T &copy; &amp; &ast;',
	],
	['nothing', '', '', ''],
])('%s', (_, markdown, whatsApp, plain) => {
	expect(convertMarkdown(markdown, 'whatsApp')).toBe(whatsApp);
	expect(convertMarkdown(markdown, 'plain')).toBe(plain);
});

const MARKS = ['*', '**', '_', '~~', '`', '```', '[', ']', '(', ')', '](', '![', '<', '>', '\\'];
const BLOCKS = ['\n', '\n\n', '# ', '- ', '1. ', '> ', '|', '|-|', '---', '\n```', '\n```x1\n'];
const WORDS = ['a', '1', 'Ready', '重要', ' ', ' the ', 'https://a.id/b_c', 'é', '😀', '"', '.'];
const pieces = fc
	.array(fc.oneof(fc.constantFrom(...MARKS, ...BLOCKS, ...WORDS), fc.string({ maxLength: 3 })), {
		maxLength: 60,
	})
	.map((each) => each.join(''));
const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

test.each(['whatsApp', 'plain'] as const)('loses no letter and no digit (%s)', (target) => {
	fc.assert(
		fc.property(pieces, (text) => {
			expect(lettersOf(convertMarkdown(text, target))).toBe(lettersOf(text));
		}),
		{ numRuns: 5_000 },
	);
});

test.each([
	...listed(`
		* | _ | ~~ | [ | ![ | [a]( | < | > | **a | *a_ | ( | ]( | https:// | www._ | [a](b
	`),
	'`',
	'> ',
	'# ',
	'|',
	'\\',
	'`a``',
	'- ',
	'---\n',
	'|-|\n',
	'a|b\n|-|\n',
	'```\n',
	'***a** ',
])('takes time in proportion to a text of many “%s”', (piece) => {
	expect(growthOf((count) => convertMarkdown(piece.repeat(count), 'whatsApp'))).toBeLessThan(30);
});
