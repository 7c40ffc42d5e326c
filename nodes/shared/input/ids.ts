import {
	isResourceLocatorValue,
	type IDataObject,
	type IExecutePaginationFunctions,
} from 'n8n-workflow';

import { invalid, isNothing, isTool, rounded } from './values';

const MAX_ID = 512;

/**
 * Reads a parameter that contains an ID, trimmed. Once encoded, the ID stays one segment of a path. Throws
 * NodeOperationError if it is empty or can't be an ID.
 */
export function readIdParameter(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	adviceIfEmpty?: string,
): string {
	const given = context.getNodeParameter(parameter, '', { extractValue: true });
	return readId(context, given, label, adviceIfEmpty);
}

/**
 * Reads an optional ID of a collection in the same way; undefined if the user didn't add it, or an AI agent
 * leaves it out.
 */
export function readOptionalId(
	context: IExecutePaginationFunctions,
	collection: IDataObject,
	name: string,
	label: string,
): string | undefined {
	if (!Object.hasOwn(collection, name)) return undefined;
	const value = collection[name];
	if (isTool(context) && isNothing(context, value)) return undefined;
	return readId(context, value, label, `Enter an ID for '${label}', or remove it.`);
}

/** Reads an ID, plain or of a resource locator. */
export function readId(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
	adviceIfEmpty = `Choose from the list, or enter an ID for '${label}'.`,
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
	// Blanks and invisible characters that copying adds.
	const unseenAround =
		/^[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+|[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+$/gu;
	const id = String(value ?? '').replace(unseenAround, '');
	// JavaScript writes one of these for a missing value within a text.
	if (isNothing(context, id) || /^(?:undefined|null|NaN)$/.test(id)) {
		throw invalid(
			context,
			`${label} is empty`,
			`${adviceIfEmpty} If it's an expression, check that the previous node returns a value for this item.`,
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

/** True for a number that JavaScript has rounded, or its text, such as 7.6e18. */
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

/** False for a text with half of a surrogate pair: it has no UTF-8 form, and `encodeURIComponent` throws. */
const isEncodable = (text: string): boolean => !/\p{Surrogate}/u.test(text);
