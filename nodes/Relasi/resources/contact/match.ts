import { readEmail } from './readEmail';
import { keyOfStoredPhone, readPhone } from './readPhone';

/** By what a contact can be recognised. */
export const MATCHES = ['email', 'phone'] as const;
export type MatchBy = (typeof MATCHES)[number];

/** An email or phone by which to find a contact: as it is written, and as it is compared. */
export interface Match {
	by: MatchBy;
	text: string;
	/** An email without regard to case, a phone's digits and leading +. */
	key: string;
	/** Digits of the country whose numbers may begin with 0. */
	countryCode?: string;
}

/** What a given text is read as, or what it is `not` and what to give instead. */
export type Reading = { text: string; key: string } | { not: string; advice: string };

/** Reads a given email or phone. */
export const readMatch = (by: MatchBy, given: string, countryCode?: string): Reading =>
	by === 'email' ? readEmail(given) : readPhone(given, countryCode);

/** By what a contact's email or phone is compared; undefined when it is none. */
export function keyOfStored(
	by: MatchBy,
	stored: unknown,
	countryCode?: string,
): string | undefined {
	const text = typeof stored === 'string' || typeof stored === 'number' ? String(stored) : '';
	if (by === 'phone') return keyOfStoredPhone(text, countryCode);
	const email = readEmail(text);
	return 'key' in email ? email.key : undefined;
}

/** Whether a contact has exactly this email or phone. */
export const isExact = ({ by, key, countryCode }: Match, stored: unknown): boolean =>
	keyOfStored(by, stored, countryCode) === key;

/** What to search for, so that the API shows the contact whether its search is fuzzy or plain. */
export function searchesFor({ by, text, key }: Match): string[] {
	const digits = key.replace(/\D/g, '');
	return [...new Set(by === 'email' ? [text, key] : [text, digits.slice(-4)])];
}

/**
 * What a plain search needs for a phone that is stored with other separators: every number shows its
 * last two digits together. Where too many do, its last three, together or with a separator.
 */
export function separatedSearchesFor({ key }: Match): { wide: string; narrow: string[] } {
	const [a, b, c] = key.slice(-3);
	return {
		wide: `${b}${c}`,
		narrow: ['', ' ', '-', '.', '/', ') '].map((separator) => `${a}${separator}${b}${c}`),
	};
}
