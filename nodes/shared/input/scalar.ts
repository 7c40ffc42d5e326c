import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { invalid } from './invalid';

/** The number that a parameter gives, also as text; NaN for anything else an expression may give. */
export const numberOf = (given: unknown): number =>
	typeof given === 'number' || typeof given === 'string' ? Number(given) : NaN;

/** Whether a switch is on; a text such as “false”, which an expression may give, is not. */
export const isOn = (given: unknown): boolean =>
	given === true ||
	given === 1 ||
	(typeof given === 'string' && /^(true|1)$/i.test(given.trim()));

/**
 * The text that a parameter gives, also of numbers, switches and (as ISO 8601) times, without halves of
 * characters; throws NodeOperationError for lists and other objects.
 */
export function textOf(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
): string {
	const time = isoOf(given);
	if (time !== undefined) return time;
	if (typeof given === 'object' && given !== null) {
		throw invalid(
			context,
			`${label} is not a text: it is ${Array.isArray(given) ? 'a list' : 'an object'}`,
			`If ${label} is an expression, let it end in the field that you mean.`,
		);
	}
	// Half of a surrogate pair has no UTF-8 form: it would arrive as another character.
	return String(given ?? '').replace(/\p{Surrogate}/gu, '');
}

/** What `$now` and `new Date()` give: a luxon DateTime or a Date. */
function isoOf(given: unknown): string | undefined {
	if (given instanceof Date) return Number.isNaN(given.getTime()) ? '' : given.toISOString();
	const { toISO } = (given ?? {}) as { toISO?: unknown };
	return typeof toISO === 'function' ? String(toISO.call(given)) : undefined;
}

/** The choice that a menu gives; throws NodeOperationError when an expression gives something else. */
export function choiceOf<T extends string>(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	choices: readonly T[],
): T {
	return choiceAmong(context, context.getNodeParameter(parameter, choices[0]), label, choices);
}

/** The same for a value that has been read. */
export function choiceAmong<T extends string>(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
	choices: readonly T[],
): T {
	const choice = choices.find((each) => each === given);
	if (choice !== undefined) return choice;
	throw invalid(
		context,
		`${label} is none of its choices: it is ${JSON.stringify(given)?.slice(0, 100)}`,
		`Use one of ${choices.join(', ')}.`,
	);
}
