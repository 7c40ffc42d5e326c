import { COMMAS, LINE_ENDS, parseJsonList } from '../../../../shared/input/values';
import { ASIDES, PARTICLES, lengthAt, lengthBehind, toSignPart } from './approval';
import { fold, toOwnText, toStatement, type Token } from './answerText';

/** Lists the choices with their numbers, one a line, in a paragraph below the question. */
export const toChoiceLines = (choices: string[]): string =>
	`\n\n${choices.map((choice, index) => `${index + 1}. ${choice}`).join('\n')}`;

/**
 * Reads choices from a list, also in JSON, or from a text: one a line if it has several lines, else between commas.
 * `readText` reads each of them.
 */
export function readChoices(given: unknown, readText: (part: unknown) => string): string[] {
	const text = String(given ?? '');
	const parts = Array.isArray(given) ? given : (parseJsonList(text) ?? split(text));
	return parts.map((part) => readText(part).trim()).filter((part) => part !== '');
}

function split(text: string): string[] {
	const lines = text.split(LINE_ENDS).filter((line) => line.trim() !== '');
	return lines.length > 1 ? lines : (lines[0] ?? '').split(COMMAS);
}

/** Makes the form in which choices are compared; two with the same form can't be told apart. */
export const toChoiceKey = (choice: string): string =>
	fold(choice.normalize('NFKC'))
		.replace(/\p{Emoji_Modifier}/gu, '')
		.replace(/\s+/g, ' ')
		.trim();

/** Finds the choice that a message names by its words or else by its number: from 1 on, undefined if it isn't clear. */
export function toChoice(content: unknown, choices: string[]): number | undefined {
	const text = toOwnText(content);
	const keys = choices.map(toChoiceKey);
	const exact = [String(content), text].map((said) => keys.indexOf(toChoiceKey(said)) + 1);
	if (exact.some(Boolean)) return exact.find(Boolean);
	const { tokens, isMarked } = toStatement(text);
	if (isMarked) return undefined;
	const said = withoutAsides(tokens);
	const words = choices.map((choice) => toStatement(choice).tokens);
	const plain = withoutFrame(toKey(said), words);
	const number =
		byWords(toKey(tokens), words) ??
		byWords(toKey(said), words) ??
		byWords(plain, words) ??
		(UNIT.test(text) ? undefined : byNumber(plain, words));
	return number !== undefined && isDoubted(tokens, words[number - 1]) ? undefined : number;
}

/** Finds the only choice that has exactly these words, from 1 on. */
function byWords(said: string, choices: Token[][]): number | undefined {
	const found = choices.flatMap((choice, index) =>
		said && toKey(choice) === said ? [index + 1] : [],
	);
	return found.length === 1 ? found[0] : undefined;
}

/** Joins the words, with digits of all scripts as 0 to 9. */
const toKey = (tokens: Token[]): string =>
	tokens
		.filter(({ isSign }) => !isSign)
		.map(({ text }) => text)
		.join(' ')
		.replace(/(?![0-9])\p{Nd}/gu, toDigit);

function toDigit(digit: string): string {
	const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code));
	let zero = digit.codePointAt(0)!;
	while (isDigit(zero - 1)) zero--;
	return String(digit.codePointAt(0)! - zero);
}

/** A number beside one of these is an amount. */
const UNIT = /[$€£¥₹%‰+°]\s*\d|\d\s*[$€£¥₹%‰+°]/u;

/** Words that people put before and behind a choice. */
const BEFORE =
	/^(?:(?:(?:i )?(?:choose|pick|want|take|prefer)|id (?:like|prefer)|(?:i )?would like|ill (?:take|have)|lets (?:do|take)|my (?:choice|answer) is|pilih|pilihan|pilihan saya|ambil|mau|mau yang|ingin|jawaban|jawaban saya|jawabannya|ok|oke|okay|ya|iya|yes|saya|aku|kami|kita|yang|yg|on|hari|option|opsi|choice|size|ukuran|the(?= (?!one$))) )+/;
const BEHIND =
	/(?: (?:works|works for me|is (?:fine|good|ok|okay)|works best|then|it is|please|one|boleh|bisa|cocok|ok|oke|okay))+$/;

