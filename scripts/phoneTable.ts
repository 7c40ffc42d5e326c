/* Writes nodes/Relasi/resources/contact/identity/phoneTable.ts from libphonenumber's metadata: `npx tsx scripts/phoneTable.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import metadata from 'libphonenumber-js/metadata.max.json';

/** Digits of a number that count as its first ones; three for Indonesia, where most users are. */
const firstDigitsOf = (code: string): number => (code === '62' ? 3 : 2);
/** Where a country's metadata has its possible lengths, national prefix, and patterns by type. */
const LENGTHS = 3;
const NATIONAL_PREFIX = 5;
const TYPES = 11;
/** Of the types: fixed line, mobile, and numbers of internet telephony. */
const FIXED = 0;
const MOBILE = 1;
const VOIP = 8;

type Type = [pattern: string, lengths?: number[]] | 0 | undefined;
type Country = [...unknown[]] & { [LENGTHS]: number[]; [TYPES]?: Type[] };
const countries = metadata.countries as unknown as Record<string, Country>;

/** First digits of numbers, each with the lengths that numbers which begin so have. */
type Shapes = Map<string, Set<number>>;

/** Beginnings of the texts that a pattern matches, with the length of the whole. */
type Beginnings = Array<[first: string, length: number]>;

/** The beginnings of all texts that a pattern of digits matches: libphonenumber uses no more of the syntax. */
function beginningsOf(pattern: string, firstDigits: number): Beginnings {
	let at = 0;
	const distinct = (all: Beginnings): Beginnings => [
		...new Map(all.map((each) => [each.join(), each])).values(),
	];
	const joined = (before: Beginnings, after: Beginnings): Beginnings =>
		distinct(
			before.flatMap(([first, length]) =>
				after.map(([next, more]): [string, number] => [
					(first + next).slice(0, firstDigits),
					length + more,
				]),
			),
		);
	const digits = (): string => {
		if (pattern.startsWith('\\d', at)) {
			at += 2;
			return '0123456789';
		}
		if (pattern[at] !== '[') return pattern[at++];
		const end = pattern.indexOf(']', at);
		const set = new RegExp(pattern.slice(at, end + 1));
		at = end + 1;
		return [...'0123456789'].filter((digit) => set.test(digit)).join('');
	};
	const atom = (): Beginnings => {
		if (!pattern.startsWith('(?:', at)) return [...digits()].map((digit) => [digit, 1]);
		at += 3;
		const inner = alternatives();
		at++;
		return inner;
	};
	const repeated = (each: Beginnings): Beginnings => {
		const [mark, least, most = least] = /^(?:\?|\{(\d+)(?:,(\d+))?\})/.exec(
			pattern.slice(at),
		) ?? [''];
		if (mark === '') return each;
		at += mark.length;
		const [from, to] = mark === '?' ? [0, 1] : [Number(least), Number(most)];
		let times: Beginnings = [['', 0]];
		const all: Beginnings = [];
		for (let count = 0; count <= to; count++) {
			if (count >= from) all.push(...times);
			times = joined(times, each);
		}
		return distinct(all);
	};
	const sequence = (): Beginnings => {
		let all: Beginnings = [['', 0]];
		while (at < pattern.length && !'|)'.includes(pattern[at])) {
			all = joined(all, repeated(atom()));
		}
		return all;
	};
	const alternatives = (): Beginnings => {
		const all = sequence();
		while (pattern[at] === '|') {
			at++;
			all.push(...sequence());
		}
		return distinct(all);
	};
	return alternatives();
}

function shapesOf(code: string, names: string[], types: number[]): Shapes {
	const shapes: Shapes = new Map();
	for (const name of names) {
		const country = countries[name];
		for (const type of types) {
			const [pattern, lengths = country[LENGTHS]] = country[TYPES]?.[type] || [''];
			if (pattern === '') continue;
			for (const [first, length] of beginningsOf(pattern, firstDigitsOf(code))) {
				// 00 goes abroad everywhere.
				if (first.startsWith('00') || !lengths.includes(length)) continue;
				shapes.set(first, (shapes.get(first) ?? new Set()).add(length));
			}
		}
	}
	return shapes;
}

