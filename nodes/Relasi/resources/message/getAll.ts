import type { IDataObject } from 'n8n-workflow';

import { ON, optionsField, paging } from '../../../shared/descriptions/fields';
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
import { filters, readMessageFilters, type Filtered } from './filters';
import { ORDERS, readInOrder, oldestFirst } from '../../../shared/pagination/readInOrder';
import { readContact } from '../contact/contactApi';
import { locateContact, readLocator } from '../contact/find/locate';
import { fetchAllConversations } from '../conversation/conversationIndex';
import { maxCharactersOption, readMaxCharacters, toTranscript } from './transcript';

const AS_RETURNED = 'asReturned';

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
				const filtered = readMessageFilters(run.context);
				return readSwitch(run.context, options.asTranscript, 'As Transcript')
					? await readTranscripts(run, filtered)
					: await readMessages(run, filtered, options);
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

/** Reads the messages as one list, also those of a contact's conversations. */
async function readMessages(
	run: OperationContext,
	filtered: Filtered,
	options: IDataObject,
): Promise<IDataObject[]> {
	const { context, api } = run;
	const { order: chosen = AS_RETURNED } = options;
	const given = optional(context, chosen, AS_RETURNED);
	const choice = readChoice(context, given, 'Order', [AS_RETURNED, ...ORDERS]);
	const order = choice === AS_RETURNED ? undefined : choice;
	if (order && !filtered.isNarrow) {
		throw invalid(
			context,
			"'Order' needs a conversation, session, or contact",
			"Add the filter 'Conversation', 'Message Session ID', or 'Contact', or set 'Order' to 'As Returned'.",
		);
	}
	const limit = readLimit(context);
	const { contact, matches, sinceMs } = filtered;
	const lists = await toLists(run, filtered);
	if (!order && !matches && contact === undefined)
		return await readList(api, { ...lists[0], mostRows: MAX_ROWS }, limit);
	const wanted = { order, limit, matches, sinceMs };
	const read = await Promise.all(lists.map(async (list) => await readInOrder(api, list, wanted)));
	if (!order || read.length === 1) return read.flat().slice(0, limit);
	const rows = oldestFirst(read.flat());
	return (order === 'newestFirst' ? rows.reverse() : rows).slice(0, limit);
}

/** Makes a transcript of each conversation. */
async function readTranscripts(run: OperationContext, filtered: Filtered) {
	const { context, api } = run;
	if (!filtered.isNarrow) {
		throw invalid(
			context,
			"'As Transcript' needs a conversation, session, or contact",
			"Add the filter 'Conversation', 'Message Session ID', or 'Contact'.",
		);
	}
	const maxCharacters = readMaxCharacters(context);
	const { matches, sinceMs } = filtered;
	const lists = await toLists(run, filtered);
	return await Promise.all(
		lists.map(async (list) => {
			const rows = await readInOrder(api, list, { matches, sinceMs });
			return toTranscript(rows, list.query.conversation_id, maxCharacters);
		}),
	);
}

/** Makes the API's list of messages, or one for each conversation of the contact, the newest activity first. */
async function toLists(run: OperationContext, { contact, query }: Filtered) {
	const list = { path: run.routed.path, query, node: run.context.getNode() };
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
