import { MOBILE_NUMBERS, NUMBERS, TRUNK_PREFIXES } from './phoneTable';

/** Further trunk prefixes, of Lithuania and Belarus. */
const MORE_TRUNK_PREFIXES: Record<string, string[]> = { 370: ['8'], 375: ['80', '0'] };

/** Makes a look-up of a table of `code=text` lines, which is parsed at its first use. */
function toTable(lines: string): (code: string) => string | undefined {
	let table: Map<string, string> | undefined;
	return (code) => {
		table ??= new Map(
			lines
				.trim()
				.split('\n')
				.map((line) => line.split('=') as [string, string]),
		);
		return table.get(code);
	};
}

const numbers = toTable(NUMBERS);
const mobileNumbers = toTable(MOBILE_NUMBERS);

const expressions = new Map<string, RegExp>();

/** Makes the pattern of a country's numbers from a line such as `2[1-4]|6:8-9;7:10`: first digits and lengths. */
function toExpression(line = ''): RegExp {
	const known = expressions.get(line);
	if (known) return known;
	const groups = line.split(';').map((group) => {
		const [first, lengths = ''] = group.split(':');
		const digits = lengths.split(',').map((range) => `\\d{${range.replace('-', ',')}}`);
		return `(?=${first})(?:${digits.join('|')})`;
	});
	// Without a line, nothing matches.
	const expression = new RegExp(line === '' ? '(?!)' : `^(?:${groups.join('|')})$`);
	expressions.set(line, expression);
	return expression;
}

const isNumber = (code: string, national: string): boolean =>
	toExpression(numbers(code)).test(national);

const isMobile = (code: string, national: string): boolean =>
	toExpression(mobileNumbers(code)).test(national);

const trunkPrefixes = new Map<string, string[]>();

function toTrunkPrefixes(code: string): string[] {
	const known = trunkPrefixes.get(code);
	if (known) return known;
	const line = TRUNK_PREFIXES.trim()
		.split('\n')
		.find((each) => each.split('=')[1].split(',').includes(code));
	const prefix = line === undefined ? '0' : line.split('=')[0];
	const prefixes = [...(MORE_TRUNK_PREFIXES[code] ?? []), prefix].filter((each) => each !== '');
	trunkPrefixes.set(code, prefixes);
	return prefixes;
}

/** Finds the calling code that international digits begin with. No code is the beginning of another. */
const toCallingCode = (digits: string): string | undefined =>
	[1, 2, 3].map((length) => digits.slice(0, length)).find((code) => numbers(code) !== undefined);

/** Reads a mobile number of Argentina or Mexico as it is, or was, dialled within the country; undefined if it isn't one. */
function parseOldDialling(code: string, national: string): string | undefined {
	const [, area, rest] =
		(code === '54' && /^0?(?=\d{12}$)(11|[23]\d{2,3}?)15(\d+)$/.exec(national)) || [];
	if (area) return `9${area}${rest}`;
	const [, mexican] = (code === '52' && /^(?:1|01|04[45])(\d{10})$/.exec(national)) || [];
	return mexican;
}

/** Removes the trunk prefix of a national number; undefined if it has none. */
function withoutTrunk(code: string, national: string): string | undefined {
	return toTrunkPrefixes(code)
		.filter((prefix) => national.startsWith(prefix))
		.map((prefix) => national.slice(prefix.length))
		.find((rest) => isNumber(code, rest));
}

/** Removes the digits that are dialled only within the country: 6208… becomes 628…; Italy keeps its 0. */
export function toInternational(digits: string): string {
	const code = toCallingCode(digits);
	if (code === undefined) return digits;
	const national = digits.slice(code.length);
	if (isNumber(code, national)) return digits;
	const [zeros, rest] = [national.startsWith('0'), national.slice(1)];
	const isSpare = zeros && (toTrunkPrefixes(code).includes('0') || isNumber(code, rest));
	const number =
		parseOldDialling(code, national) ??
		withoutTrunk(code, national) ??
		(isSpare ? rest : national);
	return code + number;
}

/** Fewest digits of an international number without +. */
const MIN_INTERNATIONAL = 8;

/**
 * Reads a number without + in the country of this calling code, and gives its international digits. Undefined if it is
 * neither a number of that country nor an international one.
 */
export function parseInCountry(digits: string, code: string): string | undefined {
	const stripped = withoutTrunk(code, digits) ?? parseOldDialling(code, digits);
	if (stripped !== undefined) return code + stripped;
	const isWhole =
		digits.startsWith(code) &&
		isMobile(code, toInternational(digits).slice(code.length)) &&
		!isMobile(code, digits);
	if (!isWhole && isNumber(code, digits)) return code + digits;
	const trunk = toTrunkPrefixes(code).find((each) => each[0] === '0' && digits.startsWith(each));
	if (trunk !== undefined) return code + digits.slice(trunk.length);
	if (digits.startsWith('0')) return undefined;
	const ownCode = toCallingCode(digits) ?? '';
	const isInternational =
		digits.length >= MIN_INTERNATIONAL || isNumber(ownCode, digits.slice(ownCode.length));
	return isInternational ? toInternational(digits) : undefined;
}

/** True if this is the calling code of a country. */
export const isCallingCode = (code: string): boolean => numbers(code) !== undefined;
