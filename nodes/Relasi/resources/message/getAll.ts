import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { filtersField, ON, optionsField, paging } from '../../../shared/descriptions/fields';
import { contactLocator, conversationLocator } from '../../../shared/descriptions/locators';
import { readFilters } from '../../../shared/input/filters';
import { readOptionalId } from '../../../shared/input/ids';
import { readOptionalTimeMs } from '../../../shared/input/time';
import type { Operation } from '../../operations/describeResources';
import {
	MAX_ROWS,
	invalid,
	optional,
	readChoice,
	readCollection,
	readLimit,
	readSwitch,
} from '../../../shared/input/values';
import { readList } from '../../../shared/pagination/list';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import {
	ORDERS,
	oldestFirst,
	readInOrder,
	toCreatedMs,
} from '../../../shared/pagination/readInOrder';
import { readContact } from '../contact/contactApi';
import { locateContact, readLocator } from '../contact/find/locate';
import { fetchAllConversations } from '../conversation/conversationIndex';
import { maxCharactersOption, readMaxCharacters, toTranscript } from './transcript';

const AS_RETURNED = 'asReturned';
const directions = [
	{ name: 'Received', value: 'received' },
	{ name: 'Sent', value: 'sent' },
];

const filters: INodeProperties = filtersField([
	contactLocator({
		displayName: 'Contact',
		name: 'contactId',
		description: 'Return only messages of conversations with this contact',
		required: undefined,
	}),
	conversationLocator({
		displayName: 'Conversation',
		name: 'conversationId',
		description:
			"Return only messages of this conversation. An AI agent gives its ID (a message's conversation_id).",
		required: undefined,
	}),
	{
		displayName: 'Created After',
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: 'Return only messages created at or after this time',
	},
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		options: directions,
		default: 'received',
		description: 'Return only messages from the customer (Received) or to the customer (Sent)',
	},
	{
		displayName: 'Message Session ID',
		name: 'messageSessionId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-8c55-7a3e',
		description:
			"Return only messages of this session of a conversation: a message's message_session_id",
	},
]);

/** The schema of the output in `nodes/schemas`. */
export const output = 'messageOrTranscript';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description:
			'Retrieve a list of messages, or a conversation as one transcript for an AI model',
		routing: {
			request: { method: 'GET', url: '/messages' },
			...handledBy(async (run) => {
				const options = readCollection(run.context);
				const wanted = readWanted(run.context);
				return readSwitch(run.context, options.asTranscript, 'As Transcript')
					? await readTranscripts(run, wanted)
					: await readMessages(run, wanted, options);
			}),
		},
	},
	fields: [
		...paging,
		filters,
		optionsField([
			{
				displayName: 'As Transcript',
				name: 'asTranscript',
				type: 'boolean',
				default: false,
				description:
					"Whether to return the whole conversation as one text for an AI model, oldest message first. 'Return All' and 'Limit' don't apply.",
			},
			{ ...maxCharactersOption, displayOptions: { show: { asTranscript: ON } } },
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				displayOptions: { hide: { asTranscript: ON } },
				options: [
					{ name: 'As Returned', value: AS_RETURNED },
					{ name: 'Newest First', value: 'newestFirst' },
					{ name: 'Oldest First', value: 'oldestFirst' },
				],
				default: AS_RETURNED,
				description:
					"The order of the messages of one conversation, session, or contact. 'Limit' keeps the first of them: the newest or the oldest.",
			},
		]),
	],
};

/** The messages that are wanted. */
interface Wanted {
	/** The filters that the API has. */
	query: { conversation_id?: string; message_session_id?: string };
	/** The filters choose one conversation, session or contact. */
	isNarrow: boolean;
	/** The value of the contact's locator. */
	contact?: unknown;
	/** Undefined if there are no filters but those of the API. */
	matches?: (message: IDataObject) => boolean;
	sinceMs?: number;
}