/** Removes such words, unless a choice has them itself. */
function withoutFrame(said: string, choices: Token[][]): string {
	const isOwn = (part: string) =>
		part
			.trim()
			.split(' ')
			.some((word) => word && choices.flat().some(({ text }) => text === word));
	const without = (form: RegExp) => (text: string) =>
		text.replace(form, (part) => (isOwn(part) ? part : ''));
	return without(BEHIND)(without(BEFORE)(said));
}

/** Words that people put before a number. */
const BEFORE_NUMBER =
	/^(?:(?:no|nomor|nomer|number|nr|num|option|opsi|choice|pilihan|pilih|yang|yg|ke|the) )+/;

/** The numbers to 20, as many as there may be choices. */
const CARDINALS = [
	'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
		' ',
	),
	'satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan,sepuluh,sebelas,dua belas,tiga belas,empat belas,lima belas,enam belas,tujuh belas,delapan belas,sembilan belas,dua puluh'.split(
		',',
	),
];
const ORDINALS = [
	'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
		' ',
	),
	['pertama', ...CARDINALS[1].slice(1).map((word) => `ke${word}`)],
	['kesatu'],
];

const toNumber = (key: string, names: string[][]): number =>
	Math.max(...names.map((words) => words.indexOf(key) + 1));

/** Reads a number in digits or as a word, also with the words of its choice beside it, as the message lists them. */
function byNumber(said: string, choices: Token[][]): number | undefined {
	const isOwn = (key: string) =>
		choices.some((choice) => choice.some(({ text }) => text === key));
	const key = said
		// “No” may be a choice itself.
		.replace(BEFORE_NUMBER, (part) => (part.startsWith('no ') && isOwn('no') ? part : ''))
		.replace(/(?<=th|first|second|third) (?:one|choice|option)$/, '')
		.replace(/^(\d{1,2})(?:st|nd|rd|th)(?: (?:one|choice|option))?$/, '$1');
	const cardinal = toNumber(key, CARDINALS);
	const named = cardinal || toNumber(key, ORDINALS);
	if (named > 0) {
		if (isOwn(key) || / the one$/.test(` ${said}`)) return undefined;
		return (
			(cardinal ? byWords(String(cardinal), choices) : undefined) ??
			(named <= choices.length ? named : undefined)
		);
	}
	if (/^(?:last(?: one)?|terakhir)$/.test(key)) return isOwn(key) ? undefined : choices.length;
	const [, before = '', digits, behind = ''] =
		/^(?:(.+) )?(?:ke)?(\d{1,2})(?: (.+))?$/.exec(key) ?? [];
	const number = Number(digits);
	if (!(number >= 1 && number <= choices.length)) return undefined;
	const rest = `${before}${behind}`;
	return rest === '' || rest === toKey(choices[number - 1]) ? number : undefined;
}

/** Tells whether a sign takes back the words beside it, and doesn't belong to the choice. */
const isDoubted = (said: Token[], choice: Token[]): boolean =>
	said.some(
		({ text, isSign }) =>
			isSign &&
			['declined', 'unclear', 'sorrow'].includes(toSignPart(text)) &&
			!choice.some((own) => own.text === text),
	);

/** Removes polite words at both ends. */
function withoutAsides(tokens: Token[]): Token[] {
	const isAside = tokens.map(() => false);
	for (let at = 0; at < tokens.length;) {
		const length = tokens[at].isSign
			? 1
			: lengthAt(tokens, at, ASIDES) || (at > 0 ? lengthBehind(tokens, at, PARTICLES) : 0);
		isAside.fill(true, at, at + length);
		at += length || 1;
	}
	const first = isAside.indexOf(false);
	return first < 0 ? [] : tokens.slice(first, isAside.lastIndexOf(false) + 1);
}

/** Parses the choices that a question lists at its end; none for another text. */
export function toListedChoices(question: unknown): string[] {
	const lines = String(question ?? '').split('\n');
	const first = lines.map((line) => line.startsWith('1. ')).lastIndexOf(true);
	const listed = first < 0 ? [] : lines.slice(first);
	const isList = listed.every((line, index) => line.startsWith(`${index + 1}. `));
	return isList && listed.length > 1 ? listed.map((line) => line.replace(/^\d+\. /, '')) : [];
}
