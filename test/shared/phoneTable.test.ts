import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import examples from 'libphonenumber-js/examples.mobile.json';
import { getExampleNumber, type CountryCode, type Examples } from 'libphonenumber-js/max';

import { toStoredKeys, parseMatch } from '../../nodes/Relasi/resources/contact/identity/match';
import { phoneTable } from '../../scripts/phoneTable';
import { SEPARATORS, spellingsOf } from './phones';

test('the table is the one that libphonenumber’s metadata gives', () => {
	const path = '../../nodes/Relasi/resources/contact/identity/phoneTable.ts';
	expect(readFileSync(join(__dirname, path), 'utf8')).toBe(phoneTable());
});

const names = Object.keys(examples) as CountryCode[];
const exampleOf = (country: CountryCode) => getExampleNumber(country, examples as Examples)!;
const numberOf = (country: CountryCode) => exampleOf(country).number;

test('the example number of every country is one contact in every spelling, given and stored', () => {
	const wrong: unknown[] = [];
	for (const country of names) {
		const number = numberOf(country);
		const spellings = SEPARATORS.flatMap((each) => spellingsOf(exampleOf(country), each));
		for (const { text, code } of spellings) {
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