/** Reads the filters; throws NodeOperationError for one that gives nothing, or isn't valid. */
function readWanted(context: IExecutePaginationFunctions): Wanted {
	const given = readFilters(context, ['createdAfter', 'direction']);
	const conversationId = readOptionalId(context, given, 'conversationId', 'Conversation');
	const sessionId = readOptionalId(context, given, 'messageSessionId', 'Message Session ID');
	const hasContact = given.contactId !== undefined;
	const hasConversation = (conversationId ?? sessionId) !== undefined;
	if (hasContact && hasConversation) {
		throw invalid(
			context,
			"The filter 'Contact' can't be combined with 'Conversation' or 'Message Session ID'",
			'Remove one of them: a conversation belongs to one contact.',
		);
	}
	const sinceMs = readOptionalTimeMs(context, given.createdAfter, 'Created After');
	const direction =
		given.direction === undefined
			? undefined
			: readChoice(context, given.direction, 'Direction', directions);
	const matches = (message: IDataObject) =>
		(direction === undefined ||
			(message.from_customer === true) === (direction === 'received')) &&
		(sinceMs === undefined || toCreatedMs(message) >= sinceMs);
	const isFiltered = direction !== undefined || sinceMs !== undefined;
	return {
		query: {
			...(conversationId !== undefined && { conversation_id: conversationId }),
			...(sessionId !== undefined && { message_session_id: sessionId }),
		},
		isNarrow: hasContact || hasConversation,
		matches: isFiltered ? matches : undefined,
		sinceMs,
		contact: given.contactId,
	};
}

const notNarrow = (context: IExecutePaginationFunctions, option: string, alternative = '') =>
	invalid(
		context,
		`'${option}' needs a conversation, session, or contact`,
		`Add the filter 'Conversation', 'Message Session ID', or 'Contact'${alternative}.`,
	);

/** Reads the messages as one list, also those of a contact's conversations. */
async function readMessages(
	run: OperationContext,
	wanted: Wanted,
	options: IDataObject,
): Promise<IDataObject[]> {
	const { context, api } = run;
	const { order: chosen = AS_RETURNED } = options;
	const given = optional(context, chosen, AS_RETURNED);
	const choice = readChoice(context, given, 'Order', [AS_RETURNED, ...ORDERS]);
	const order = choice === AS_RETURNED ? undefined : choice;
	if (order && !wanted.isNarrow)
		throw notNarrow(context, 'Order', ", or set 'Order' to 'As Returned'");
	const limit = readLimit(context);
	const { contact, matches, sinceMs } = wanted;
	const lists = await toLists(run, wanted);
	if (!order && !matches && contact === undefined)
		return await readList(api, { ...lists[0], mostRows: MAX_ROWS }, limit);
	const ordered = { order, limit, matches, sinceMs };
	const read = await Promise.all(
		lists.map(async (list) => await readInOrder(api, list, ordered)),
	);
	if (!order || read.length === 1) return read.flat().slice(0, limit);
	const rows = oldestFirst(read.flat());
	return (order === 'newestFirst' ? rows.reverse() : rows).slice(0, limit);
}

/** Makes a transcript of each conversation. */
async function readTranscripts(run: OperationContext, wanted: Wanted) {
	const { context, api } = run;
	if (!wanted.isNarrow) throw notNarrow(context, 'As Transcript');
	const maxCharacters = readMaxCharacters(context);
	const { matches, sinceMs } = wanted;
	const lists = await toLists(run, wanted);
	return await Promise.all(
		lists.map(async (list) => {
			const rows = await readInOrder(api, list, { matches, sinceMs });
			return toTranscript(rows, list.query.conversation_id, maxCharacters);
		}),
	);
}

/** Makes the API's list of messages, or one for each conversation of the contact, the newest activity first. */
async function toLists(run: OperationContext, { contact, query }: Wanted) {
	const list = { path: run.routed.path, query };
	if (contact === undefined) return [list];
	const ids = await fetchConversationIds(run, contact);
	return ids.map((id) => ({ ...list, query: { conversation_id: id } }));
}

async function fetchConversationIds(run: OperationContext, contact: unknown): Promise<string[]> {
	const contactId = await locateContact(run, readLocator(run, contact));
	const rows = await fetchAllConversations(run);
	const own = rows.filter(({ customer_id: id }) => String(id) === contactId);
	// An ID that is nobody's is an error, a contact without conversations is not.
	if (own.length === 0) await readContact(run.api, contactId);
	return own.map(({ id }) => String(id));
}
