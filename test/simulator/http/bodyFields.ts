import { invalid } from './apiError';

export type Fields = Record<string, unknown>;

/** A JSON object with no other fields than these; throws 422. */
export function onlyFields(body: unknown, names: string[]): Fields {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		throw invalid('the body must be a JSON object');
	}
	for (const name of Object.keys(body)) {
		if (!names.includes(name)) throw invalid(`unknown field: ${name}`);
	}
	return body as Fields;
}

/** A text of 1 to `max` characters (Unicode code points). */
export function requiredText(fields: Fields, name: string, max = Infinity): string {
	const value = optionalText(fields, name, max);
	if (value === undefined) throw invalid(`${name} is required`);
	if (value === '') throw invalid(`${name} must not be empty`);
	return value;
}

/** A text of 0 to `max` characters, or undefined when the field was left out; null is not a text. */
export function optionalText(fields: Fields, name: string, max = Infinity): string | undefined {
	const value = fields[name];
	if (value === undefined) return undefined;
	if (typeof value !== 'string') throw invalid(`${name} must be a string`);
	// A text has at least as many UTF-16 units as characters, so most need no counting.
	if (value.length > max && [...value].length > max) {
		throw invalid(`${name} must have at most ${max} characters`);
	}
	return value;
}

/** An identifier: a text that is not empty, or undefined when the field was left out. */
export function optionalId(fields: Fields, name: string): string | undefined {
	return fields[name] === undefined ? undefined : requiredText(fields, name);
}

export function optionalBoolean(fields: Fields, name: string): boolean | undefined {
	const value = fields[name];
	if (value === undefined || typeof value === 'boolean') return value;
	throw invalid(`${name} must be true or false`);
}
