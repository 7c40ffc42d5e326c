import { plainNumber } from './plainText';
import type { Reading } from './match';

/** The longest number of E.164; without + two more, for 00. */
const MAX_DIGITS = 15;
const MIN_DIGITS = 3;
const NUMBER = /^\(?\+?\(?\d[\d ()./-]*$/;
const SCHEME = /^(?:tel|sms|callto|whatsapp):/i;
/** What a spreadsheet makes of a long number; some write a comma. */
const ROUNDED = /^\d([.,]\d+)?e\+?\d+$/i;
const SEVERAL = /[,;|\r\n]|\+.*\+|(?:\d[^\d/]*){7}\/(?:[^\d/]*\d){7}/;

/** What is dialled before a number within a country and not from abroad, where that is not 0. */
const NATIONAL_PREFIX: Record<string, RegExp> = {
	// Numbers of these countries keep their 0: Italy, Ivory Coast, Congo, San Marino.
	...{ 39: /^/, 225: /^/, 242: /^/, 378: /^/ },
	// Hungary.
	36: /^06/,
};

/** Reads a phone number however it is written; with a country code also one that begins with 0. */
export function readPhone(given: string, countryCode?: string): Reading {
	const text = plainNumber(given)
		.replace(/^["']/, '')
		.replace(SCHEME, '')
		// As a spreadsheet's number is often exported.
		.replace(/^(\d{7,})\.0$/, '$1');
	if (SEVERAL.test(given.trim()) && !ROUNDED.test(text)) {
		return { not: 'is not one phone number: it holds several', advice: 'Give one of them.' };
	}
	const [, whatsapp] =
		/^\+?(\d{5,15})(?:[.:_]\d+)*@(?:s\.whatsapp\.net|c\.us)$/i.exec(text) ?? [];
	if (whatsapp) return { text: `+${whatsapp}`, key: `+${whatsapp}` };
	const digits = text.replace(/^(\D*\+[^(]*)\(0\)/, '$1').replace(/\D/g, '');
	const isWhole = /^\D*\+/.test(text);
	const most = isWhole ? MAX_DIGITS : MAX_DIGITS + 2;
	const isNumber = NUMBER.test(text) && digits.length >= MIN_DIGITS && digits.length <= most;
	if (!isNumber || /^0*$/.test(digits) || (isWhole && digits.startsWith('0')))
		return unreadable(text);
	if (isWhole) return { text, key: `+${digits}` };
	if (!countryCode || !digits.startsWith('0')) return { text, key: digits };
	const national = digits.replace(NATIONAL_PREFIX[countryCode] ?? /^0/, '');
	const key = digits.startsWith('00') ? `+${digits.slice(2)}` : `+${countryCode}${national}`;
	return { text: key, key };
}

/** The key of a stored phone, also of one with a note beside it; undefined when there is none. */
export function keyOfStoredPhone(stored: string, countryCode?: string): string | undefined {
	const whole = readPhone(stored, countryCode);
	if ('key' in whole) return whole.key;
	const numbers = plainNumber(stored).match(/\(?\+?\(?\d[\d ()./-]*/g) ?? [];
	const only = numbers.length === 1 ? readPhone(numbers[0].trim(), countryCode) : undefined;
	return only && 'key' in only ? only.key : undefined;
}

function unreadable(text: string): Reading {
	const advice = 'Give a phone number with + and country code, such as +6281234567890.';
	if (ROUNDED.test(text)) {
		return {
			not: 'is no phone number: a spreadsheet has rounded it',
			advice: `Format the column as text and enter the number again. ${advice}`,
		};
	}
	if (/@(?:g\.us|lid|broadcast|newsletter)$/i.test(text)) {
		return { not: 'is a WhatsApp address without a phone number', advice };
	}
	return { not: 'is no phone number', advice };
}
