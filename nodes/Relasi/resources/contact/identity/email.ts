import { plainText } from './plainText';
import type { Reading } from './match';

/** Emails within a longer text. */
const EMAILS = /[^\s"'(),:;<>|[\]][^\s"(),:;<>|[\]]*@[^\s"'(),:;<>|?[\]/]+/g;
const WHATSAPP = /@(?:s\.whatsapp\.net|c\.us|g\.us|(?:hosted\.)?lid)$/i;
/** Several emails with names fit in; the patterns would take long for a much longer text. */
const MAX_LENGTH = 2000;
const INVALID = {
	not: "isn't a valid email",
	advice: 'Enter an email such as nathan@example.com.',
};

/** Parses an email such as `a@b.c`, `Name <a@b.c>` or `mailto:a@b.c`. */
export function parseEmail(given: string): Reading {
	if (given.length > MAX_LENGTH) return INVALID;
	// A label such as `Email:` may stand in front.
	const label = /^(?!mailto:)\p{L}[\p{L} .-]{0,24}: ?(?=[^\s/]\S*@)|^e-?mail (?=\S+@)/iu;
	const text = toPlainEmail(given).replace(label, '');
	const inText = (text.match(EMAILS) ?? []).map((each) => each.replace(/\.+$/, ''));
	if (new Set(inText.map(toKey)).size > 1) {
		return { not: 'contains several emails', advice: 'Enter one of them.' };
	}
	// The same email may stand there twice: also as the name, or as the text of a link.
	const email = inText.length > 1 ? inText[0].replace(/^mailto:/i, '') : unwrapped(text);
	if (WHATSAPP.test(email)) {
		return {
			not: 'is a WhatsApp address, not an email',
			advice: "Use the phone number instead: set 'Match By' to 'Phone', or choose 'By Phone'.",
		};
	}
	const pattern =
		/^[^\s@"(),:;<>[\]\\]+@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*\.)+\p{L}(?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
	return pattern.test(email) ? { text: email, key: toKey(email) } : INVALID;
}

/** Gives the keys of the emails in a stored field, which may contain several, or a note. */
export function toStoredEmailKeys(stored: string): string[] {
	if (stored.length > MAX_LENGTH) return [];
	const text = toPlainEmail(stored);
	// A separator may stand right behind a domain, which it can't belong to.
	const separated = text.replace(/(@[\p{L}\p{M}\p{N}._-]+)[^\s@\p{L}\p{M}\p{N}._-]+/gu, '$1 ');
	const texts = [stored, ...[text, separated].flatMap((each) => each.match(EMAILS) ?? [])];
	const keys = texts
		.map(parseEmail)
		.flatMap((reading) => ('key' in reading ? [reading.key] : []));
	return [...new Set(keys)];
}

/** Writes the hyphens and apostrophes of word processors, and the full stops of East Asian keyboards, as ASCII. */
const toPlainEmail = (text: string): string =>
	plainText(text)
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/[\u2018\u2019\u02bc]/g, "'")
		.replace(/[\u3002\uff61]/g, '.');

function unwrapped(text: string): string {
	const [, mailto] = /^mailto:\/*([^?]*)/i.exec(text) ?? [];
	const [, bracketed] = /^[^<>]*<(?:mailto:)?([^<>|]*)(?:\|[^<>]*)?>[,;.]?$/i.exec(text) ?? [];
	return (
		(mailto === undefined ? (bracketed ?? text) : decoded(mailto))
			.trim()
			.replace(/(?<=\S)\s*(?:\([^()]*\)|\[[^[\]]*\])$/, '')
			.replace(/^[,; ]+|[,;. ]+$/g, '')
			.replace(/^(["'`])(.*)\1$/, '$2')
			// A spreadsheet's mark for text.
			.replace(/^'/, '')
			.replace(/^[“«[(](.*)[”»\])]$/, '$1')
	);
}

function decoded(text: string): string {
	return text.replace(/%[0-7][0-9a-f]/gi, (code) =>
		String.fromCharCode(parseInt(code.slice(1), 16)),
	);
}

/** Makes the key: in lower case, and the domain in ASCII (punycode): exämple.de is xn--exmple-cua.de. */
function toKey(email: string): string {
	const [local, domain] = email.toLowerCase().split(/@(?=[^@]*$)/);
	return `${local}@${toAscii(domain)}`;
}

function toAscii(domain: string): string {
	if (/^[\x21-\x7e]*$/.test(domain)) return domain;
	try {
		return new URL(`http://${domain}`).hostname;
	} catch {
		return domain;
	}
}
