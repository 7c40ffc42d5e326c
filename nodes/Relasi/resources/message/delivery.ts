import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { sleep } from '../../../shared/async';
import { invalid, readCollection, readNumber, readSwitch } from '../../../shared/input/values';
import type { OperationContext } from '../../operations/operationContext';
import { fetchSharedNewest } from './newestMessages';

/**
 * What the states of a message mean. The API documents only `pending`, so these are the words of chat platforms; the
 * first meaning that fits counts.
 */
const MEANINGS = [
	[
		'failed',
		/fail|error|reject|undeliver|expire|bounce|block|cancel|abort|drop|denied|invalid|spam|refus|unsent|\bnot[ _-]?(sent|deliver)/i,
	],
	[
		'pending',
		/pend|queue|wait|sending|process|schedul|accept|submit|retry|progress|created|enqueu|deferred|hold/i,
	],
	['sent', /sent|deliver|read|seen|receiv|open|play|view|success|complete|\bok\b|\bdone\b/i],
] as const;
/** Fields that may hold the reason; none is documented. */
const REASONS = ['error', 'error_message', 'failure_reason', 'failed_reason', 'reason'];

/** Pauses between two reads of a message, in milliseconds; the last one repeats. */
const PAUSES_MS = [500, 1_000, 2_000, 3_000, 5_000];

/** Reads how many milliseconds to wait for the delivery; undefined without 'Wait for Delivery'. */
export function readDeliveryTimeout(context: IExecutePaginationFunctions): number | undefined {
	const options = readCollection(context);
	if (!readSwitch(context, options.waitForDelivery, 'Wait for Delivery')) return undefined;
	const seconds = readNumber(context, options.deliveryTimeout, 'Delivery Timeout', {
		preset: 30,
		isPositive: true,
		advice: 'Enter the number of seconds to wait for the delivery, such as 30.',
	});
	return seconds * 1000;
}

/**
 * Returns sent messages once they are delivered, with `_delivery_timed_out` if one is still on its way after
 * `timeoutMs`, and with `_delivery_unknown` if its state can't be read. Throws NodeOperationError if one failed.
 */
export async function followAll(run: OperationContext, messages: IDataObject[], timeoutMs: number) {
	return await Promise.all(
		messages.map(async (sent) => {
			const message = await followDelivery(run, sent, timeoutMs).catch(() => undefined);
			if (!message) return { ...sent, _delivery_unknown: true };
			switch (toMeaning(message)) {
				case 'sent':
					return message;
				case 'pending':
					return { ...message, _delivery_timed_out: true };
				case 'failed': {
					const reason = REASONS.map((field) => message[field]).find(Boolean);
					throw invalid(
						run.context,
						`Relasi couldn't deliver the message: ${reason === undefined ? 'Relasi gives no reason' : JSON.stringify(reason)}`,
						adviceIfFailed(message),
					);
				}
				default:
					return { ...message, _delivery_unknown: true };
			}
		}),
	);
}

/** Reads a sent message again until it is no longer pending, or `timeoutMs` is over. */
async function followDelivery(
	run: OperationContext,
	message: IDataObject,
	timeoutMs: number,
): Promise<IDataObject> {
	const endMs = performance.now() + timeoutMs;
	const { signal } = run;
	let present = message;
	for (let round = 0; toMeaning(present) === 'pending'; round++) {
		const leftMs = endMs - performance.now();
		if (leftMs <= 0) break;
		const pauseMs = PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)];
		await sleep(Math.min(pauseMs, leftMs), signal);
		if (signal?.aborted) break;
		const rows = await fetchSharedNewest(run, String(message.conversation_id));
		present = rows.find(({ id }) => id === message.id) ?? present;
	}
	return present;
}

const toMeaning = ({ send_state: state }: IDataObject) =>
	MEANINGS.find(([, words]) => words.test(String(state ?? '')))?.[0];

/** Tells whether a message couldn't be delivered. */
export const hasFailed = (message: IDataObject): boolean => toMeaning(message) === 'failed';

/** Advises what to do about a message that couldn't be delivered. */
export const adviceIfFailed = ({ send_state: state }: IDataObject): string =>
	`Its state is ${String(state)}. Check that the channel is connected and the customer can be reached on it.`;
