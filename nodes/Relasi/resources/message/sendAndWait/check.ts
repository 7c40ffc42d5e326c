import { NodeOperationError, type IDataObject, type NodeApiError } from 'n8n-workflow';

import type { OperationContext } from '../../../operations/operationContext';
import { adviceIfFailed, hasFailed } from '../delivery';
import { hasStatus } from '../../../../shared/errors/apiError';
import { timeOf } from '../../../../shared/pagination/timeOrder';
import { withAnswer } from './answer';
import { isSettled, type Failure, type Pending } from './pending';
import { messagesSince } from './readReplies';

/** Statuses that a later check will get as well. */
const FINAL_STATUSES = [400, 401, 403, 404, 422];

/** The questions with what their conversations say now; a check that fails for the moment changes nothing. */
export async function checked(
	run: Pick<OperationContext, 'api' | 'context'>,
	pending: Pending[],
	isParked: boolean,
): Promise<Pending[]> {
	return await Promise.all(
		pending.map(async (each) => {
			if (isSettled(each)) return each;
			try {
				const sinceMs = timeOf(each.question!);
				const rows = await messagesSince(run, each.conversationId, sinceMs);
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
	hasStatus(error, ...FINAL_STATUSES) || error instanceof NodeOperationError;

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
	if (sent && hasFailed(sent)) {
		return {
			message: 'Relasi could not deliver the question',
			description: adviceIfFailed(sent),
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
