import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json';
import {
	getExampleNumber,
	parsePhoneNumberFromString,
	type CountryCode,
	type Examples,
	type PhoneNumber,
} from 'libphonenumber-js/max';

import { isExact, parseMatch } from '../../nodes/Relasi/resources/contact/identity/match';
import { SEPARATORS, spellingsOf } from '../shared/phones';

const RUNS = Number(process.env.FUZZ_RUNS ?? 25) * 20;

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

const spelled = (number: fc.Arbitrary<PhoneNumber>) =>
	fc
		.record({ number, separator: fc.constantFrom(...SEPARATORS), way: fc.nat(12) })
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
