import { invalid } from './apiError';

type Query = Record<string, string | string[]>;

const DEFAULT_PER_PAGE = 7;
const MAX_PER_PAGE = 500;
const INT64_MAX = 2n ** 63n - 1n;

/** Refuses parameters the call does not document, one given twice, and one that is empty. */
export function onlyParameters(query: Query, names: string[]): Record<string, string | undefined> {
	const single: Record<string, string> = {};
	for (const [name, value] of Object.entries(query)) {
		if (!names.includes(name)) throw invalid(`unknown query parameter: ${name}`);
		if (typeof value !== 'string') throw invalid(`query parameter given twice: ${name}`);
		if (value === '') throw invalid(`query parameter is empty: ${name}`);
		single[name] = value;
	}
	return single;
}

/** Page and page size; the size when none is given is odd on purpose, so that a caller who relies on it is found out. */
export function paging(query: Record<string, string | undefined>): {
	page: number;
	perPage: number;
} {
	const page = positiveInteger('page', query.page ?? '1');
	const perPage = positiveInteger('per_page', query.per_page ?? String(DEFAULT_PER_PAGE));
	if (perPage > MAX_PER_PAGE) throw invalid(`per_page must be 1 to ${MAX_PER_PAGE}`);
	return { page, perPage };
}

/** UNIX seconds as a 64-bit integer, or undefined. */
export function unixSeconds(name: string, value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	if (!/^-?\d{1,19}$/.test(value) || BigInt(value) > INT64_MAX) {
		throw invalid(`${name} must be an integer: UNIX seconds`);
	}
	return Number(value);
}

export function oneOf(
	name: string,
	value: string | undefined,
	allowed: string[],
): string | undefined {
	if (value === undefined || allowed.includes(value)) return value;
	throw invalid(`${name} must be one of ${allowed.join(', ')}`);
}

function positiveInteger(name: string, value: string): number {
	if (!/^[1-9]\d{0,8}$/.test(value)) throw invalid(`${name} must be an integer from 1`);
	return Number(value);
}
