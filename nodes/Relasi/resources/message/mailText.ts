/** The rest of a longer mail is ignored. */
const MAX_CHARACTERS = 20_000;

/** Takes the customer's own words from a message: without signature, quoted mail, markup and what is struck out. */
export function toOwnText(content: unknown): string {
	if (typeof content !== 'string') return '';
	const given = content.slice(0, MAX_CHARACTERS);
	const text = HTML_TAG.test(given) ? fromHtml(given) : given;
	return withoutStruck(cutMail(text.replace(/\r\n?/g, '\n'))).trim();
}

const CLOSED =
	/<(style|script|head|title|blockquote|q|s|del|strike)\b[^>]*>[\s\S]*?<\/\1\s*>|<(\w+)\b[^>]*line-through[^>]*>[\s\S]*?<\/\2\s*>/gi;
/** Mail programs put what was answered into a block of their own. */
const QUOTED_BLOCK =
	/<(?:div|table|hr)\b[^>]*(?:gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|appendonsend|gmail_signature|ms-outlook-mobile-signature)[\s\S]*$/i;
const NEW_LINE =
	/<[bh]r\b[^>]*>|<\/?(?:p|div|li|tr|h[1-6]|ul|ol|dl|dt|dd|table|pre|center|article|section|header|footer|address)\b[^>]*>/gi;
const CELL_END = /<\/t[dh]\s*>/gi;
/** Comments, the document type, and what Word writes for itself. */
const UNSEEN = /<!--[\s\S]*?-->|<[!?][a-z[][^<>]*>/gi;
/** The characters that HTML, and Markdown with it, writes as names: &amp; */
export const ENTITIES: Partial<Record<string, string>> = {
	...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', ndash: '–', mdash: '—' },
	...{ hellip: '…', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', iquest: '¿' },
};
/** The names of the letters from À (U+00C0) to ÿ, in their order. */
const LETTERS =
	'Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';
/** Further names in mails. */
const SIGNS: Partial<Record<string, string>> = {
	...{ euro: '€', pound: '£', yen: '¥', cent: '¢', copy: '©', reg: '®', trade: '™' },
	...{ deg: '°', bull: '•', middot: '·', laquo: '«', raquo: '»', iexcl: '¡', sect: '§' },
	...{ zwnj: '', zwj: '', shy: '', ensp: ' ', emsp: ' ', thinsp: ' ' },
};

/** The tags of HTML, and Word's, such as o:p. People write other words in angle brackets, too. */
const HTML_TAG =
	/<\/?(?:[a-z]+:[a-z]+|a|abbr|address|article|b|big|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figure|font|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|label|li|link|main|meta|nav|ol|p|picture|pre|q|s|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul)(?:\s[^<>]*)?\/?>/i;

/** Converts HTML to text, without what a mail program quotes. */
export function fromHtml(html: string): string {
	return html
		.replace(UNSEEN, '')
		.replace(QUOTED_BLOCK, '')
		.replace(CLOSED, ' ')
		.replace(/\s+/g, ' ')
		.replace(NEW_LINE, '\n')
		.replace(CELL_END, ' ')
		.replace(new RegExp(HTML_TAG, 'gi'), '')
		.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, toCharacter)
		.replace(/^ +| +$/gm, '')
		.replace(/\n{3,}/g, '\n\n');
}

function toCharacter(entity: string, decimal?: string, hex?: string, name = ''): string {
	const code = decimal ? Number(decimal) : parseInt(hex ?? '', 16);
	if (code <= 0x10ffff) return String.fromCodePoint(code);
	const letter = LETTERS.split(' ').indexOf(name);
	if (letter >= 0) return String.fromCodePoint(0xc0 + letter);
	return ENTITIES[name.toLowerCase()] ?? SIGNS[name.toLowerCase()] ?? entity;
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
/** Words that make a yes depend on something. */
export const CONDITIONS =
	'not|tapi|nanti|besok|lusa|kalau|kalo|jika|asal|mungkin|belum|dulu|tunggu|sebentar|but|if|later|maybe|wait|tomorrow|today';
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
	// The line, and in it to whom it is written, as names are: Dear Anna,
	const salutation =
		/^\s*(?:hi|hello|hey|dear|hallo|halo|hai|yth\.?|(?:good|selamat)\s+(?:morning|afternoon|evening|day|pagi|siang|sore|malam)|assalamu\S*(?:\s+wr\.?\s*wb\.?)?|dengan hormat)(?![\p{L}\p{N}])(.{0,60}?)\s*([,.!]?)\s*$/iu;
	const names =
		/^(?:\s*(?:\p{Lu}[\p{L}.'’/-]*|kak|pak|bu|mas|mbak|all|team|sir|madam|there|semua)){0,4}$/u;
	const [, name, end] = salutation.exec(line) ?? [];
	if (name === undefined || !names.test(name) || isAnswer(name)) return false;
	const isEmpty = next.trim() === '';
	return (end === ',' || isEmpty) && [next, ...rest].some((each) => each.trim() !== '');
}

/** Tells whether a signature begins here, such as thanks with a name below. */
function isSignature(before: string, [line, ...rest]: string[]): boolean {
	if (SIGNATURE.some((form) => form.test(line))) return true;
	const [, end] = THANKS.exec(line) ?? [];
	const name = rest.find((each) => each.trim() !== '') ?? '';
	const isApart = end === ',' || (end === '' && before.trim() === '');
	return (
		isApart &&
		/^\s*\p{Lu}[\p{L}.'’-]*(?:\s+\p{Lu}[\p{L}.'’-]*){0,3}\s*$/u.test(name) &&
		!isAnswer(name)
	);
}

/** Tells whether what stands where a name may stand begins with an answer. */
const isAnswer = (text: string): boolean =>
	new RegExp(
		String.raw`^\s*(?:ya|iya|yes|ok|oke|okay|no|tidak|tdk|nggak|gak|ga|jangan|bukan|batal|cancel|stop|${CONDITIONS})(?![\p{L}\p{N}])`,
		'iu',
	).test(text);

/** Removes ~what WhatsApp strikes out~ and letters with a line through them, but not the tilde of a drawn-out iya~. */
const withoutStruck = (text: string): string =>
	text
		.replace(/(?:.[\u0335-\u0338])+/gu, ' ')
		.replace(/(?<![\p{L}\p{N}])[~～∼˜]{1,2}[^~～∼˜\n]+[~～∼˜]{1,2}/gu, ' ');
