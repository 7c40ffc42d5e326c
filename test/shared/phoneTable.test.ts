import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import examples from 'libphonenumber-js/examples.mobile.json';
import { getExampleNumber, type CountryCode, type Examples } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';

import { toStoredKeys, parseMatch } from '../../nodes/Relasi/resources/contact/identity/match';
import { phoneTable } from '../../scripts/phoneTable';

const NATIONAL_PREFIX = 5;
const countries = metadata.countries as unknown as Record<string, unknown[]>;

test('the table is the one that libphonenumber’s metadata gives', () => {
	const path = '../../nodes/Relasi/resources/contact/identity/phoneTable.ts';
	expect(readFileSync(join(__dirname, path), 'utf8')).toBe(phoneTable());
});

/** Every spelling of a country's example number, with the country code that it needs. */
function spellingsOf(country: CountryCode): Array<[spelling: string, countryCode?: string]> {
	const number = getExampleNumber(country, examples as Examples)!;
	const code = String(number.countryCallingCode);
	const national = String(number.nationalNumber);
	const trunk = String(countries[country][NATIONAL_PREFIX] || '');
	const separated = [...national].join('\u2212').replace(/\u2212(.)\u2212/g, '\u00a0$1／');
	return [
		...[number.number, number.formatInternational(), number.getURI()].map(
			(spelling): [string] => [spelling],
		),
		[number.formatInternational(), '62'],
		[`+${code} ${trunk}${national}`],
		[`+${code} (${trunk})${national}`],
		[`00${code}${national}`],
		[`00 ${code} ${national}`, code],
		[`${code}${national}`, code],
		[number.formatNational(), code],
		[trunk + national, code],
		[national, code],
		[`+${code}\u2010${separated}`],
		[`Phone: +${code}.${national}`],
		...(code.length + national.length < 10 ? [] : [[`${code}${national}`] as [string]]),
	];
}

const names = Object.keys(examples) as CountryCode[];
const numberOf = (country: CountryCode) => getExampleNumber(country, examples as Examples)!.number;

test('the example number of every country is one contact in every spelling, given and stored', () => {
	const wrong: unknown[] = [];
	for (const country of names) {
		const number = numberOf(country);
		for (const [text, code] of spellingsOf(country)) {
			const reading = parseMatch('phone', text, code);
			const key = 'key' in reading ? reading.key : reading.not;
			const stored = toStoredKeys('phone', text, code);
			if (key !== number || stored.join() !== number)
				wrong.push([country, number, text, code, key, stored]);
		}
	}
	expect(wrong).toEqual([]);
});

test('it is no other country’s, and no number with another digit', () => {
	const keys = new Map(
		names.map((country) => [country, toStoredKeys('phone', numberOf(country))]),
	);
	for (const country of names) {
		const number = numberOf(country);
		const same = names.filter((other) => keys.get(other)?.includes(number)).map(numberOf);
		expect(new Set(same)).toEqual(new Set([number]));
		const another = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
		expect(toStoredKeys('phone', another)).not.toContain(number);
	}
});
