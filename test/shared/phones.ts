import type { PhoneNumber } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

const NATIONAL_PREFIX = 5;
const countries = metadata.countries as unknown as Record<string, unknown[]>;

/** What stands between groups of digits. */
export const SEPARATORS = ['', ' ', '-', '.', '\u2011', '\u2212', '\u00a0', '／', '\u200e'];

/** A number as it is written, and the country code that is set where one is needed. */
interface Spelling {
	text: string;
	code?: string;
	/** Without + and country: in the country of a set code it may be another number. */
	isLoose?: boolean;
}

/** The ways to write a number, by libphonenumber's metadata and formats. */
export function spellingsOf(number: PhoneNumber, separator: string): Spelling[] {
	const code = String(number.countryCallingCode);
	const national = String(number.nationalNumber);
	const trunk = String(countries[number.country!][NATIONAL_PREFIX] || '');
	const separated = national.replace(/(\d{2,3})(?=\d\d)/g, `$1${separator}`);
	return [
		{ text: number.number },
		{ text: number.formatInternational() },
		{ text: number.getURI() },
		{ text: `+${code}${separator}${separated}` },
		{ text: `+${code} (${trunk})${separated}` },
		{ text: `+${code} ${trunk}${separated}` },
		{ text: `00${code}${separated}` },
		{ text: `+${code}${separated}`, code: '62' },
		{ text: number.formatNational(), code },
		{ text: trunk + separated, code },
		{ text: separated, code },
		{ text: code + national, code },
		...(code.length + national.length < 10 ? [] : [{ text: code + national, isLoose: true }]),
	];
}
