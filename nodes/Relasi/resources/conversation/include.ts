import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { contactList, messageList } from '../../../shared/api/relasi';
import { optionsField } from '../../../shared/descriptions/fields';
import { readCollection, readSwitch } from '../../../shared/input/values';
import { cachedFetch } from '../../../shared/execution/runCache';
import { pageReader, readList } from '../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../shared/pagination/page';
import { readInOrder } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';
import { readContactIfAny } from '../contact/contactApi';

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

/** Makes a function that gives a contact; it reads single contacts, unless the whole list takes fewer requests. */
async function toContactFetcher(run: OperationContext, rows: IDataObject[]) {
	const ids = new Set(rows.map(toContactId).filter(Boolean));
	const known = ids.size > MAX_SINGLE ? await fetchListedContacts(run, ids) : undefined;
	return async (id: string): Promise<IDataObject | null> => {
		if (id === '') return null;
		return (
			known?.get(id) ??
			(await cachedFetch(
				run,
				`contact ${id}`,
				async () => await readContactIfAny(run.api, id),
			)) ??
			null
		);
	};
}

/** Up to this many contacts are read one by one, without asking how many there are in all. */
const MAX_SINGLE = 10;

async function fetchListedContacts({ api, context }: OperationContext, wanted: Set<string>) {
	const list = contactList(context.getNode());
	const read = pageReader(api, list);
	const first = await read(1, MAX_PER_PAGE);
	const known = new Map(first.rows.map((row) => [String(row.id), row]));
	const missing = [...wanted].filter((id) => !known.has(id)).length;
	const isShort = first.lastPage > 1 && first.lastPage < missing;
	for (const row of isShort ? await readList(api, list) : []) known.set(String(row.id), row);
	return known;
}

/** Reads the newest message of a conversation, once for the items of a run; null if it has none. */
export async function fetchLastMessage(
	run: OperationContext,
	conversationId: string,
): Promise<IDataObject | null> {
	const list = messageList(run.context.getNode(), conversationId);
	return await cachedFetch(run, `last message of ${conversationId}`, async () => {
		const [message] = await readInOrder(run.api, list, { order: 'newestFirst', limit: 1 });
		return message ?? null;
	});
}
