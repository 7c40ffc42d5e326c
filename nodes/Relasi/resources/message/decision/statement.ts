import { CONDITIONS } from '../mailText';

/** A text as words and signs, to be compared with lists of words. */
export interface Statement {
	tokens: Token[];
	/** True if a mark takes the words back: a question, a quotation, a minus, a box without a tick. */
	isMarked: boolean;
}

export interface Token {
	/** A word as `fold` gives it, also C++ and A+, or one emoji without its skin tone. */
	text: string;
	isSign: boolean;
	/** True for a word that is written like a name: Budi. */
	isName: boolean;
	/** True if punctuation or a new line stands before it. */
	isAfterBreak: boolean;
	isOnNewLine: boolean;
}

/** Splits a text into words and signs. */
export function toStatement(text: string): Statement {
	const tokens: Token[] = [];
	let isAfterBreak = false;
	let isOnNewLine = false;
	const plain = text
		.normalize('NFKC')
		.replace(/(?!\u200d)\p{Cf}/gu, '')
		.replace(HAPPY_EMOTICON, ' ')
		// What people write within a word: don't, o.k.
		.replace(/(?<=\p{L})['’ʼ`´](?=\p{L})/gu, '')
		.replace(/(?<![\p{L}\p{N}])\p{L}(?:[.·]\p{L})+(?![\p{L}\p{N}])/gu, (letters) =>
			letters.replace(/[.·]/g, ''),
		);
	for (const { 0: part, groups: { sign, word } = {} } of plain.matchAll(
		new RegExp(PARTS, 'gu'),
	)) {
		if (sign || word) {
			const folded = sign ? toSign(sign) : fold(word);
			// NFKC makes !! of an emoji, and leaves the mark behind it.
			if (folded === '') continue;
			const isName = /^\p{Lu}\p{Ll}+$/u.test(part) && !isCondition(part);
			tokens.push({ text: folded, isSign: Boolean(sign), isName, isAfterBreak, isOnNewLine });
			isAfterBreak = isOnNewLine = false;
		} else if (!/^[ \t*_]+$/.test(part)) {
			isAfterBreak = true;
			isOnNewLine ||= part === '\n';
		}
	}
	return { tokens, isMarked: QUESTION.test(text) || isMarked(plain) };
}

/**
 * Removes case and accents, so that HAYIR equals hayır and İyi equals iyi: Turkish has two letters i that the case rules
 * of other languages mix up.
 */
export const fold = (text: string): string =>
	text
		.normalize('NFKD')
		.replace(ACCENTS, '')
		.normalize('NFKC')
		.toLowerCase()
		.replace(/\u0307/g, '')
		.replace(/[ıøłđßœæ]/g, (letter) => FOLDED[letter]);

/** Removes skin tone, presentation and sex from an emoji. */
const toSign = (emoji: string): string =>
	emoji.replace(/[\p{Emoji_Modifier}\ufe0e\ufe0f]|\u200d[♀♂]/gu, '');

const FOLDED: Record<string, string> = {
	ı: 'i',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ß: 'ss',
	œ: 'oe',
	æ: 'ae',
};
/**
 * Accents of Latin, Greek and Cyrillic, vowel points of Hebrew and Arabic, and the frame of keycap emoji. In other
 * scripts such marks are letters.
 */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u20e3\ufe0e\ufe0f]/g;

const EMOJI = String.raw`\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:[\p{Emoji_Modifier}\ufe0e\ufe0f]|\u200d\p{Extended_Pictographic}|\u200d[♀♂]\ufe0f?)*|[✓✕✗✘☐☒]`;
/** Emoticons: happy ones count as a full stop, the others as an emoji. */
const HAPPY_EMOTICON = /(?<!\S)(?:[:=;8xX]['’]?-?[)D]+|[:=;]-?[*PpB3]|\^[_.-]?\^|<3+)(?!\S)/g;
const SAD_EMOTICON = String.raw`(?<!\S)(?:>?[:=;]['’]?-?[(/\\|[@]+|D[:=]|[-_T][_.][-_T]|--['"])(?!\S)`;
/** Signs, words, and what stands between them. */
const PARTS = String.raw`(?<sign>${EMOJI}|${SAD_EMOTICON})|(?<word>[\p{L}\p{N}\p{M}]+(?:[+#]+(?![\p{L}\p{N}]))?)|[^\S\n]+|[*_]+|.|\n`;

/** Tells words that aren't names, even if they are written like one: ok Pak Nanti. */
const isCondition = (word: string): boolean => new RegExp(`^(?:${CONDITIONS})$`, 'i').test(word);

/** Question marks of all scripts, the Spanish one that opens, the Greek one that looks like a semicolon. */
const QUESTION = /[?¿؟？﹖\u037e⁇⁈⁉⸮՞፧❓❔‽\u2e2e]/u;

/** Tells whether there is a mark that takes back the words beside it. */
const isMarked = (text: string): boolean =>
	[
		QUESTION,
		// Quotation marks; those within a word were apostrophes.
		/["“”„‟«»‹›「」『』《》〈〉‘’‚‛`´'❛❜❝❞〝〞〟]/u,
		// A minus before a word, at the beginning of a line or at the end; between words it is a dash.
		/(?:^|[\s(])[-‐‑‒–—−]+(?=[\p{L}\p{N}])/mu,
		/^\s*[-‐‑‒–—−]/mu,
		/[-‐‑‒–—−]\s*$/u,
		// Signs of “not”, and boxes to tick.
		/(?:^|\s)!(?=[\p{L}\p{N}])|[[\]{}¬≠=<>|^\\□▢○◯]|\(\s*\)/u,
		// Something is to follow.
		/:\s*$/u,
	].some((mark) => mark.test(text));
