import { COMMAS, LINE_ENDS, parseJsonList } from '../../../../shared/input/values';
import { toOwnText } from '../mailText';
import { ASIDES, PARTICLES, lengthAt, lengthBehind, nameBehind, toSignPart } from './approval';
import { fold, toStatement, type Token } from './statement';

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
	const words = choices.map((choice) => toStatement(choice).tokens);
	const own = new Set(words.flat().map((word) => word.text));
	const said = [tokens, withoutAsides(tokens, words), withoutAsides(tokens)].map(toKey);
	said.push(...said.map((each) => withoutFrame(each, own)));
	// A letter that is repeated at the end: rabuuu.
	said.push(...said.map((each) => each.replace(/(?<=\p{L}{2})(\p{L})\1+$/u, '$1')));
	const number =
		firstOf([...said, ...said.map((each) => each.replace(PLACE, ''))], (each) =>
			byWords(each, words),
		) ?? (UNIT.test(text) ? undefined : firstOf(said, (each) => byNumber(each, words)));
	return number !== undefined && isDoubted(tokens, words[number - 1]) ? undefined : number;
}

function firstOf(said: string[], find: (each: string) => number | undefined): number | undefined {
	return said.map(find).find((number) => number !== undefined);
}

/** Finds the only choice that has exactly these words, from 1 on; or else in one word what it has in two: 5kg, pickup. */
function byWords(said: string, choices: Token[][]): number | undefined {
	const keys = choices.map(toKey);
	const onlyOne = (key: string, all: string[]) =>
		key && all.indexOf(key) === all.lastIndexOf(key) ? all.indexOf(key) + 1 : 0;
	return onlyOne(said, keys) || onlyOne(joined(said), keys.map(joined)) || undefined;
}

/** Removes the blanks, but those between digits. */
const joined = (key: string): string => key.replace(/(?<!\d) | (?!\d)/g, '');

/** Joins the words, or else the signs, with digits of all scripts as 0 to 9. */
const toKey = (tokens: Token[]): string =>
	tokens
		.filter(({ isSign }) => !isSign || tokens.every((token) => token.isSign))
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
	/^(?:(?:(?:i )?(?:choose|pick|want|take|prefer)|id (?:like|prefer)|(?:i )?would like|(?:ill|i will) (?:take|have|go with)|(?:(?:i|lets) )?go with|lets (?:do|take)|my (?:choice|answer)(?: is)?|answer|pilih|pilihan|pilihan saya|ambil|mau|mau yang|maunya|ingin|minta|jawab|jawaban|jawaban saya|jawabannya|ok|oke|okay|baik|siap|sip|setuju|boleh|bisa|ya|iya|yes|saya|aku|kami|kita|yang|yg|on|hari|option|opsi|choice|size|ukuran|the(?= (?!one$))) )+/;
const BEHIND =
	/(?: (?:works|works for me|is (?:fine|good|ok|okay)|works best|then|it is|please|one|boleh|bisa|cocok|ok|oke|okay|sip|siap|setuju))+$/;
/** Words that people put before a place or a time, but that make an amount of a number. */
const PLACE = /^(?:(?:di|pada|untuk|ke|at|for|in|jam|pukul|tanggal|tgl|hari) )+/;

/** Removes such words, unless a choice has them itself. */
function withoutFrame(said: string, own: Set<string>): string {
	const isOwn = (part: string) => part.split(' ').some((word) => own.has(word));
	const without = (form: RegExp) => (text: string) =>
		text.replace(form, (part) => (isOwn(part) ? part : ''));
	return without(BEHIND)(without(BEFORE)(said));
}

/** Words that people put before a number. */
const BEFORE_NUMBER =
	/^(?:(?:no|nomor|nomer|nmr|number|nr|num|angka|option|opsi|choice|pilihan|pilih|yang|yg|ke|the)(?: |(?=\d)))+/;

/** The numbers to 20, as many as there may be choices. */
const CARDINALS = [
	'one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,seventeen,eighteen,nineteen,twenty',
	'satu,dua,tiga,empat,lima,enam,tujuh,delapan,sembilan,sepuluh,sebelas,dua belas,tiga belas,empat belas,lima belas,enam belas,tujuh belas,delapan belas,sembilan belas,dua puluh',
].map((names) => names.split(','));
const ORDINALS = [
	'first,second,third,fourth,fifth,sixth,seventh,eighth,ninth,tenth,eleventh,twelfth,thirteenth,fourteenth,fifteenth,sixteenth,seventeenth,eighteenth,nineteenth,twentieth',
	`pertama,${CARDINALS[1]
		.slice(1)
		.map((word) => `ke${word}`)
		.join()}`,
	'kesatu',
].map((names) => names.split(','));

const toNumber = (key: string, names: string[][]): number =>
	Math.max(...names.map((words) => words.indexOf(key) + 1));

/** Reads a number in digits or as a word, also with the words of its choice beside it, as the message lists them. */
function byNumber(said: string, choices: Token[][]): number | undefined {
	const isOwn = (key: string) =>
		choices.some((choice) => choice.some(({ text }) => text === key));
	const key = said
		// “No” may be a choice itself.
		.replace(BEFORE_NUMBER, (part) => (/^no(?!m)/.test(part) && isOwn('no') ? part : ''))
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

/** Removes polite words at both ends, such as kak or Pak Budi, but not those of a choice. */
function withoutAsides(tokens: Token[], choices: Token[][] = []): Token[] {
	const isAside = tokens.map(() => false);
	const isAt = (at: number) => (choice: Token[]) =>
		choice.every(({ text }, index) => tokens[at + index]?.text === text);
	for (let at = 0; at < tokens.length;) {
		const own = Math.max(0, ...choices.filter(isAt(at)).map(({ length }) => length));
		const length = own || asideAt(tokens, at);
		isAside.fill(own === 0, at, at + length);
		at += length || 1;
	}
	const first = isAside.indexOf(false);
	return first < 0 ? [] : tokens.slice(first, isAside.lastIndexOf(false) + 1);
}

function asideAt(tokens: Token[], at: number): number {
	if (tokens[at].isSign) return 1;
	const length = lengthAt(tokens, at, ASIDES);
	if (length > 0) return length + nameBehind(tokens, at, length);
	return at > 0 ? lengthBehind(tokens, at, PARTICLES) : 0;
}

/** Parses the choices that a question lists at its end; none for another text. */
export function toListedChoices(question: unknown): string[] {
	const lines = String(question ?? '').split('\n');
	const first = lines.map((line) => line.startsWith('1. ')).lastIndexOf(true);
	const listed = first < 0 ? [] : lines.slice(first);
	const isList = listed.every((line, index) => line.startsWith(`${index + 1}. `));
	return isList && listed.length > 1 ? listed.map((line) => line.replace(/^\d+\. /, '')) : [];
}
