import {
	readChoices,
	toChoice,
	toChoiceLines,
} from '../../nodes/Relasi/resources/message/decision/choice';
import { listed } from '../support/listed';

const DAYS = ['Monday', 'Tuesday', 'Höchste Zeit'];

describe('the choices of a text', () => {
	test.each<[unknown, string[]]>([
		['Monday, Tuesday', ['Monday', 'Tuesday']],
		['Monday\nTuesday', ['Monday', 'Tuesday']],
		['Small, cheap\r\nLarge, dear\n\n', ['Small, cheap', 'Large, dear']],
		['one line,two\n', ['one line', 'two']],
		['はい、いいえ', ['はい', 'いいえ']],
		['أحمر، أزرق', ['أحمر', 'أزرق']],
		['红，蓝', ['红', '蓝']],
		[
			['Small, cheap', 'Large\ndear', 3, ' ', null],
			['Small, cheap', 'Large\ndear', '3'],
		],
		['', []],
		[undefined, []],
		[', ,', []],
	])('%j are %j', (given, expected) => {
		expect(readChoices(given, (part) => String(part ?? ''))).toEqual(expected);
	});

	test('stand below the question with their numbers', () => {
		expect(toChoiceLines(DAYS)).toBe('\n\n1. Monday\n2. Tuesday\n3. Höchste Zeit');
	});
});

