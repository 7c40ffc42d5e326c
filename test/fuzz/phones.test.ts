import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
	getExampleNumber,
	parsePhoneNumberFromString,
	type CountryCode,
	type Examples,
	type PhoneNumber,
} from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

import { isExact, parseMatch } from '../../nodes/Relasi/resources/contact/identity/match';

const RUNS = Number(process.env.FUZZ_RUNS ?? 25) * 20;
const NATIONAL_PREFIX = 5;
const countries = metadata.countries as unknown as Record<string, unknown[]>;

/** A valid number of a country, by libphonenumber: its example with other digits at the end. */
const numbers: fc.Arbitrary<PhoneNumber> = fc
	.record({
		country: fc.constantFrom(...(Object.keys(examples) as CountryCode[])),
		digits: fc.stringMatching(/^\d{6}$/),
		kept: fc.integer({ min: 0, max: 5 }),
	})
	.map(({ country, digits, kept }) => {
		const example = getExampleNumber(country, examples as Examples)!;
		const national = String(example.nationalNumber);
		const end = digits.slice(0, Math.min(6 - kept, national.length - 3));
		const text = `+${example.countryCallingCode}${national.slice(0, national.length - end.length)}${end}`;
		return parsePhoneNumberFromString(text);
	})
	.filter((number): number is PhoneNumber => number?.isValid() === true && !!number.country);

/** A number as it is written, and the country code that is set where one is needed. */
interface Spelling {
	text: string;
	code?: string;
	/** Without + and country: in the country of a set code it may be another number. */
	isLoose?: boolean;
}

const SEPARATORS = ['', ' ', '-', '.', '\u2011', '\u2212', '\u00a0', '／', '\u200e'];

function spellingsOf(number: PhoneNumber, separator: string): Spelling[] {
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
		{ text: `00${code}${separated}` },
		{ text: `+${code}${separated}`, code: '62' },
		{ text: number.formatNational(), code },
		{ text: trunk + separated, code },
		{ text: separated, code },
		{ text: code + national, code },
		...(code.length + national.length < 10 ? [] : [{ text: code + national, isLoose: true }]),
	];
}

const spelled = (number: fc.Arbitrary<PhoneNumber>) =>
	fc
		.record({ number, separator: fc.constantFrom(...SEPARATORS), way: fc.nat(11) })
		.map(({ number: of, separator, way }) => {
			const spellings = spellingsOf(of, separator);
			return { number: of, ...spellings[way % spellings.length] };
		});

/** The same number with one digit another, or the number of another country. */
const alike = numbers.chain((number) =>
	fc.tuple(
		spelled(fc.constant(number)),
		spelled(
			fc.oneof(
				fc.constant(number),
				numbers,
				fc.record({ place: fc.nat(8), digit: fc.nat(9) }).map(({ place, digit }) => {
					const text = String(number.number);
					const at = text.length - 1 - Math.min(place, text.length - 5);
					const other = text.slice(0, at) + digit + text.slice(at + 1);
					const read = parsePhoneNumberFromString(other);
					return read?.isValid() && read.country ? read : number;
				}),
			),
		),
	),
);

test('two spellings are one contact just when libphonenumber reads them as one number', () => {
	fc.assert(
		fc.property(alike, ([given, stored]) => {
			// A code that is set is that of one run, given and stored.
			const code = given.code ?? stored.code;
			const codes = [given.code, stored.code].filter((each) => each !== undefined);
			fc.pre(new Set(codes).size <= 1);
			fc.pre(code === undefined || !(given.isLoose || stored.isLoose));
			const reading = parseMatch('phone', given.text, code);
			const isSame = given.number.number === stored.number.number;
			const match = { by: 'phone' as const, text: given.text, countryCode: code, key: '' };
			const key = 'key' in reading ? reading.key : reading.not;
			expect([
				given.text,
				stored.text,
				code,
				isExact({ ...match, key }, stored.text),
			]).toEqual([given.text, stored.text, code, isSame]);
		}),
		{ numRuns: RUNS },
	);
}, 600_000);
