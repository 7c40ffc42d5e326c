import type { IDataObject } from 'n8n-workflow';

import { optionsField, paging } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import { optional } from '../../../shared/input/asTool';
import { choiceAmong, countOf, invalid, isOn, limitOf } from '../../../shared/input/values';
import { readList } from '../../../shared/pagination/list';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy, MAX_ROWS } from '../../operations/handler';
import { filters, filteredBy, type Filtered } from './filters';
import { ORDERS, readInOrder } from '../../../shared/pagination/readInOrder';
import { transcriptOf } from './transcript';

const MAX_CHARACTERS = 12000;
const AS_RETURNED = 'asReturned';

/** What comes out: an object of `nodes/schemas`. */
export const output = 'message';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description: 'List messages, or give out a conversation as one text for a language model',
		routing: {
			request: { method: 'GET', url: '/messages' },
			...handledBy(async (run) => {
				const options = run.context.getNodeParameter('options', {}) as IDataObject;
				const filtered = filteredBy(run.context);
				return isOn(options.asTranscript)
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
					'Whether to return one item with the whole conversation as text, oldest message first, made for a language model. Return All, Limit and Order do not apply.',
			},
			{
				displayName: 'Max Characters',
				name: 'maxCharacters',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: MAX_CHARACTERS,
				description: 'Longest transcript; when it cuts, the newest messages are kept',
			},
			{
				displayName: 'Order',
				name: 'order',
				type: 'options',
				options: [
					{ name: 'As Returned', value: AS_RETURNED },
					{ name: 'Newest First', value: 'newestFirst' },
					{ name: 'Oldest First', value: 'oldestFirst' },
				],
				default: AS_RETURNED,
				description:
					'The order of the messages of one conversation or session. Limit counts from its beginning: the newest or the oldest ones.',
			},
		]),
	],
};

const listOf = ({ context, routed }: OperationContext, { query }: Filtered) => ({
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
	const order = choiceAmong(context, given, 'Order', [AS_RETURNED, ...ORDERS]);
	if (order !== AS_RETURNED && !filtered.hasConversation) {
		throw invalid(
			context,
			'An order needs a conversation',
			'Add the filter Conversation or Message Session ID, or set Order to As Returned.',
		);
	}
	const list = listOf(run, filtered);
	const limit = limitOf(context);
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
	if (!filtered.hasConversation) {
		throw invalid(
			context,
			'A transcript needs a conversation',
			'Add the filter Conversation or Message Session ID.',
		);
	}
	const { maxCharacters = MAX_CHARACTERS } = options;
	const most = countOf(context, maxCharacters, 'Max Characters', {
		preset: MAX_CHARACTERS,
		advice: 'Enter how long the transcript may be, for instance 12000.',
	});
	const rows = await readList(api, listOf(run, filtered));
	const { query, matches = () => true } = filtered;
	return [transcriptOf(rows.filter(matches), query.conversation_id, most)];
}
