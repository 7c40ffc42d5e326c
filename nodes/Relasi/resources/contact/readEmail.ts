import { plainText } from './plainText';
import type { Reading } from './match';

const EMAIL =
	/^[^\s@"(),:;<>[\]\\]+@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]*\.)+\p{L}[\p{L}\p{M}\p{N}-]*$/u;
/** What looks like an email within a longer text. */
const EMAILS = /[^\s"(),:;<>|[\]]+@[^\s"'(),:;<>|?[\]]+/g;
const WHATSAPP = /@(?:s\.whatsapp\.net|c\.us|g\.us|lid)$/i;

/** Reads `a@b.c`, `Name <a@b.c>` and `mailto:a@b.c`. */
export function readEmail(given: string): Reading {
	const text = plainText(given);
	const email = unwrapped(text);
	if (distinctIn(text).length > 1) {
		return { not: 'is not one email: it holds several', advice: 'Give one of them.' };
	}
	if (WHATSAPP.test(email)) {
		return {
			not: 'is a WhatsApp address, no email',
			advice: 'Set Match By to Phone and give the phone number.',
		};
	}
	if (!EMAIL.test(email)) {
		return { not: 'is no email', advice: 'Give an email such as nathan@example.com.' };
	}
	return { text: email, key: keyOf(email) };
}

function unwrapped(text: string): string {
	const [, mailto] = /^mailto:([^?]*)/i.exec(text) ?? [];
	const [, bracketed] = /^[^<>]*<(?:mailto:)?([^<>|]*)(?:\|[^<>]*)?>[,;]?$/i.exec(text) ?? [];
	return (mailto === undefined ? (bracketed ?? text) : decoded(mailto))
		.trim()
		.replace(/\s*\([^()]*\)$/, '')
		.replace(/[,;]$/, '')
		.replace(/^(["'])(.*)\1$/, '$2');
}

function decoded(text: string): string {
	return text.replace(/%[0-7][0-9a-f]/gi, (code) =>
		String.fromCharCode(parseInt(code.slice(1), 16)),
	);
}

const distinctIn = (text: string): string[] => [...new Set((text.match(EMAILS) ?? []).map(keyOf))];

const keyOf = (email: string): string => email.toLowerCase();
