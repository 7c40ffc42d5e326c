import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { conversationList } from '../../../shared/api/relasi';
import {
	channelsField,
	channelTypes,
	channelTypesField,
	filtersField,
	paging,
	statusesField,
} from '../../../shared/descriptions/fields';
import { contactLocator } from '../../../shared/descriptions/locators';
import { passesFilter, readFilters } from '../../../shared/input/filters';
import { readOptionalTimeMs } from '../../../shared/input/time';
import { MAX_ROWS, readChoice, readLimit, readTextList } from '../../../shared/input/values';
import { readList } from '../../../shared/pagination/list';
import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import type { OperationContext } from '../../operations/operationContext';
import { locateContact, readLocator } from '../contact/find/locate';
import { fetchAllConversations, getSharedReader } from './conversationIndex';
import { fetchLastMessage, includeOptions, readInclude, withIncluded } from './include';

const senders = [
	{ name: 'Customer', value: 'customer' },
	{ name: 'Your Team', value: 'us' },
];

const filters: INodeProperties = filtersField([
	channelsField('Return only conversations on these channels'),
	channelTypesField('Return only conversations on channels of these types'),
	contactLocator({
		displayName: 'Contact',
		name: 'contactId',
		description: 'Return only conversations with this contact',
		required: undefined,
	}),
	{
		displayName: 'Last Message From',
		name: 'lastMessageFrom',
		type: 'options',
		options: senders,
		default: 'customer',
		description:
			'Return only conversations whose last message is from the customer, or from your team (an agent, automation, or the system). Takes one or two requests per conversation.',
	},
	statusesField('Return only conversations with one of these statuses'),
	{
		displayName: 'Updated After',
		name: 'updatedAfter',
		type: 'dateTime',
		default: '',
		description: 'Return only conversations with activity at or after this time',
	},
]);

/** The filters that don't choose whose conversations are read. */
const NARROWING = ['channelIds', 'channelTypes', 'lastMessageFrom', 'statuses', 'updatedAfter'];

/** The schema of the output in `nodes/schemas`. */
export const output = 'conversation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many conversations',
		description: 'Retrieve a list of conversations, most recently active first',
		routing: {
			request: { method: 'GET', url: '/conversations' },
			...handledBy(async (run) => {
				const limit = readLimit(run.context);
				const include = readInclude(run);
				const wanted = await readWanted(run);
				return await withIncluded(run, await read(run, wanted, limit), include);
			}),
		},
	},
	fields: [...paging, filters, includeOptions],
};

/** The filters, checked. */
interface Wanted {
	sinceSeconds?: number;
	/** Applies the other filters; undefined if there are none. */
	admits?: (conversation: IDataObject) => boolean;
	/** True: the customer wrote the last message; false: somebody else did. */
	lastFromCustomer?: boolean;
}

/** Reads the filters. Throws NodeOperationError for invalid ones. */
async function readWanted(run: OperationContext): Promise<Wanted> {
	const { context } = run;
	const given = readFilters(context, NARROWING);
	const sinceMs = readOptionalTimeMs(context, given.updatedAfter, 'Updated After');
	const lastFrom =
		given.lastMessageFrom === undefined
			? undefined
			: readChoice(context, given.lastMessageFrom, 'Last Message From', senders);
	const types = readTextList(context, given.channelTypes, 'Channel Types').map((type) =>
		readChoice(context, type, 'Channel Types', channelTypes),
	);
	const filter = {
		channelIds: readTextList(context, given.channelIds, 'Channel IDs'),
		channelTypes: types,
		statuses: readTextList(context, given.statuses, 'Statuses').map((status) =>
			status.toLowerCase(),
		),
	};
	// Read last, since it may take requests: the other filters are checked before any goes out.
	const contactId = await readContactId(run, given.contactId);
	const isFiltered =
		contactId !== undefined || Object.values(filter).some((list) => list.length > 0);
	const admits = (row: IDataObject) =>
		passesFilter(filter, row) &&
		(contactId === undefined || String(row.customer_id) === contactId);
	return {
		...(sinceMs !== undefined && { sinceSeconds: Math.floor(sinceMs / 1000) }),
		...(isFiltered && { admits }),
		...(lastFrom !== undefined && { lastFromCustomer: lastFrom === 'customer' }),
	};
}

const readContactId = async (run: OperationContext, given: unknown) =>
	given === undefined ? undefined : await locateContact(run, readLocator(run, given));

async function read(run: OperationContext, wanted: Wanted, limit?: number): Promise<IDataObject[]> {
	const { sinceSeconds, admits, lastFromCustomer } = wanted;
	if (!admits && lastFromCustomer === undefined) {
		const list = conversationList(sinceSeconds);
		return await readList(run.api, { ...list, mostRows: MAX_ROWS }, limit);
	}
	if (limit !== undefined) return await firstMatching(run, wanted, limit);
	return await matching(run, await fetchAllConversations(run, sinceSeconds), wanted);
}

/** Reads conversations only until `limit` of them match. */
async function firstMatching(
	run: OperationContext,
	wanted: Wanted,
	limit: number,
): Promise<IDataObject[]> {
	const reading = getSharedReader(run, wanted.sinceSeconds);
	const found: IDataObject[] = [];
	for (let number = 0; found.length < limit; number++) {
		const rows = await reading.chunk(number);
		if (rows === undefined) break;
		found.push(...(await matching(run, rows, wanted, limit - found.length)));
	}
	return found;
}

/** At least this many last messages are read side by side. */
const MIN_AT_ONCE = 10;

/** Gives the first `most` rows that match. */
async function matching(
	run: OperationContext,
	rows: IDataObject[],
	wanted: Wanted,
	most = Infinity,
): Promise<IDataObject[]> {
	const { admits = () => true, lastFromCustomer } = wanted;
	const candidates = rows.filter(admits);
	if (lastFromCustomer === undefined) return candidates.slice(0, most);
	const found: IDataObject[] = [];
	for (let start = 0; start < candidates.length && found.length < most;) {
		const end = start + Math.max(most - found.length, MIN_AT_ONCE);
		const batch = candidates.slice(start, end);
		const last = await Promise.all(
			batch.map(async ({ id }) => await fetchLastMessage(run, String(id))),
		);
		found.push(
			...batch.filter((_, index) => {
				const message = last[index];
				return message && (message.from_customer === true) === lastFromCustomer;
			}),
		);
		start = end;
	}
	return found.slice(0, most);
}
