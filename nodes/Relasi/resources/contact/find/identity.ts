import { keysOfStoredEmail, parseEmail } from './email';
import { keysOfStoredPhone, mayBeSamePhone, parsePhone } from './phone';

/** By what a contact can be recognised. */
export const MATCHES = ['email', 'phone'] as const;
export type MatchBy = (typeof MATCHES)[number];

/** An email or phone by which to find a contact: as it is written, and as it is compared. */
export interface Match {
	by: MatchBy;
	text: string;
	/** An email in lower case, its domain in ASCII; a phone's digits, with a plus if they begin with a country code. */
	key: string;
	/** Digits of the country whose numbers may stand without a country code. */
	countryCode?: string;
}

/** What a given text is read as, or what it is `not` and what to give instead. */
export type Reading = { text: string; key: string } | { not: string; advice: string };

/** Reads a given email or phone. */
export const parseMatch = (by: MatchBy, given: string, countryCode?: string): Reading =>
	by === 'email' ? parseEmail(given) : parsePhone(given, countryCode);

/** By what a contact's emails or phones are compared. */
export function keysOfStored(by: MatchBy, stored: unknown, countryCode?: string): string[] {
	const text = typeof stored === 'string' || typeof stored === 'number' ? String(stored) : '';
	return by === 'phone' ? keysOfStoredPhone(text, countryCode) : keysOfStoredEmail(text);
}

/** Whether a contact has exactly this email or phone. */
export const isExact = ({ by, key, countryCode }: Match, stored: unknown): boolean =>
	keysOfStored(by, stored, countryCode).includes(key);

/** Whether a contact's phone may be this one, but one of the two lacks what would tell. */
export const mayBeSame = ({ by, key, countryCode }: Match, stored: unknown): boolean =>
	by === 'phone' &&
	keysOfStored(by, stored, countryCode).some((each) => mayBeSamePhone(each, key));

/** What to search for, so that the API shows the contact whether its search is fuzzy or plain. */
export function searchesFor({ by, text, key }: Match): string[] {
	if (by === 'phone') return [...new Set([text, key.replace(/;.*|\D/g, '').slice(-4)])];
	const [local, domain] = key.split(/@(?=[^@]*$)/);
	// The same domain may be stored in Unicode.
	if (/(^|\.)xn--/.test(domain)) return [`${local}@`];
	// An apostrophe may be stored in another form.
	if (local.includes("'")) return [key.replace(/.*'/, '')];
	return [...new Set([text, key])];
}

/**
 * What a plain search needs for a phone that is stored with other separators: every number shows its
 * last two digits together. Where too many do, its last three, together or with a separator.
 */
export function separatedSearchesFor({ key }: Match): { wide: string; narrow: string[] } {
	const [a, b, c] = key.replace(/;.*/, '').slice(-3);
	return {
		wide: `${b}${c}`,
		narrow: ['', ' ', '-', '.', '/', ') '].map((separator) => `${a}${separator}${b}${c}`),
	};
}
