import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { isOutcomeUnknown } from '../errors/apiError';
import { invalid } from '../input/values';
import { digest } from './executionMemory';
import { idempotencyKey } from './idempotencyKey';

/** Nobody knows whether the work was done. */
const UNSURE = '';

/**
 * Does for an item, within an execution, what the API would do a second time for a second request,
 * however often n8n runs the node: with Retry On Fail all items run again when one has failed.
 * `work` gives the ID of what it made, which comes back each time.
 */
export async function runOnce(
	context: IExecutePaginationFunctions,
	input: IDataObject,
	hintIfOutcomeUnknown: string,
	work: () => Promise<string>,
): Promise<string> {
	// n8n keeps the node's context with the execution, so also a retry finds it.
	const memory = context.getContext('node');
	memory.relasiDone ??= {};
	const done = memory.relasiDone as Record<string, string>;
	// Of the input as well, which the user may have corrected meanwhile.
	const key = digest(idempotencyKey(context, '', input), JSON.stringify(input));
	if (done[key] === UNSURE) {
		throw invalid(
			context,
			'An earlier try may have done this already, so it was not tried again',
			hintIfOutcomeUnknown,
		);
	}
	if (done[key] !== undefined) return done[key];
	done[key] = UNSURE;
	done[key] = await work().catch((error: unknown) => {
		if (!isOutcomeUnknown(error)) delete done[key];
		throw error;
	});
	return done[key];
}