describe('an answer that means a choice', () => {
	test.each<[string, number]>([
		['Monday', 1],
		['monday!', 1],
		['TUESDAY', 2],
		['Tuesday please', 2],
		['Tuesday kak 🙏', 2],
		['Hi, Monday. Thanks!', 1],
		['hochste zeit', 3],
		['*Monday*', 1],
		['~Monday~ Tuesday', 2],
		['2', 2],
		['2.', 2],
		['(2)', 2],
		['2)', 2],
		['#2', 2],
		['2️⃣', 2],
		['②', 2],
		['２', 2],
		['2 ya kak', 2],
		['no 2', 2],
		['No. 2', 2],
		['nomor 2', 2],
		['option 3', 3],
		['pilihan 3', 3],
		['yang ke-2', 2],
		['2. Tuesday', 2],
		['the second', 2],
		['Second one please', 2],
		['yang pertama', 1],
		['Tuesday\n\nSent from my phone', 2],
		['2\n\nOn Mon, 1 Jun 2026, Shop <a@b.c> wrote:\n> 1. Monday', 2],
		['<p>Tuesday</p>', 2],
		['1)', 1],
		['02', 2],
		['two', 2],
		['dua kak', 2],
		['nomor dua', 2],
		['no dua', 2],
		['option two', 2],
		['yang kedua aja kak', 2],
		['opsi kedua', 2],
		['ke dua', 2],
		['the second option please', 2],
		['the last one', 3],
		['yang terakhir', 3],
		['saya pilih 2', 2],
		['mau yang nomor 2 kak', 2],
		['I’d like number 2', 2],
		['I choose Tuesday', 2],
		['saya mau yang Tuesday ya', 2],
		['Tuesday works for me', 2],
		['on Tuesday please', 2],
		['ok, 2 ya', 2],
		['Tuesday (2)', 2],
		['2: Tuesday', 2],
		['tuesday 👍', 2],
		['٢', 2],
		['२', 2],
		['2\n\nThanks,\nBudi', 2],
		['the Tuesday one', 2],
		['Tuesday bisa kak', 2],
		['2 boleh', 2],
		['tuesday oke ya', 2],
		['option Tuesday', 2],
		['pick 2', 2],
		['Hi Anna,\n\nTuesday please.\n\nBest,\nBudi', 2],
		['Tuesday, Pak Budi', 2],
		['tuesdayyy', 2],
		['duaaa kak', 2],
		['nmr 2', 2],
		['I’ll go with 2', 2],
		['my answer: 2', 2],
		['baik, Tuesday', 2],
		['boleh Tuesday', 2],
		['untuk hari Tuesday kak', 2],
		['no2', 2],
		['opsi2 kak', 2],
		['angka 2', 2],
		['go with 2', 2],
		['Tuesday siap', 2],
		['Tuesday sip', 2],
	])('“%s” is number %i', (text, expected) => {
		expect(toChoice(text, DAYS)).toBe(expected);
	});

	test.each([
		...listed(`
			0 | 4 | 22 | 2? | Tuesday? | "Tuesday" | ~Tuesday~ | -2 | 2-3 | 2.5 | 1 2 | 1 or 2
			2, 3 | Monday Tuesday | Monday or Tuesday | not 2 | bukan 2 | Monday next week
			2 Monday | Mon | the one | one of them | one two | six | the fourth | second to none
			tuesday 👎 | 2 ❌ | 2 🤔 | 2 % | 2€ | +2 | 2 pm | jam 2 | 2 orang | 2 atau 3 | 2/3
			anything but 2 | jangan 2 | terserah | both | 2 ga bisa | Tuesday tidak bisa | not the last | > 2 | thanks | 👍
			on the 2nd of May
		`),
		'',
		'$2',
		undefined,
		2,
		null,
	])('“%s” is none', (text) => {
		expect(toChoice(text, DAYS)).toBeUndefined();
	});

	test('the words of a choice come before its number', () => {
		expect(toChoice('2', ['4', '3', '2'])).toBe(3);
		expect(toChoice('1', ['4', '3', '2'])).toBe(1);
		expect(toChoice('No. 2', ['No. 2', 'No. 1'])).toBe(1);
		expect(toChoice('Second', ['Second floor', 'First floor'])).toBeUndefined();
		expect(toChoice('Other?', ['Other?', 'None'])).toBe(1);
		expect(toChoice('> 5 people', ['up to 5', '> 5 people'])).toBe(2);
		expect(toChoice('C', ['C++', 'C'])).toBe(2);
		expect(toChoice('c++', ['C++', 'C'])).toBe(1);
		expect(toChoice('good', ['👍 Good', '👎 Bad'])).toBe(1);
		expect(toChoice('👎🏽', ['👍', '👎'])).toBe(2);
		expect(toChoice('please', ['please', 'no'])).toBe(1);
		expect(toChoice('two', ['One', 'Three', 'Two'])).toBe(3);
		expect(toChoice('two', ['two rooms', 'one room'])).toBeUndefined();
		expect(toChoice('yes 2', ['Yes', 'No'])).toBeUndefined();
		expect(toChoice('No, 1', ['Yes', 'No'])).toBeUndefined();
		expect(toChoice('no 2', ['Yes', 'No'])).toBe(2);
		expect(toChoice('dua', ['2', '3', '5'])).toBe(1);
		expect(toChoice('yang kedua', ['2', '3', '5'])).toBe(2);
		expect(toChoice('opsi 3', ['Opsi A', 'Opsi B', 'Opsi C'])).toBe(3);
		expect(toChoice('10:00', ['10.00', '11.00'])).toBe(1);
		expect(toChoice('⭐⭐⭐', ['⭐', '⭐⭐', '⭐⭐⭐'])).toBe(3);
		expect(toChoice('😡', ['😀', '😐', '😡'])).toBe(3);
	});

	test.each<[string, string[], number | undefined]>([
		['C++ please', ['C', 'C++', 'C#'], 2],
		['paket A+ ya kak', ['Paket A', 'Paket A+'], 2],
		['mau paket A', ['Paket A', 'Paket A+'], 1],
		['18+ kak', ['18+', '21+'], 1],
		['👍 kak', ['👍', '👎'], 1],
		['mau teh dong', ['Kopi', 'Teh'], 2],
		['Kak Rina aja kak', ['Kak Rina', 'Pak Budi'], 1],
		['Halo kak, Pak Budi ya', ['Kak Rina', 'Pak Budi'], 2],
		['2 kak', ['Kak Rina', 'Pak Budi'], 2],
		['nanti ya', ['Ya', 'Tidak', 'Nanti'], 3],
		['ya nanti', ['Ya', 'Tidak', 'Nanti'], undefined],
		['jam 11.00', ['10:00', '11:00'], 2],
		['tgl 2 June ya', ['1 June', '2 June'], 2],
		['di Bandung', ['Jakarta', 'Bandung'], 2],
		['5kg', ['2 kg', '5 kg'], 2],
		['1 jt', ['500rb', '1jt'], 2],
		['pickup', ['Delivery', 'Pick-up'], 2],
		['2 1', ['3', '21'], undefined],
		['XXXL', ['XL', 'XXL'], undefined],
		['Small red', ['Small', 'Small and red', 'Red'], undefined],
		['the red one', ['Small', 'Small and red', 'Red'], 3],
	])('“%s” of %j is %p', (text, choices, expected) => {
		expect(toChoice(text, choices)).toBe(expected);
	});

	test.each([
		...['12', 'twelve', 'the twelfth', '12th', '12th one', 'dua belas', 'nomor dua belas'],
		...['kedua belas', 'yang kedua belas ya', 'ke-12'],
	])('of up to 20 choices “%s” is number 12', (text) => {
		const many = Array.from(
			{ length: 20 },
			(_, index) => `Seat ${'ABCDEFGHIJKLMNOPQRST'[index]}`,
		);
		expect(toChoice(text, many)).toBe(12);
		expect(toChoice(text, many.slice(0, 11))).toBeUndefined();
	});
});
