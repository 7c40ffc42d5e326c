import { NodeApiError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import type { Api } from '../../../../shared/transport/api';
import { timeOf, withAnswer } from './answer';
import { isSettled, type Failure, type Pending } from './pending';
import { messagesSince } from './readReplies';

/** Statuses that a later check will get as well. */
const FINAL_STATUSES = ['400', '401', '403', '404', '422'];
/** States that read like these are taken for a message that did not arrive; none is documented. */
const FAILED = /fail|error|reject|undeliver|expire/i;

/** The questions with what their conversations say now; a check that fails for the moment changes nothing. */
export async function checked(
	context: IExecuteFunctions,
	api: Api,
	pending: Pending[],
	isParked: boolean,
): Promise<Pending[]> {
	return await Promise.all(
		pending.map(async (each) => {
			if (isSettled(each)) return each;
			try {
				const sinceMs = timeOf(each.question!);
				const rows = await messagesSince(context, api, each.conversationId, sinceMs);
				const failure = rows && failureOf(each, rows, isParked);
				return failure ? { ...each, failure } : withAnswer(each, rows ?? [], Date.now());
			} catch (error) {
				if (isFinal(error)) return { ...each, failure: told(error as NodeApiError) };
				return withAnswer(each, [], Date.now());
			}
		}),
	);
}

const isFinal = (error: unknown): boolean =>
	!(error instanceof NodeApiError) || FINAL_STATUSES.includes(String(error.httpCode));

/** An error as it is told once the question was sent. */
export const told = ({ message, description }: Error & { description?: unknown }): Failure => ({
	message: `The question was sent, but the answer could not be read: ${message}`,
	...(typeof description === 'string' && { description }),
});

function failureOf(
	{ question, conversationId }: Pending,
	rows: IDataObject[],
	isParked: boolean,
): Failure | undefined {
	const sent = rows.find(({ id }) => id === question!.id);
	if (FAILED.test(String(sent?.send_state ?? ''))) {
		return {
			message: 'Relasi could not deliver the question',
			description: `Its state is ${String(sent!.send_state)}. Check that the channel is connected and the customer can be reached on it.`,
		};
	}
	// At first the question may only not be in the list yet.
	if (!isParked || rows.length > 0) return undefined;
	return {
		message: `The conversation with the ID “${conversationId}” is gone`,
		description:
			'It was there when the question was sent. It may have been removed, or merged into another one.',
	};
}
