import { ASIDES, PARTICLES, lengthAt, lengthBehind } from './approval';
import { fold, toOwnText, toStatement, type Token } from './answerText';

/** Behind the question, in a paragraph of their own: one choice a line with its number. */
export const toChoiceLines = (choices: string[]): string =>
	`\n\n${choices.map((choice, index) => `${index + 1}. ${choice}`).join('\n')}`;

/** The choices that a text holds, one a line if it has several lines, else between commas; or those of a list. */
export function toChoices(given: unknown): string[] {
	const parts = Array.isArray(given)
		? given.map((part) => (typeof part === 'object' ? '' : String(part)))
		: split(String(given ?? ''));
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function split(text: string): string[] {
	const lines = text.split(/[\r\n\u0085\u2028\u2029]+/).filter((line) => line.trim() !== '');
	return lines.length > 1 ? lines : (lines[0] ?? '').split(COMMAS);
}

/** Commas of all scripts. */
const COMMAS = /[,՝،፣᠂᠈、，︐︑﹐﹑､\u07f8\u2e32\u2e34\u2e41\ua4fe\ua60d\ua6f5]/u;

/** A choice as it is compared: two that are one here cannot be told apart. */
export const toChoiceKey = (choice: string): string =>
	fold(choice.normalize('NFKC'))
		.replace(/\p{Emoji_Modifier}/gu, '')
		.replace(/\s+/g, ' ')
		.trim();

/** Which choice a message names, from 1 on, by its words or else by its number; undefined when none is clear. */
export function toChoice(content: unknown, choices: string[]): number | undefined {
	const text = toOwnText(content);
	const keys = choices.map(toChoiceKey);
	const exact = [String(content), text].map((said) => keys.indexOf(toChoiceKey(said)) + 1);
	if (exact.some(Boolean)) return exact.find(Boolean);
	const { tokens, isMarked } = toStatement(text);
	if (isMarked) return undefined;
	const said = withoutAsides(tokens);
	const words = choices.map((choice) => toStatement(choice).tokens);
	return (
		byWords(tokens, words) ??
		byWords(said, words) ??
		byNumber(said, words) ??
		byOrdinal(said, words)
	);
}

/** The one choice that has exactly these words. */
function byWords(said: Token[], choices: Token[][]): number | undefined {
	const key = toKey(said);
	const found = choices.flatMap((choice, index) =>
		key && toKey(choice) === key ? [index + 1] : [],
	);
	return found.length === 1 ? found[0] : undefined;
}

const toKey = (tokens: Token[]): string =>
	tokens
		.filter(({ isSign }) => !isSign)
		.map(({ text }) => text)
		.join(' ');

/** Words that people put before a number. */
const BEFORE_NUMBER =
	/^(?:(?:no|nomor|nomer|number|nr|num|option|opsi|choice|pilihan|pilih|yang|yg|ke|the) )*/;

/** The number alone, also with the words of its choice behind it, as the message lists them. */
function byNumber(said: Token[], choices: Token[][]): number | undefined {
	const [, digits, rest] =
		/^(\d{1,2})(?: (.+))?$/.exec(toKey(said).replace(BEFORE_NUMBER, '')) ?? [];
	const number = Number(digits);
	if (!(number >= 1 && number <= choices.length)) return undefined;
	return rest === undefined || rest === toKey(choices[number - 1]) ? number : undefined;
}

const ORDINALS = [
	/^(?:first|1st|pertama|kesatu|ke1)$/,
	/^(?:second|2nd|kedua|ke2)$/,
	/^(?:third|3rd|ketiga|ke3)$/,
	/^(?:fourth|4th|keempat|ke4)$/,
	/^(?:fifth|5th|kelima|ke5)$/,
];

/** “The second”, where no choice has such a word itself. */
function byOrdinal(said: Token[], choices: Token[][]): number | undefined {
	const word = toKey(said)
		.replace(BEFORE_NUMBER, '')
		.replace(/ (?:one|choice|option)$/, '');
	const number = ORDINALS.findIndex((form) => form.test(word)) + 1;
	const isWord = choices.some((choice) => choice.some(({ text }) => text === word));
	return number >= 1 && number <= choices.length && !isWord ? number : undefined;
}

/** Without what is said to be polite, at both ends. */
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

/** The choices that a question lists at its end; none for another text. */
export function toListedChoices(question: unknown): string[] {
	const lines = String(question ?? '').split('\n');
	const first = lines.map((line) => line.startsWith('1. ')).lastIndexOf(true);
	const listed = first < 0 ? [] : lines.slice(first);
	const isList = listed.every((line, index) => line.startsWith(`${index + 1}. `));
	return isList && listed.length > 1 ? listed.map((line) => line.replace(/^\d+\. /, '')) : [];
}
