/** A text as words and signs, to be compared with lists of words. */
export interface Statement {
	tokens: Token[];
	/** True if a mark takes the words back: a question, a quotation, a minus, a box without a tick. */
	isMarked: boolean;
}

export interface Token {
	/** A word as `fold` gives it, or one emoji without its skin tone. */
	text: string;
	isSign: boolean;
	/** True for a word that is written like a name: Budi. */
	isName: boolean;
	/** True if punctuation or a new line stands before it. */
	isAfterBreak: boolean;
	isOnNewLine: boolean;
}

/** The rest of a longer mail is ignored. */
const MAX_CHARACTERS = 20_000;

/** Takes the customer's own words from a message: without signature, quoted mail, markup and what is struck out. */
export function toOwnText(content: unknown): string {
	if (typeof content !== 'string') return '';
	const given = content.slice(0, MAX_CHARACTERS);
	const text = HTML_TAG.test(given) ? fromHtml(given) : given;
	return withoutStruck(cutMail(text.replace(/\r\n?/g, '\n'))).trim();
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
	for (const [part] of plain.matchAll(PARTS)) {
		const isSign = SIGN.test(part);
		if (isSign || /^[\p{L}\p{N}\p{M}]/u.test(part)) {
			const folded = isSign ? toSign(part) : fold(part);
			// NFKC makes !! of an emoji, and leaves the mark behind it.
			if (folded === '') continue;
			const isName = /^\p{Lu}\p{Ll}+$/u.test(part) && !NO_NAME.test(part);
			tokens.push({ text: folded, isSign, isName, isAfterBreak, isOnNewLine });
			isAfterBreak = isOnNewLine = false;
		} else if (!/^[ \t*_]+$/.test(part)) {
			isAfterBreak = true;
			isOnNewLine ||= part === '\n';
		}
	}
	const isMarked = QUESTION.test(text) || MARKS.some((mark) => mark.test(plain));
	return { tokens, isMarked };
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
const SIGN = new RegExp(String.raw`^(?:${EMOJI}|${SAD_EMOTICON})$`, 'u');
const PARTS = new RegExp(
	String.raw`${EMOJI}|${SAD_EMOTICON}|[\p{L}\p{N}\p{M}]+|[^\S\n]+|[*_]+|.|\n`,
	'gu',
);

/** Question marks of all scripts, the Spanish one that opens, the Greek one that looks like a semicolon. */
const QUESTION = /[?¿؟？﹖\u037e⁇⁈⁉⸮՞፧❓❔‽\u2e2e]/u;
/** Marks that take back the words beside them. */
const MARKS = [
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
];

const CLOSED =
	/<(style|script|head|title|blockquote|q|s|del|strike)\b[^>]*>[\s\S]*?<\/\1\s*>|<(\w+)\b[^>]*line-through[^>]*>[\s\S]*?<\/\2\s*>/gi;
/** Mail programs put what was answered into a block of their own. */
const QUOTED_BLOCK =
	/<(?:div|table|hr)\b[^>]*(?:gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|appendonsend|gmail_signature|ms-outlook-mobile-signature)[\s\S]*$/i;
const NEW_LINE = /<br\b[^>]*>|<\/?(?:p|div|li|tr|h[1-6]|ul|ol|table)\b[^>]*>/gi;
const ENTITIES: Record<string, string> = {
	...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—' },
	...{ hellip: '…', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', iquest: '¿' },
};

/** The tags of HTML, and Word's, such as o:p. People write other words in angle brackets, too. */
const HTML_TAG =
	/<\/?(?:[a-z]+:[a-z]+|a|abbr|address|article|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|label|li|link|main|meta|nav|ol|p|picture|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul)(?:\s[^<>]*)?\/?>/i;

/** Converts HTML to text, without what a mail program quotes. */
export function fromHtml(html: string): string {
	return html
		.replace(/<!--[\s\S]*?-->/g, '')
		.replace(QUOTED_BLOCK, '')
		.replace(CLOSED, ' ')
		.replace(/\s+/g, ' ')
		.replace(NEW_LINE, '\n')
		.replace(new RegExp(HTML_TAG, 'gi'), '')
		.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, toCharacter)
		.replace(/^ +| +$/gm, '')
		.replace(/\n{3,}/g, '\n\n');
}

function toCharacter(entity: string, decimal?: string, hex?: string, name = ''): string {
	const code = decimal ? Number(decimal) : parseInt(hex ?? '', 16);
	if (code <= 0x10ffff) return String.fromCodePoint(code);
	return ENTITIES[name.toLowerCase()] ?? entity;
}

/** The line with which a mail program introduces what was answered; the first form may be broken in two. */
const INTRODUCTION = [
	/^\s*(?:on|pada|am|le|el|em|op|il|den|w dniu)\s.{4,200}\s(?:wrote|menulis|schrieb|a écrit|escribió|escreveu|schreef|ha scritto|skrev|napisał\S*)\b.{0,100}:\s*$/i,
	/^.{0,200}<[^<>\s]+@[^<>\s]+>.{0,40}:\s*$/,
	/^\s*-{2,}\s*(?:original|forwarded|pesan|ursprüngliche|message)\b/i,
	/^\s*\*?(?:from|dari|von|de|van|da)\s*:\*?.*@/i,
	/^\s*_{8,}\s*$/,
];
/** The first two lines of what some programs put above it. */
const HEADER =
	/^\s*\*?(?:from|dari|von|de|van|da)\s*:.*\n\s*\*?(?:sent|date|to|dikirim|tanggal|kepada|gesendet|datum|an|envoyé|à)\s*:/i;
/** The line with which a mail begins, and to whom it is written, as names are: Dear Anna, */
const SALUTATION =
	/^\s*(?:hi|hello|hey|dear|hallo|halo|hai|yth\.?|(?:good|selamat)\s+(?:morning|afternoon|evening|day|pagi|siang|sore|malam)|assalamu\S*(?:\s+wr\.?\s*wb\.?)?|dengan hormat)(?![\p{L}\p{N}])(.{0,60}?)\s*([,.!]?)\s*$/iu;
const WRITTEN_TO =
	/^(?:\s*(?:\p{Lu}[\p{L}.'’/-]*|kak|pak|bu|mas|mbak|all|team|sir|madam|there|semua)){0,4}$/u;
/** The line with which a signature begins. */
const SIGNATURE = [
	/^(?:[-*=]{2,}|—+|_{2,})\s*$/,
	/^\s*(?:sent|dikirim|terkirim|gesendet|envoyé|enviado|inviato|verstuurd|verzonden|skickat|sendt|отправлено)\s+(?:from|via|using|with|by|dari|melalui|von|vom|mit|depuis|de|da|do|desde|con|dal|vanaf|met|från|fra|с)(?:\s|$)/i,
	/^\s*(?:this (?:e-?mail|message)|(?:e-?mail|pesan) ini)\b.*\b(?:confidential|intended|rahasia)\b/i,
	/^\s*(?:confidentiality notice|disclaimer)\b/i,
	/^\s*(?:von|mit)\s.{0,40}gesendet/i,
	/^.{0,30}\boutlook (?:for|für|para|pour|per|voor|untuk)\b/i,
	/^\s*(?:(?:thanks|thank you|terima kasih)\s*(?:&|and|dan)\s*)?(?:with\s+)?(?:(?:best|kind|kindest|warm|many)\s+)?(?:regards|rgds|wishes)\s*[,.!]?\s*$/i,
	/^\s*(?:(?:yours\s+)?(?:sincerely|truly|faithfully)|yours|respectfully|warmly|all the best|best|br|cheers|wassalam\S*(?:\s+wr\.?\s*wb\.?)?|(?:hormat|salam)(?:\s+\S+)?|mit freundlichen grüßen|viele grüße|cordialement|saludos|atenciosamente)\s*[,.!]?\s*$/i,
];
const THANKS =
	/^\s*(?:many thanks|thanks|thank you|thx|terima ?kasih|makasih|trims|gracias|merci|danke)(?: again| a lot| so much| banyak)?\s*(,?)[.!]?\s*$/i;
const NAME = /^\s*\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,3}\s*$/u;
/** Words that aren't names, even if they are written like one: ok Pak Nanti. */
const NO_NAME =
	/^\s*(?:ya|iya|yes|ok|oke|okay|no|not|tidak|tdk|nggak|gak|ga|jangan|bukan|batal|cancel|stop|tapi|nanti|besok|lusa|kalau|kalo|jika|asal|mungkin|belum|dulu|tunggu|sebentar|but|if|later|maybe|wait|tomorrow|today)(?![\p{L}\p{N}])/iu;
const POSTSCRIPT = /^\s*p\.?\s?s\b/i;

/** Keeps the part above signature and quoted mail, without quoted lines wherever they stand. */
function cutMail(text: string): string {
	const lines = text.split('\n');
	const kept: string[] = [];
	for (const [index, line] of lines.entries()) {
		if (/^\s*>/.test(line)) continue;
		const isBegun = kept.some((each) => each.trim() !== '');
		if (isIntroduction(line, lines[index + 1])) {
			if (isBegun) break;
			// Who answers below what they quote has the introduction first, and each line of it marked.
			if (lines.slice(index + 1).some((each) => /^\s*>/.test(each))) continue;
			return '';
		}
		if (!isBegun && isSalutation(lines.slice(index))) continue;
		if (isBegun && isSignature(lines[index - 1], lines.slice(index))) {
			return [...kept, ...lines.slice(index).filter((each) => POSTSCRIPT.test(each))].join(
				'\n',
			);
		}
		kept.push(line);
	}
	return kept.join('\n');
}

const isIntroduction = (line: string, next = ''): boolean =>
	INTRODUCTION.some((form) => form.test(line)) ||
	INTRODUCTION[0].test(`${line} ${next}`) ||
	HEADER.test(`${line}\n${next}`);

/** Tells whether a mail begins with a salutation: a line that ends with a comma or a blank line, and more text below. */
function isSalutation([line, next = '', ...rest]: string[]): boolean {
	const [, name, end] = SALUTATION.exec(line) ?? [];
	if (name === undefined || !WRITTEN_TO.test(name) || NO_NAME.test(name)) return false;
	const isEmpty = next.trim() === '';
	return (end === ',' || isEmpty) && [next, ...rest].some((each) => each.trim() !== '');
}

/** Tells whether a signature begins here, such as thanks with a name below. */
function isSignature(before: string, [line, ...rest]: string[]): boolean {
	if (SIGNATURE.some((form) => form.test(line))) return true;
	const [, end] = THANKS.exec(line) ?? [];
	const name = rest.find((each) => each.trim() !== '') ?? '';
	const isApart = end === ',' || (end === '' && before.trim() === '');
	return isApart && NAME.test(name) && !NO_NAME.test(name);
}

/** Removes ~what WhatsApp strikes out~ and letters with a line through them, but not the tilde of a drawn-out iya~. */
const withoutStruck = (text: string): string =>
	text
		.replace(/(?:.[\u0335-\u0338])+/gu, ' ')
		.replace(/(?<![\p{L}\p{N}])[~～∼˜]{1,2}[^~～∼˜\n]+[~～∼˜]{1,2}/gu, ' ');
