import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { optional } from '../../../shared/input/asTool';
import { invalid, invalidValue, textOf } from '../../../shared/input/values';
import { readMatch, type Match, type MatchBy } from './match';

/** The email or phone that the user gave in the field `label`; throws NodeOperationError for what is neither. */
export function matchOf(
	context: IExecutePaginationFunctions,
	by: MatchBy,
	given: unknown,
	label: string,
	countryCode?: string,
): Match {
	const text = textOf(context, given, label);
	if (text.trim() === '') {
		throw invalid(
			context,
			`${label} is empty`,
			`Enter the ${by} by which to find the contact. If it is an expression, check that the previous node gives a value for this item.`,
		);
	}
	const reading = readMatch(by, text, countryCode);
	if ('key' in reading) return { by, ...reading, countryCode };
	throw invalid(
		context,
		`${label} “${text.trim().slice(0, 100)}” ${reading.not}`,
		`${reading.advice} If it is an expression, check what the previous node gives for this item.`,
	);
}

/** The digits of the option Default Country Code; undefined when it is left out. */
export function countryCodeOf(
	context: IExecutePaginationFunctions,
	options: IDataObject,
): string | undefined {
	const given = optional(context, options.defaultCountryCode, '');
	if (!('defaultCountryCode' in options) || given === '') return undefined;
	const [, digits] =
		/^(?:\+|00)?([1-9]\d{0,2})$/.exec(
			textOf(context, given, 'Default Country Code').replace(/\s/g, ''),
		) ?? [];
	if (digits) return digits;
	const advice = 'Enter + and one to three digits, such as +62 for Indonesia.';
	throw invalidValue(context, 'Default Country Code', given, 'no country code', advice);
}