/** `1,2,3,5` as `1-3,5`. */
function rangesOf(numbers: number[], separator: string): string {
	const ranges: number[][] = [];
	for (const number of [...numbers].sort((a, b) => a - b)) {
		const last = ranges.at(-1);
		if (last && last[1] === number - 1) last[1] = number;
		else ranges.push([number, number]);
	}
	return ranges
		.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
		.join(separator);
}

/** A set of first digits as a regular expression. */
function expressionOf(firsts: string[]): string {
	if (firsts[0].length === 1) return firsts.length === 10 ? '' : classOf(firsts);
	const byRest = new Map<string, string[]>();
	for (const digit of new Set(firsts.map(([one]) => one))) {
		const rest = expressionOf(
			firsts.filter(([one]) => one === digit).map((first) => first.slice(1)),
		);
		byRest.set(rest, [...(byRest.get(rest) ?? []), digit]);
	}
	return [...byRest]
		.map(([rest, digits]) => classOf(digits) + (rest.includes('|') ? `(${rest})` : rest))
		.join('|');
}

const classOf = (digits: string[]): string =>
	digits.length === 1 ? digits[0] : `[${rangesOf(digits.map(Number), '')}]`;

function writtenShapes(shapes: Shapes): string {
	const byLengths = new Map<string, string[]>();
	for (const [first, lengths] of [...shapes].sort()) {
		const ranges = rangesOf([...lengths], ',');
		byLengths.set(ranges, [...(byLengths.get(ranges) ?? []), first]);
	}
	return [...byLengths]
		.map(([lengths, firsts]) => `${expressionOf(firsts)}:${lengths}`)
		.join(';');
}

/** Whether a mobile number with its country code in front looks like another number of the country. */
function isAmbiguous(code: string, shapes: Shapes, mobile: Shapes): boolean {
	return [...mobile].some(([first, lengths]) =>
		[...lengths].some((length) =>
			shapes.get((code + first).slice(0, firstDigitsOf(code)))?.has(length + code.length),
		),
	);
}

/** The text of the table. */
export function phoneTable(): string {
	const lines: string[] = [];
	const trunks = new Map<string, string[]>();
	const mobiles: string[] = [];
	for (const [code, names] of Object.entries(metadata.country_calling_codes) as Array<
		[string, string[]]
	>) {
		const shapes = shapesOf(code, names, [FIXED, MOBILE, VOIP]);
		const mobile = shapesOf(code, names, [MOBILE]);
		lines.push(`${code}=${writtenShapes(shapes)}`);
		if (isAmbiguous(code, shapes, mobile)) mobiles.push(`${code}=${writtenShapes(mobile)}`);
		const trunk = String(countries[names[0]][NATIONAL_PREFIX] || '');
		if (trunk !== '0') trunks.set(trunk, [...(trunks.get(trunk) ?? []), code]);
	}
	const written = [...trunks].map(([trunk, codes]) => `${trunk}=${codes.join(',')}`);
	return `// Generated by scripts/phoneTable.ts from the metadata of libphonenumber; do not edit.

/** By calling code: the first two or three digits of its numbers, as a regular expression, and their lengths. */
export const NUMBERS = \`
${lines.join('\n')}
\`;

/** Works as NUMBERS for mobile numbers alone, of countries where one with its calling code looks like another number of the country. */
export const MOBILE_NUMBERS = \`
${mobiles.join('\n')}
\`;

/** Trunk prefixes other than 0, which are dialled within a country and not from abroad, with their calling codes. */
export const TRUNK_PREFIXES = \`
${written.join('\n')}
\`;
`;
}

if (process.argv[1]?.endsWith('phoneTable.ts')) {
	const path = '../nodes/Relasi/resources/contact/identity/phoneTable.ts';
	writeFileSync(join(__dirname, path), phoneTable());
}
