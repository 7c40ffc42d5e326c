import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import {
	invalid,
	isNothing,
	isTool,
	readCollection,
	readNumber,
} from '../../../shared/input/values';
import { toCreatedMs } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';
import { fetchNewest } from './newestMessages';

const HOUR_MS = 3_600_000;

/** The option 'Only Within Hours' of all operations that send. */
export const onlyWithinHoursOption: INodeProperties = {
	displayName: 'Only Within Hours',
	name: 'onlyWithinHours',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 24,
	description:
		"Send only if the customer wrote within this many hours; otherwise fail. WhatsApp, Instagram, and Messenger accept free text only within 24 hours of the customer's last message.",
};

/** Reads the option in hours; undefined if it is not set. Throws NodeOperationError unless it is a number above 0. */
export function readWithinHours(context: IExecutePaginationFunctions): number | undefined {
	const options = readCollection(context);
	const { onlyWithinHours: given } = options;
	const isLeftOut = isTool(context) && isNothing(context, given);
	if (!('onlyWithinHours' in options) || isLeftOut) return undefined;
	return readNumber(context, given ?? null, 'Only Within Hours', {
		preset: 24,
		isPositive: true,
		advice: 'Enter a number of hours such as 24, or remove the option.',
	});
}

/**
 * Throws NodeOperationError if the customer last wrote more than `hours` ago, or never. A message that was already
 * sent under the same ID passes, because n8n only runs the node again.
 */
export async function checkWithinHours(
	run: OperationContext,
	hours: number,
	conversationId: string,
	clientRequestId: string,
): Promise<void> {
	const { rows, serverTimeMs = Date.now() } = await fetchNewest(run, conversationId, 1, {
		matches: (row) => row.from_customer || row.client_request_id === clientRequestId,
	});
	const [last] = rows;
	if (last && (!last.from_customer || serverTimeMs - toCreatedMs(last) <= hours * HOUR_MS))
		return;
	throw invalid(
		run.context,
		last
			? `The customer last wrote at ${last.created_at}, more than ${hours} hours ago, so nothing was sent`
			: 'The customer has never written in this conversation, so nothing was sent',
		"Some channels deliver free text only for some time after the customer's last message. Send a template that the channel has approved, or wait until the customer writes. 'Only Within Hours' sets the limit.",
	);
}
