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

/** The text that a parameter gives, numbers and switches included; throws NodeOperationError for lists and objects. */
export function textOf(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
): string {
	if (typeof given === 'object' && given !== null) {
		throw invalid(
			context,
			`${label} is not a text: it is ${Array.isArray(given) ? 'a list' : 'an object'}`,
			`If ${label} is an expression, let it end in the field that you mean.`,
		);
	}
	return String(given ?? '');
}

/** The choice that a menu gives; throws NodeOperationError when an expression gives something else. */
export function choiceOf<T extends string>(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	choices: readonly T[],
): T {
	const given = context.getNodeParameter(parameter, choices[0]);
	const choice = choices.find((each) => each === given);
	if (choice !== undefined) return choice;
	throw invalid(
		context,
		`${label} is none of its choices: it is ${JSON.stringify(given)?.slice(0, 100)}`,
		`Use one of ${choices.join(', ')}.`,
	);
}
