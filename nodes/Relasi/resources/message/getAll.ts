import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/descriptions/describeResource';
import { paging } from '../../../shared/descriptions/paging';
import { optional } from '../../../shared/input/asTool';
import { filtersOf } from '../../../shared/input/filters';
import { optionalId } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/invalid';
import { limitOf } from '../../../shared/input/limit';
import { isOn, numberOf } from '../../../shared/input/scalar';
import { readList } from '../../../shared/transport/list';
import { handledBy, type ItemRun } from '../../../shared/transport/routing';
import { transcriptOf } from './transcript';

const MAX_CHARACTERS = 12000;

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many messages',
		description: 'List messages, or give out a conversation as one text for a language model',
		routing: {
			request: { method: 'GET', url: '/messages' },
			...handledBy(async (run) => {
				const { asTranscript } = run.context.getNodeParameter('options', {}) as IDataObject;
				const query = queryOf(run);
				return isOn(asTranscript)
					? await readTranscript(run, query)
					: await readMessages(run, query, limitOf(run.context));
			}),
		},
	},
	fields: [
		...paging,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Conversation ID',
					name: 'conversationId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0198f3a2-77d0-7c1f',
					description: 'Return only messages of this conversation',
				},
				{
					displayName: 'Message Session ID',
					name: 'messageSessionId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 0198f3a2-8c55-7a3e',
					description:
						'Return only messages of this session: one stretch of talk within a conversation',
				},
			],
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'As Transcript',
					name: 'asTranscript',
					type: 'boolean',
					default: false,
					description:
						'Whether to return one item with the whole conversation as text, oldest message first, made for a language model. Return All and Limit do not apply.',
				},
				{
					displayName: 'Max Characters',
					name: 'maxCharacters',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: MAX_CHARACTERS,
					description: 'Longest transcript; when it cuts, the newest messages are kept',
				},
			],
		},
	],
};

function queryOf({ context }: ItemRun): { conversation_id?: string; message_session_id?: string } {
	const filters = filtersOf(context, ['direction', 'createdAfter']);
	const conversationId = optionalId(context, filters.conversationId, 'Conversation ID');
	const sessionId = optionalId(context, filters.messageSessionId, 'Message Session ID');
	return {
		...(conversationId !== undefined && { conversation_id: conversationId }),
		...(sessionId !== undefined && { message_session_id: sessionId }),
	};
}

const readMessages = async (
	{ api, context, routed }: ItemRun,
	query: IDataObject,
	limit?: number,
) => await readList(api, { path: routed.path, query, node: context.getNode() }, limit);

async function readTranscript(run: ItemRun, query: ReturnType<typeof queryOf>) {
	const { context } = run;
	if (!query.conversation_id && !query.message_session_id) {
		throw invalid(
			context,
			'A transcript needs a conversation',
			'Add the filter Conversation ID or Message Session ID.',
		);
	}
	const { maxCharacters = MAX_CHARACTERS } = context.getNodeParameter(
		'options',
		{},
	) as IDataObject;
	const most = numberOf(optional(context, maxCharacters, MAX_CHARACTERS));
	if (!Number.isInteger(most) || most < 1) {
		throw invalid(
			context,
			`Max Characters is not a whole number above 0: it is ${JSON.stringify(maxCharacters)}`,
			'Enter how long the transcript may be, for instance 12000.',
		);
	}
	return [transcriptOf(await readMessages(run, query), query.conversation_id, most)];
}
