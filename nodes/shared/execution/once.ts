import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { isOutcomeUnknown } from '../errors/apiError';
import type { Api } from '../http/client';
import { invalid } from '../input/values';
import { digest, executionMemory } from './executionMemory';
import { idempotencyKey } from './idempotencyKey';

/** An item's run, as far as what is remembered belongs to it. */
interface Caller {
	api: Api;
	context: IExecutePaginationFunctions;
}

/**
 * What an item has found, and finds again when n8n runs the node once more because of another item: what
 * was done to it in the first try must not be done to something else. `target` is what it looked for,
 * `content` what else tells two calls of an AI agent apart.
 */
export async function rememberInExecution(
	{ api, context }: Caller,
	target: string,
	content: unknown,
	find: () => Promise<string>,
): Promise<string> {
	const found = executionMemory(context, 'relasiFound');
	const key = digest(api.keyId, idempotencyKey(context, target, content));
	found[key] ??= await find();
	return found[key];
}

/** Nobody knows whether the work was done. */
const UNSURE = '';

/**
 * Does for an item, within an execution, what the API would do a second time for a second request,
 * however often n8n runs the node and whatever its expressions give then: with Retry On Fail all items run
 * again when one has failed. `work` gives the ID of what it made, which comes back each time. `input` tells
 * two calls of an AI agent apart.
 */
export async function runOnce(
	{ api, context }: Caller,
	input: IDataObject,
	hintIfOutcomeUnknown: string,
	work: () => Promise<string>,
): Promise<string> {
	const done = executionMemory(context, 'relasiDone');
	const key = digest(api.keyId, idempotencyKey(context, '', input));
	if (done[key] === UNSURE) {
		throw invalid(
			context,
			"An earlier try may have done this already, so it wasn't tried again",
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
