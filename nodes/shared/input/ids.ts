import { isResourceLocatorValue, type IExecutePaginationFunctions } from 'n8n-workflow';

import { isNothing, optional, invalid, rounded } from './values';

const MAX_ID = 512;

/**
 * A parameter that holds an id: trimmed, and sure to stay one segment of a path once encoded.
 * Throws NodeOperationError for one that is empty or cannot be an id.
 */
export function readIdParameter(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
): string {
	return readId(context, context.getNodeParameter(parameter, '', { extractValue: true }), label);
}

/** The same for an optional field: undefined when it is not given at all. */
export function readOptionalId(
	context: IExecutePaginationFunctions,
	value: unknown,
	label: string,
): string | undefined {
	const given = optional(context, value);
	return given === undefined || given === null ? undefined : readId(context, given, label);
}

/** The ID that a value gives, plain or of a locator. */
export function readId(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
): string {
	const value = isResourceLocatorValue(given) ? given.value : given;
	if (!isText(value ?? '')) {
		throw invalid(
			context,
			`${label} isn't an ID: it is ${toKind(value)}`,
			`The expression for '${label}' needs to return one ID as text.`,
		);
	}
	if (isRounded(value)) throw rounded(context, label, value);
	const id = String(value ?? '').replace(UNSEEN_AROUND, '');
	if (isNothing(context, id) || MISSING.test(id)) {
		throw invalid(
			context,
			`${label} is empty`,
			`Choose from the list, or enter an ID for '${label}'. If it's an expression, check that the previous node returns a value for this item.`,
		);
	}
	// URL parsers resolve dot segments even when everything else is encoded.
	if (/^\.{1,2}$/.test(id) || id.length > MAX_ID || !isEncodable(id)) {
		throw invalid(
			context,
			`${label} isn't a valid Relasi ID`,
			`Copy the ID from the output of another Relasi node, or choose from the list.`,
		);
	}
	return id;
}

/** What code writes for a value that it does not have. */
const MISSING = /^(?:undefined|null|NaN)$/;

/** Blanks, and characters that nobody sees, as copying brings them along. */
const UNSEEN_AROUND =
	/^[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+|[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+$/gu;

/** Also the text of such a number, as an expression writes it. */
const isRounded = (value: unknown): boolean =>
	typeof value === 'number'
		? Number.isInteger(value) && !Number.isSafeInteger(value)
		: /^\s*\d(\.\d+)?e\+?\d+\s*$/i.test(String(value));

const isText = (value: unknown): boolean =>
	typeof value === 'string' ? !value.includes('[object Object]') : Number.isInteger(value);

function toKind(value: unknown): string {
	if (typeof value !== 'object') return String(value);
	return Array.isArray(value) ? 'a list' : 'an object';
}

/** A text with half of a surrogate pair has no UTF-8 form, and `encodeURIComponent` throws. */
function isEncodable(text: string): boolean {
	return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}
