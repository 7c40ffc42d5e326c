import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Message } from '../../../shared/api/types';
import { sleep } from '../../../shared/async';
import { optionsField } from '../../../shared/descriptions/fields';
import { conversationLocator } from '../../../shared/descriptions/locators';
import { hasStatus } from '../../../shared/errors/apiError';
import { cachePerRun } from '../../../shared/execution/runCache';
import { toDigest } from '../../../shared/execution/messageMark';
import { isObject } from '../../../shared/guards';
import { invalid, isTool, readCollection, readNumber } from '../../../shared/input/values';
import { readIdParameter } from '../../../shared/input/ids';
import { MAX_PER_PAGE } from '../../../shared/pagination/page';
import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import type { OperationContext } from '../../operations/operationContext';
import { note } from './executionNotes';
import { hasNews, fetchNewest, LIST_LAG_MS, type Newest } from './newestMessages';
import { maxCharactersOption, readMaxCharacters, toContentText, toTranscript } from './transcript';
import { asSystem, turnAfter } from './turn';

const QUIET_SECONDS = 5;
const MOST_QUIET_SECONDS = 60;
const PAUSE_HOURS = 12;
const HOUR_MS = 3_600_000;

/** The schema of the output in `nodes/schemas`. */
export const output = 'preparedReply';

export const prepareReply: Operation = {
	option: {
		name: 'Prepare Reply',
		value: 'prepareReply',
		action: 'Prepare bot reply',
		description:
			"Continue only when it's the bot's turn, with what the customer wrote and a transcript for an AI model",
		displayOptions: { show: { '@tool': [false] } },
		routing: {
			request: { method: 'GET', url: '/messages' },
			...handledBy(async (run) => {
				const { context } = run;
				if (isTool(context)) {
					throw invalid(
						context,
						"Prepare Reply can't be used as a tool",
						'Put it between the trigger and the AI Agent node.',
					);
				}
				return isOtherEvent(context) ? [] : await prepare(run);
			}),
		},
	},
	fields: [
		conversationLocator({
			displayName: 'Conversation',
			name: 'conversationId',
			default: {
				mode: 'id',
				value: '={{ $json.data?.conversation_id ?? $json.conversation_id }}',
			},
			description: 'The conversation of the message that started the workflow',
		}),
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			required: true,
			default: '={{ $json.data?.id ?? $json.id }}',
			description:
				'The message that started the workflow. The default fits both Relasi triggers.',
		},
		optionsField([
			{
				displayName: 'Agent Pause Hours',
				name: 'agentPauseHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: PAUSE_HOURS,
				description:
					'How many hours the bot stays silent after an agent wrote in the conversation. Set to 0 for no pause.',
			},
			maxCharactersOption,
			{
				displayName: 'Quiet Seconds',
				name: 'quietSeconds',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: MOST_QUIET_SECONDS },
				default: QUIET_SECONDS,
				description:
					'How many seconds without a new message before the bot replies, so that several quick messages get one reply',
			},
		]),
	],
};

/** Tells whether an item is the envelope of an event other than a new message. */
function isOtherEvent(context: IExecutePaginationFunctions): boolean {
	const { type, data } = context.getInputData().json;
	return typeof type === 'string' && isObject(data) && type !== 'message.created';
}

/** Waits until the customer pauses, and returns what the bot has to answer; nothing if it isn't the bot's turn. */
async function prepare(run: OperationContext): Promise<IDataObject[]> {
	const begunMs = performance.now();
	const { context, signal } = run;
	const conversationId = readIdParameter(context, 'conversationId', 'Conversation');
	const messageId = readIdParameter(
		context,
		'messageId',
		'Message ID',
		'Enter the ID of the message, such as {{ $json.id }} after Relasi Trigger.',
	);
	const { agentPauseMs, quietMs, maxCharacters } = readOptions(context);
	let newest = await look(run, conversationId);
	let turn = turnAfter(newest.rows, messageId, agentPauseMs);
	// The list may not show the message yet.
	const unknownMs = Math.max(quietMs, LIST_LAG_MS);
	const pauseMs = { bot: quietMs, unknown: unknownMs, customer: 0, nobody: 0 }[turn.of];
	if (pauseMs > 0) {
		await sleep(begunMs + pauseMs - performance.now(), signal);
		if (signal?.aborted) return [];
		if (turn.of === 'unknown' || (await hasNews(run, conversationId, newest))) {
			newest = await look(run, conversationId);
			turn = turnAfter(newest.rows, messageId, agentPauseMs);
		}
	}
	if (turn.of !== 'bot' || isTaken(run, messageId)) return [];
	// What the execution sends from now on is an answer to this message.
	note(context, conversationId, { answers: toDigest(messageId), isHandedOver: false });
	return [toOutput(conversationId, turn.messages, newest, maxCharacters)];
}

/** Tells whether another item of this node run answers the message. */
function isTaken(run: OperationContext, messageId: string): boolean {
	const item = run.context.getItemIndex();
	// Retry On Fail runs the node again with the same cache.
	return cachePerRun(run, `item that answers ${messageId}`, () => item) !== item;
}

/** Reads the newest messages; a conversation that doesn't exist has none. */
const look = async (run: OperationContext, conversationId: string): Promise<Newest> =>
	await fetchNewest(run, conversationId, MAX_PER_PAGE).catch((error: unknown) => {
		if (hasStatus(error, 404)) return { rows: [], total: 0 };
		throw error;
	});

function toOutput(
	conversationId: string,
	messages: Message[],
	{ rows, total }: Newest,
	maxCharacters: number,
): IDataObject {
	const shown = rows.map(asSystem);
	const transcript = toTranscript(shown, conversationId, maxCharacters);
	const hasOlder = total > rows.length || (Number.isNaN(total) && rows.length === MAX_PER_PAGE);
	return {
		...transcript,
		sessionId: conversationId,
		chatInput: messages.map(toInput).join('\n'),
		messages,
		truncated: transcript.truncated || hasOlder,
	};
}

/** Takes the words of a message, or its type if it has none. */
const toInput = ({ content, message_type: type = 'text' }: Message): string =>
	toContentText(content) || (type === 'text' ? '' : `[${type}]`);

function readOptions(context: IExecutePaginationFunctions) {
	const options = readCollection(context);
	const pauseHours = readNumber(context, options.agentPauseHours, 'Agent Pause Hours', {
		preset: PAUSE_HOURS,
		advice: 'Enter a number of hours such as 12, or 0 for no pause.',
	});
	const quietSeconds = readNumber(context, options.quietSeconds, 'Quiet Seconds', {
		preset: QUIET_SECONDS,
		max: MOST_QUIET_SECONDS,
		advice: 'Enter the number of seconds without a new message, such as 5.',
	});
	return {
		agentPauseMs: pauseHours * HOUR_MS,
		quietMs: quietSeconds * 1000,
		maxCharacters: readMaxCharacters(context),
	};
}
