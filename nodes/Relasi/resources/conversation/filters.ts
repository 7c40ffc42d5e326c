import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	channelsField,
	channelTypes,
	channelTypesField,
	filtersField,
	statusesField,
} from '../../../shared/descriptions/fields';
import { readOptionalTimeMs } from '../../../shared/input/time';
import { readFilters } from '../../../shared/input/filters';
import { contactLocator } from '../../../shared/descriptions/locators';
import { locateContact, readLocator } from '../contact/find/locate';
import { readChoice, readTextList } from '../../../shared/input/values';
import type { OperationContext } from '../../operations/operationContext';

/** The filters of Get Many, checked. */
export interface ConversationFilters {
	/** The filters that the API applies. */
	query: IDataObject;
	/** Applies the other filters; undefined if there are none. */
	admits?: (conversation: IDataObject) => boolean;
	/** True: the customer wrote the last message; false: somebody else did. */
	lastFromCustomer?: boolean;
}

const senders = [
	{ name: 'Customer', value: 'customer' },
	{ name: 'Your Team', value: 'us' },
];

/** The filters of Get Many. */
export const filters: INodeProperties = filtersField([
	channelsField('Return only conversations on these channels'),
	channelTypesField('Return only conversations on channels of these types'),
	{
		...contactLocator({
			displayName: 'Contact',
			name: 'contactId',
			description: 'Return only conversations with this contact',
		}),
		required: undefined,
	},
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

/** Reads the filters. Throws NodeOperationError for invalid ones. */
export async function readConversationFilters(run: OperationContext): Promise<ConversationFilters> {
	const given = readFilters(run.context, NARROWING);
	const query = readSince(run, given.updatedAfter);
	const lastFrom = readLastFrom(run, given.lastMessageFrom);
	const checks = [
		check(readTextList(run.context, given.channelIds, 'Channel IDs'), 'channel_id'),
		check(readChannelTypes(run, given.channelTypes), 'channel', lower),
		check(readTextList(run.context, given.statuses, 'Statuses').map(lower), 'status', lower),
		// Read last, since it may take requests: the other filters are checked before any goes out.
		check(await readContactId(run, given.contactId), 'customer_id'),
	].filter((each) => each !== undefined);
	return {
		query,
		...(checks.length > 0 && { admits: (row) => checks.every((each) => each(row)) }),
		...lastFrom,
	};
}

const readContactId = async (run: OperationContext, given: unknown): Promise<string[]> =>
	given === undefined ? [] : [(await locateContact(run, readLocator(run, given))).id];

const readChannelTypes = (run: OperationContext, given: unknown): string[] =>
	readTextList(run.context, given, 'Channel Types').map((type) =>
		readChoice(run.context, type, 'Channel Types', channelTypes),
	);

const lower = (value: unknown): string => String(value).toLowerCase();

const check = (allowed: string[], property: string, read: (value: unknown) => string = String) =>
	allowed.length === 0 ? undefined : (row: IDataObject) => allowed.includes(read(row[property]));

function readLastFrom(
	{ context }: OperationContext,
	given: unknown,
): Pick<ConversationFilters, 'lastFromCustomer'> {
	if (given === undefined) return {};
	const from = readChoice(context, given, 'Last Message From', senders);
	return { lastFromCustomer: from === 'customer' };
}

function readSince({ context }: OperationContext, updatedAfter: unknown): IDataObject {
	const ms = readOptionalTimeMs(context, updatedAfter, 'Updated After');
	return ms === undefined ? {} : { last_updated_at: Math.floor(ms / 1000) };
}
