import type { IDataObject } from 'n8n-workflow';

import { ON, optionsField, paging } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import {
	MAX_ROWS,
	invalid,
	optional,
	readChoice,
	readCollection,
	readCount,
	readLimit,
	readSwitch,
} from '../../../shared/input/values';
import { readList } from '../../../shared/pagination/list';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import { filters, filteredBy, type Filtered } from './filters';
import { ORDERS, readInOrder, oldestFirst } from '../../../shared/pagination/readInOrder';
import { conversationList } from '../../../shared/api/relasi';
import { cachedFetch } from '../../../shared/execution/runCache';
import { readContact } from '../contact/contactApi';
import { locateGiven } from '../contact/find/locate';
import { toTranscript } from './transcript';

const MAX_CHARACTERS = 12000;
const AS_RETURNED = 'asReturned';

/** What comes out: an object of `nodes/schemas`. */
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
				const filtered = filteredBy(run.context);
				return readSwitch(run.context, options.asTranscript, 'As Transcript')
					? await readTranscript(run, filtered, options)
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
			{
				displayName: 'Max Characters',
				name: 'maxCharacters',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { asTranscript: ON } },
				default: MAX_CHARACTERS,
				description: 'Maximum length of the transcript. The newest messages are kept.',
			},
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

const toMessageList = ({ context, routed }: OperationContext, { query }: Filtered) => ({
	path: routed.path,
	query,
	node: context.getNode(),
});

async function readMessages(
	run: OperationContext,
	filtered: Filtered,
	options: IDataObject,
): Promise<IDataObject[]> {
	const { context, api } = run;
	const given = optional(context, options.order ?? AS_RETURNED, AS_RETURNED);
	const order = readChoice(context, given, 'Order', [AS_RETURNED, ...ORDERS]);
	if (order !== AS_RETURNED && !filtered.hasConversation && filtered.contact === undefined) {
		throw invalid(
			context,
			"'Order' needs a conversation, session, or contact",
			"Add the filter 'Conversation', 'Message Session ID', or 'Contact', or set 'Order' to 'As Returned'.",
		);
	}
	const limit = readLimit(context);
	if (filtered.contact !== undefined) return await readOfContact(run, filtered, order, limit);
	const list = toMessageList(run, filtered);
	if (order === AS_RETURNED && !filtered.matches) {
		return await readList(api, { ...list, mostRows: MAX_ROWS }, limit);
	}
	const { matches = () => true, sinceMs } = filtered;
	return await readInOrder(api, list, {
		...(order !== AS_RETURNED && { order }),
		limit,
		matches,
		sinceMs,
	});
}

async function readTranscript(run: OperationContext, filtered: Filtered, options: IDataObject) {
	const { context, api } = run;
	if (!filtered.hasConversation && filtered.contact === undefined) {
		throw invalid(
			context,
			"'As Transcript' needs a conversation, session, or contact",
			"Add the filter 'Conversation', 'Message Session ID', or 'Contact'.",
		);
	}
	const { maxCharacters = MAX_CHARACTERS } = options;
	const most = readCount(context, maxCharacters, 'Max Characters', {
		preset: MAX_CHARACTERS,
		advice: 'Enter the maximum number of characters, such as 12000.',
	});
	const { matches = () => true, sinceMs } = filtered;
	const all =
		filtered.contact === undefined ? [filtered] : await fetchConversations(run, filtered);
	return await Promise.all(
		all.map(async (each) => {
			const rows = await readInOrder(api, toMessageList(run, each), { matches, sinceMs });
			return toTranscript(rows, each.query.conversation_id, most);
		}),
	);
}

/** The filters once for each conversation of the contact, the newest activity first. */
async function fetchConversations(run: OperationContext, filtered: Filtered): Promise<Filtered[]> {
	const { api, context } = run;
	const { id } = await locateGiven(run, filtered.contact, 'Contact');
	const rows = await cachedFetch(
		run,
		'all conversations {}',
		async () => await readList(api, conversationList(context.getNode())),
	);
	const own = rows.filter(({ customer_id: contactId }) => String(contactId) === id);
	// An ID that is nobody's is an error, a contact without conversations is not.
	if (own.length === 0) await readContact(api, id);
	return own.map(({ id: conversation }) => ({
		...filtered,
		query: { conversation_id: String(conversation) },
	}));
}

/** The messages of all conversations of a contact as one list. */
async function readOfContact(
	run: OperationContext,
	filtered: Filtered,
	order: string,
	limit: number | undefined,
): Promise<IDataObject[]> {
	const { matches = () => true, sinceMs } = filtered;
	const wanted = { limit, matches, sinceMs };
	const known = ORDERS.find((each) => each === order);
	const lists = await Promise.all(
		(await fetchConversations(run, filtered)).map(
			async (each) =>
				await readInOrder(run.api, toMessageList(run, each), {
					...wanted,
					...(known && { order: known }),
				}),
		),
	);
	const rows = known === undefined ? lists.flat() : oldestFirst(lists.flat());
	if (known === 'newestFirst') rows.reverse();
	return rows.slice(0, limit);
}
