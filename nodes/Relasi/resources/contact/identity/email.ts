import { plainText } from './plainText';
import type { Reading } from './match';

const EMAIL =
	/^[^\s@"(),:;<>[\]\\]+@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*\.)+\p{L}(?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;
/** Emails within a longer text. */
const EMAILS = /[^\s"'(),:;<>|[\]][^\s"(),:;<>|[\]]*@[^\s"'(),:;<>|?[\]/]+/g;
/** What stands behind a domain and can't belong to it, such as a separator before the next email. */
const BEHIND_DOMAIN = /(@[\p{L}\p{M}\p{N}._-]+)[^\s@\p{L}\p{M}\p{N}._-]+/gu;
const WHATSAPP = /@(?:s\.whatsapp\.net|c\.us|g\.us|(?:hosted\.)?lid)$/i;
/** A label in front of an email, such as `Email:`. */
const LABEL = /^(?!mailto:)\p{L}[\p{L} .-]{0,24}: ?(?=[^\s/]\S*@)|^e-?mail (?=\S+@)/iu;
/** Hyphens of Unicode, which word processors write. */
const HYPHENS = /[\u2010-\u2015\u2212]/g;
/** Apostrophes that word processors write. */
const APOSTROPHES = /[\u2018\u2019\u02bc]/g;
/** Full stops of East Asian keyboards. */
const STOPS = /[\u3002\uff61]/g;

/** Several emails with names fit in; the patterns would take long for a much longer text. */
const MAX_LENGTH = 2000;
const INVALID = {
	not: "isn't a valid email",
	advice: 'Enter an email such as nathan@example.com.',
};

/** Parses an email such as `a@b.c`, `Name <a@b.c>` or `mailto:a@b.c`. */
export function parseEmail(given: string): Reading {
	if (given.length > MAX_LENGTH) return INVALID;
	const text = toPlainEmail(given).replace(LABEL, '');
	const inText = (text.match(EMAILS) ?? []).map((each) => each.replace(/\.+$/, ''));
	// The same email may stand there twice: also as the name, or as the text of a link.
	const isTwice = inText.length > 1 && new Set(inText.map(toKey)).size === 1;
	const email = isTwice ? inText[0].replace(/^mailto:/i, '') : unwrapped(text);
	if (new Set(inText.map(toKey)).size > 1) {
		return { not: 'contains several emails', advice: 'Enter one of them.' };
	}
	if (WHATSAPP.test(email)) {
		return {
			not: 'is a WhatsApp address, not an email',
			advice: "Use the phone number instead: set 'Match By' to 'Phone', or choose 'By Phone'.",
		};
	}
	if (!EMAIL.test(email)) {
		return INVALID;
	}
	return { text: email, key: toKey(email) };
}

/** Gives the keys of the emails in a stored field, which may contain several, or a note. */
export function toStoredEmailKeys(stored: string): string[] {
	if (stored.length > MAX_LENGTH) return [];
	const text = toPlainEmail(stored);
	const separated = text.replace(BEHIND_DOMAIN, '$1 ');
	const texts = [stored, ...[text, separated].flatMap((each) => each.match(EMAILS) ?? [])];
	const keys = texts
		.map(parseEmail)
		.flatMap((reading) => ('key' in reading ? [reading.key] : []));
	return [...new Set(keys)];
}

const toPlainEmail = (text: string): string =>
	plainText(text).replace(HYPHENS, '-').replace(APOSTROPHES, "'").replace(STOPS, '.');

function unwrapped(text: string): string {
	const [, mailto] = /^mailto:\/*([^?]*)/i.exec(text) ?? [];
	const [, bracketed] = /^[^<>]*<(?:mailto:)?([^<>|]*)(?:\|[^<>]*)?>[,;.]?$/i.exec(text) ?? [];
	return (
		(mailto === undefined ? (bracketed ?? text) : decoded(mailto))
			.trim()
			.replace(/\s*(?:\([^()]*\)|\[[^[\]]*\])$/, '')
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
