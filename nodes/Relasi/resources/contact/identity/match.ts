import { toStoredEmailKeys, parseEmail } from './email';
import { toStoredPhoneKeys, mayBeSamePhone, parsePhone } from './phone';

/** The fields that identify a contact. */
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

/** A parsed email or phone, or what is wrong with the text (`not`) and what to enter instead. */
export type Reading = { text: string; key: string } | { not: string; advice: string };

/** Parses an email or phone. */
export const parseMatch = (by: MatchBy, given: string, countryCode?: string): Reading =>
	by === 'email' ? parseEmail(given) : parsePhone(given, countryCode);

/** Gives the keys of the emails or phones in a contact's field. */
export function toStoredKeys(by: MatchBy, stored: unknown, countryCode?: string): string[] {
	const text = typeof stored === 'string' || typeof stored === 'number' ? String(stored) : '';
	return by === 'phone' ? toStoredPhoneKeys(text, countryCode) : toStoredEmailKeys(text);
}

/** True if a contact's field has exactly this email or phone. */
export const isExact = ({ by, key, countryCode }: Match, stored: unknown): boolean =>
	toStoredKeys(by, stored, countryCode).includes(key);

/** True if a contact's phone may be this one, but one of the two lacks a country code or extension. */
export const mayBeSame = ({ by, key, countryCode }: Match, stored: unknown): boolean =>
	by === 'phone' &&
	toStoredKeys(by, stored, countryCode).some((each) => mayBeSamePhone(each, key));

/** Gives the texts to search for, so that the API shows the contact whether its search is fuzzy or plain. */
export function toSearches({ by, text, key }: Match): string[] {
	if (by === 'phone') return [...new Set([text, key.replace(/;.*|\D/g, '').slice(-4)])];
	const [local, domain] = key.split(/@(?=[^@]*$)/);
	// The same domain may be stored in Unicode.
	if (/(^|\.)xn--/.test(domain)) return [`${local}@`];
	// An apostrophe may be stored in another form.
	if (local.includes("'")) return [key.replace(/.*'/, '')];
	return [...new Set([text, key])];
}

/**
 * Gives the texts with which a plain search finds a phone that is stored with other separators. `wide`: the last two
 * digits, which stand together in every spelling. `narrow`, if too many contacts have those: the last three, together
 * or with a separator between them.
 */
export function toSeparatedSearches({ key }: Match): { wide: string; narrow: string[] } {
	const [a, b, c] = key.replace(/;.*/, '').slice(-3);
	return {
		wide: `${b}${c}`,
		narrow: ['', ' ', '-', '.', '/', ') '].map((separator) => `${a}${separator}${b}${c}`),
	};
}
