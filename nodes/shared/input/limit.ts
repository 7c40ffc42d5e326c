import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { optional } from './asTool';
import { invalid } from './invalid';
import { isOn, numberOf } from './scalar';

const DEFAULT_LIMIT = 50;

/** How many rows a Get Many wants: undefined for all of them. */
export function limitOf(context: IExecutePaginationFunctions): number | undefined {
	if (isOn(context.getNodeParameter('returnAll', false))) return undefined;
	const given = optional(
		context,
		context.getNodeParameter('limit', DEFAULT_LIMIT),
		DEFAULT_LIMIT,
	);
	const limit = numberOf(given);
	if (!Number.isInteger(limit) || limit < 1) {
		throw invalid(
			context,
			`Limit is not a whole number above 0: it is ${JSON.stringify(given)}`,
			'Enter how many results to return at most, or switch on Return All.',
		);
	}
	return limit;
}
