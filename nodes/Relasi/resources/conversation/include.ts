import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { messageList } from '../../../shared/api/relasi';
import { optionsField } from '../../../shared/descriptions/fields';
import { readCollection, readSwitch } from '../../../shared/input/values';
import { cachedFetch } from '../../../shared/execution/runCache';
import { MAX_PER_PAGE } from '../../../shared/pagination/page';
import { readInOrder } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';
import { readContactIfAny } from '../contact/contactApi';
import { readContacts } from '../contact/find/contactList';

/** The options that add objects to each conversation. */
export const includeOptions: INodeProperties = optionsField([
	{
		displayName: 'Include Contact',
		name: 'includeContact',
		type: 'boolean',
		default: false,
		description:
			"Whether to add the customer's contact as 'contact', or null if it no longer exists",
	},
	{
		displayName: 'Include Last Message',
		name: 'includeLastMessage',
		type: 'boolean',
		default: false,
		description:
			"Whether to add the newest message as 'last_message', or null if there is none. Takes one or two requests per conversation.",
	},
]);

interface Include {
	contact: boolean;
	lastMessage: boolean;
}

export function readInclude({ context }: OperationContext): Include {
	const options = readCollection(context);
	return {
		contact: readSwitch(context, options.includeContact, 'Include Contact'),
		lastMessage: readSwitch(context, options.includeLastMessage, 'Include Last Message'),
	};
}

/** Adds the chosen objects to the conversations. Copies all objects, since items share what was read. */
export async function withIncluded(
	run: OperationContext,
	rows: IDataObject[],
	include: Include,
): Promise<IDataObject[]> {
	const fetchContact = include.contact ? await toContactFetcher(run, rows) : undefined;
	return await Promise.all(
		rows.map(async (row) => ({
			...row,
			...(fetchContact && { contact: toCopy(await fetchContact(toContactId(row))) }),
			...(include.lastMessage && {
				last_message: toCopy(await fetchLastMessage(run, String(row.id))),
			}),
		})),
	);
}

const toContactId = ({ customer_id: id }: IDataObject): string => String(id ?? '');

const toCopy = (row: IDataObject | null) => (row === null ? null : { ...row });

/** Up to this many contacts are read one by one, without asking how many there are in all. */
const MAX_SINGLE = 10;

/** Makes a function that gives a contact; it reads single contacts, unless the whole list takes fewer requests. */
async function toContactFetcher(run: OperationContext, rows: IDataObject[]) {
	const count = new Set(rows.map(toContactId).filter(Boolean)).size;
	const known =
		count > MAX_SINGLE ? (await readContacts(run, count * MAX_PER_PAGE)).index : undefined;
	return async (id: string): Promise<IDataObject | null> => {
		if (id === '') return null;
		const fetchOne = async () => await readContactIfAny(run.api, id);
		return known?.withId(id) ?? (await cachedFetch(run, `contact ${id}`, fetchOne)) ?? null;
	};
}

/** Reads the newest message of a conversation, once for the items of a run; null if it has none. */
export async function fetchLastMessage(
	run: OperationContext,
	conversationId: string,
): Promise<IDataObject | null> {
	const list = messageList(conversationId);
	return await cachedFetch(run, `last message of ${conversationId}`, async () => {
		const [message] = await readInOrder(run.api, list, { order: 'newestFirst', limit: 1 });
		return message ?? null;
	});
}
