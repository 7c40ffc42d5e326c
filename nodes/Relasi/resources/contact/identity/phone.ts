import { parseInCountry, toInternational } from './countries';
import type { Reading } from './match';
import { plainNumber } from './plainText';

/** Most digits of a number (E.164); without + it may have two more, for 00. */
const MAX_DIGITS = 15;
const MIN_DIGITS = 3;
/** Fewest digits of a number without + and default country code that is read as international. */
const MIN_WITHOUT_PLUS = 10;
/** Fewest digits of a number within a note. */
const MIN_IN_NOTE = 7;
const NUMBER = /^[([]?\+?[([]?\d[\d ()[\]./-]*$/;
/** Numbers with hidden digits, such as +62 812****890, and dates, which come from a wrong field. */
const NO_NUMBER = /\.{2}|^(?:19|20)\d\d-(?:0\d|1[0-2])-[0-3]\d$/;
const NUMBERS = /[([]?\+?[([]?\d[\d ()[\]./-]*/g;
/** The country of a local number, as RFC 3966 writes it. */
const CONTEXT = /;phone-context=(?:\+(\d{1,3})(?!\d))?[^;]*/i;
/** Addresses of WhatsApp for groups and for people who hide their phone. */
const WITHOUT_PHONE = /@(?:g\.us|(?:hosted\.)?lid|broadcast|newsletter)$/i;
/** An extension, as libphonenumber and RFC 3966 write it. */
const EXTENSION = /(?:;ext=|,,|[ ,;.]*(?:ext(?:ension|n)?|int|anexo|доб|x|#)[.: ]*)(\d{1,7})#?$/i;
/** A long number that a spreadsheet has rounded, with a decimal point or comma. */
const ROUNDED = /^\+?\d([.,]\d+)?e\+?\d+$/i;
const SEVERAL = /[,;|]|\+.*\+|(?:\d[^\d/]*){7}\/(?:[^\d/]*\d){7}/;
/** Separators between several numbers in one field. */
const SEPARATORS =
	/:::|[,;|\r\n]| (?:\/|&|or|and|atau|dan) |(?<=(?:\d[^\d/]*){7})\/(?=(?:[^\d/]*\d){7})|(?<=\d) ?(?=\+)/i;

const MAX_LENGTH = 500;

/** Parses a phone number in any spelling; with the digits of a default country code also one without +. */
export function parsePhone(given: string, countryCode?: string): Reading {
	// The patterns would take long for a much longer text.
	if (given.length > MAX_LENGTH) return INVALID;
	const [context = '', contextCode = countryCode] = CONTEXT.exec(given) ?? [];
	if (context !== '') return parsePhone(given.replace(context, ''), contextCode);
	const whole = toBareNumber(given);
	const [extensionText = '', extension] = EXTENSION.exec(whole) ?? [];
	const text = whole.slice(0, whole.length - extensionText.length);
	const isSeveral = SEVERAL.test(text) || (!extension && /[\r\n]/.test(given.trim()));
	if (isSeveral && !ROUNDED.test(text)) {
		return { not: 'contains several phone numbers', advice: 'Enter one of them.' };
	}
	const [, whatsapp] =
		/^\+?(\d{5,15})(?:[.:_]\d+)*@(?:s\.whatsapp\.net|c\.us)$/i.exec(text) ?? [];
	if (whatsapp) return withCode(`+${whatsapp}`, whatsapp);
	const digits = text.replace(/\D/g, '');
	const isWhole = /^\D*\+/.test(text);
	const most = isWhole ? MAX_DIGITS : MAX_DIGITS + 2;
	const isLong = digits.length >= MIN_DIGITS && digits.length <= most;
	const isPhone = isLong && NUMBER.test(text) && !NO_NUMBER.test(text);
	if (!isPhone || /^0*$/.test(digits) || (isWhole && digits.startsWith('0'))) {
		return unreadable(text);
	}
	const end = extension ? `;ext=${extension}` : '';
	if (isWhole) return withCode(text + extensionText, digits, end);
	const [, abroad] = /^00([1-9]\d{5,14})$/.exec(digits) ?? [];
	if (abroad) return withCode(`+${abroad}`, abroad, end);
	if (countryCode) {
		const international = parseInCountry(digits, countryCode);
		if (international === undefined || international.length > MAX_DIGITS) {
			return {
				not: `isn't a phone number of the country +${countryCode}, and has no other country code`,
				advice: ADVICE,
			};
		}
		return { text: `+${international}${extensionText}`, key: `+${international}${end}` };
	}
	const isInternational = !digits.startsWith('0') && digits.length >= MIN_WITHOUT_PLUS;
	if (!isInternational) return { text: text + extensionText, key: digits + end };
	if (digits.length > MAX_DIGITS) return unreadable(text);
	return { text: text + extensionText, key: `+${toInternational(digits)}${end}` };
}

/** Removes what people, links and exports write around a number. */
const toBareNumber = (given: string): string =>
	plainNumber(given)
		.replace(/^["'‘’“”`«]+|["'‘’“”`»]+$/g, '')
		// A name: `Ana <+6281234567890>`.
		.replace(/^[^<>\d]*<([^<>]+)>[,;]?$/, '$1')
		// A label: `Phone:`, `No. HP:`, `tel:`; common ones also without a colon.
		.replace(
			/^(?:\p{L}[\p{L} .'-]{0,24}: ?|(?:phone|tel|telp|telepon|telephone|mobile|cell|wa|whatsapp|hp|no\.? ?hp)\b[. ]*)(?=[+([\d])/iu,
			'',
		)
		.replace(/(?<=\d)\?.*$/, '')
		// A note before or behind it: `(WA)`.
		.replace(/^\(\p{L}[\p{L} .]*\) ?| ?\(\p{L}[\p{L} .]*\)$/gu, '')
		// Brazil's placeholder for the carrier before the area code: `(0xx11)`.
		.replace(/\(0?xx ?(\d\d)\)/i, '($1)')
		// A link that opens a chat.
		.replace(
			/^(?:https?:\/\/)?(?:www\.)?(?:wa\.me\/|t\.me\/(?=\+)|(?:(?:api|web)\.whatsapp\.com\/|whatsapp:\/\/)send\/?\?phone=)(?:\+|%2b)?(\d[\d -]{4,19})\b.*$/i,
			(_, digits: string) => (digits.startsWith('0') ? '' : '+') + digits,
		)
		.replace(/(?<=\d)[,;]$/, '')
		.replace(/^\++ ?/, '+')
		// Removes the decimals and the commas that spreadsheets write in numbers.
		.replace(/^(\+?\d{7,})\.0$|^(\+?\d{10,})[.,]00?$/, '$1$2')
		.replace(/^\d{1,3}(?:,\d{3}){2,}$/, (number) => number.replace(/,/g, ''));

/** Reads a number with a country code. Its text stays, unless it has digits that are dialled only within the country. */
function withCode(text: string, digits: string, end = ''): Reading {
	const international = toInternational(digits);
	if (international.length < MIN_DIGITS) return unreadable(text);
	return {
		text: international === digits ? text : `+${international}${end}`,
		key: `+${international}${end}`,
	};
}

const countDigits = (text: string): number => text.replace(/\D/g, '').length;

/** Gives the keys of the phones in a stored field, which may contain several, or a note. */
export function toStoredPhoneKeys(stored: string, countryCode?: string): string[] {
	const toKeys = (text: string): string[] => {
		const reading = parsePhone(text, countryCode);
		return 'key' in reading ? [reading.key] : [];
	};
	const whole = toKeys(stored);
	if (whole.length > 0 || WITHOUT_PHONE.test(stored.trim())) return whole;
	return stored.split(SEPARATORS).flatMap((part) => {
		const own = toKeys(part.trim());
		if (own.length > 0) return own;
		const numbers = plainNumber(part).match(NUMBERS) ?? [];
		return (
			numbers
				// Two numbers may stand side by side.
				.flatMap((number) =>
					countDigits(number) > MAX_DIGITS + 2 ? number.split(/ [- ]*/) : number,
				)
				.filter((number) => countDigits(number) >= MIN_IN_NOTE)
				.flatMap((number) => toKeys(number.trim()))
		);
	});
}

/** True if two phones may be the same although their keys differ: one lacks a country code, or an extension. */
export function mayBeSamePhone(one: string, other: string): boolean {
	const [a, b] = [one, other].map((key) => key.replace(/;ext=.*/, ''));
	if (a === b) return !(one.includes(';') && other.includes(';'));
	const [whole, local] = a.startsWith('+') ? [a, b] : [b, a];
	if (!whole.startsWith('+') || local.startsWith('+')) return false;
	return [1, 2, 3].some(
		(length) => `+${parseInCountry(local, whole.slice(1, 1 + length)) ?? ''}` === whole,
	);
}

const ADVICE = 'Enter a phone number with + and country code, such as +6281234567890.';
const INVALID = { not: "isn't a valid phone number", advice: ADVICE };

function unreadable(text: string): Reading {
	if (ROUNDED.test(text)) {
		return {
			not: "isn't a valid phone number: a spreadsheet has rounded it",
			advice: `Format the column as text and enter the number again. ${ADVICE}`,
		};
	}
	if (WITHOUT_PHONE.test(text)) {
		return { not: 'is a WhatsApp address without a phone number', advice: ADVICE };
	}
	return INVALID;
}
