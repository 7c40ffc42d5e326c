import { NodeOperationError, type IExecutePaginationFunctions } from 'n8n-workflow';

import { optional } from './asTool';

const DEFAULT_LIMIT = 50;
const MAX_SHOWN = 100;

/** Refuses an item's input before any request goes out: what is the matter, and what to change. */
export function invalid(
	context: IExecutePaginationFunctions,
	message: string,
	description: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, {
		description,
		itemIndex: context.getItemIndex(),
	});
}

/** Refuses what a field gives; `fault` is what it is instead, such as “not a text”. */
export const invalidValue = (
	context: IExecutePaginationFunctions,
	label: string,
	given: unknown,
	fault: string,
	advice: string,
): NodeOperationError =>
	invalid(
		context,
		`${label} is ${fault}: it is ${JSON.stringify(given)?.slice(0, MAX_SHOWN)}`,
		advice,
	);

/** The number that a parameter gives, also as text; NaN for anything else an expression may give. */
export const numberOf = (given: unknown): number =>
	typeof given === 'number' || typeof given === 'string' ? Number(given) : NaN;

/** A whole number above 0, `preset` where an AI agent gives none. */
export function countOf(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
	{ preset, advice }: { preset: number; advice: string },
): number {
	const count = numberOf(optional(context, given, preset));
	if (Number.isInteger(count) && count > 0) return count;
	throw invalidValue(context, label, given, 'not a whole number above 0', advice);
}

/** How many rows a Get Many wants: undefined for all of them. */
export function limitOf(context: IExecutePaginationFunctions): number | undefined {
	if (isOn(context.getNodeParameter('returnAll', false))) return undefined;
	return countOf(context, context.getNodeParameter('limit', DEFAULT_LIMIT), 'Limit', {
		preset: DEFAULT_LIMIT,
		advice: 'Enter how many results to return at most, or switch on Return All.',
	});
}

/** Whether a switch is on; a text such as “false”, which an expression may give, is not. */
export const isOn = (given: unknown): boolean =>
	given === true ||
	given === 1 ||
	(typeof given === 'string' && /^(true|1)$/i.test(given.trim()));

/** A list, or a text with commas: what a user types and what an expression gives. */
export function listOf(value: unknown): string[] {
	const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((part) => part !== '');
}

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
		const advice = `If ${label} is an expression, let it end in the field that you mean.`;
		throw invalidValue(context, label, given, 'not a text', advice);
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
	const advice = `Use one of ${choices.join(', ')}.`;
	throw invalidValue(context, label, given, 'none of its choices', advice);
}
