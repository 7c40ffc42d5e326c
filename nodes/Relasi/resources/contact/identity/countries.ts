import { MOBILE_NUMBERS, NUMBERS, TRUNK_PREFIXES } from './phoneTable';

/** Further trunk prefixes, of Lithuania and Belarus. */
const MORE_TRUNK_PREFIXES: Record<string, string[]> = { 370: ['8'], 375: ['80', '0'] };

/** Caches the results of a function of one text. */
function cached<T>(make: (text: string) => T): (text: string) => T {
	const results = new Map<string, T>();
	return (text) => {
		if (!results.has(text)) results.set(text, make(text));
		return results.get(text)!;
	};
}

/**
 * Makes the pattern of a country's numbers from its line in a table, such as `44=2[1-4]|6:8-9;7:10`: first digits and
 * lengths. Undefined if it has none.
 */
function toPattern(table: string, code: string): RegExp | undefined {
	const [, line] = new RegExp(`^${code}=(.*)$`, 'm').exec(table) ?? [];
	const groups = line?.split(';').map((group) => {
		const [first, lengths] = group.split(':');
		const digits = lengths.split(',').map((range) => `\\d{${range.replace('-', ',')}}`);
		return `(?=${first})(?:${digits.join('|')})`;
	});
	return groups && new RegExp(`^(?:${groups.join('|')})$`);
}

const toNumbers = cached((code) => toPattern(NUMBERS, code));
const toMobileNumbers = cached((code) => toPattern(MOBILE_NUMBERS, code));

const isNumber = (code: string, national: string): boolean =>
	toNumbers(code)?.test(national) ?? false;

const isMobile = (code: string, national: string): boolean =>
	toMobileNumbers(code)?.test(national) ?? false;

const toTrunkPrefixes = cached((code) => {
	const [, prefix] = new RegExp(`^(\\d*)=(?:.*,)?${code}(?:,|$)`, 'm').exec(TRUNK_PREFIXES) ?? [];
	return [...(MORE_TRUNK_PREFIXES[code] ?? []), prefix ?? '0'].filter((each) => each !== '');
});

/** Finds the calling code that international digits begin with. No code is the beginning of another. */
const toCallingCode = (digits: string): string | undefined =>
	[1, 2, 3]
		.map((length) => digits.slice(0, length))
		.find((code) => toNumbers(code) !== undefined);

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
export const isCallingCode = (code: string): boolean => toNumbers(code) !== undefined;
