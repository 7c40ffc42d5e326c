import {
	NodeApiError,
	type IDataObject,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
	type JsonObject,
} from 'n8n-workflow';

import { contactList, conversationList, getContact } from '../api/relasi';
import { hasStatus } from '../errors/apiError';
import { type Api, openNodeApi } from '../http/client';
import { pageReader } from '../pagination/list';
import { MAX_PER_PAGE, type ReadPage } from '../pagination/page';
import { contactLabel, searchFor } from './searchContacts';

const ROWS = 25;

/** Pages looked through for a search, the newest conversations first. */
const MAX_PAGES = 4;

/** Contacts that are read one by one for their names: at most ten requests in all. */
const MAX_NAMED = { list: 8, search: 4 };

/** Stands behind what a search has found when there may be more. */
const TYPE_MORE = "Type more to find older conversations, or choose 'By ID'";

/** Conversations for the resource locator, newest activity first, searched by their contact. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	given?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const filter = given?.trim();
	const api = await openNodeApi(this);
	const node = this.getNode();
	const page = Number(paginationToken ?? 1);
	const conversations = pageReader(api, conversationList(node));
	if (!filter) {
		const { rows, hasNext } = await conversations(page, ROWS);
		const strangers = new Set(rows.map(({ customer_id: id }) => id)).size;
		const named = strangers > MAX_NAMED.list ? await fetchContactsLike('', api, node) : [];
		const results = await labelled(api, node, rows, byId(named), MAX_NAMED.list);
		return { results, ...(hasNext && next(page + 1)) };
	}
	const contacts = await fetchContactsLike(filter, api, node);
	const known = byId(contacts);
	const { rows, isAll } = await findByContact(known, filter, conversations);
	if (rows.some((row) => !known.has(String(row.customer_id)))) {
		for (const contact of await fetchContactsLike('', api, node))
			known.set(String(contact.id), contact);
	}
	const results = await labelled(api, node, rows, known, MAX_NAMED.search);
	return { results: isAll ? results : [...results, { name: TYPE_MORE, value: '' }] };
}

const byId = (contacts: IDataObject[]) =>
	new Map(contacts.map((contact) => [String(contact.id), contact]));

const next = (page: number) => ({ paginationToken: String(page) });

/** Without leave to read contacts, IDs and channels can still be searched. */
async function fetchContactsLike(filter: string, api: Api, node: INode): Promise<IDataObject[]> {
	try {
		const search = pageReader(api, contactList(node, searchFor(filter) || undefined));
		return (await search(1, MAX_PER_PAGE)).rows;
	} catch (error) {
		if (hasStatus(error, 403)) return [];
		throw new NodeApiError(node, error as JsonObject);
	}
}

/** The API cannot search conversations, so their contacts are searched instead. */
async function findByContact(
	known: Map<string, IDataObject>,
	filter: string,
	read: ReadPage,
): Promise<{ rows: IDataObject[]; isAll: boolean }> {
	const found: IDataObject[] = [];
	const matches = ({ id, customer_id: contactId, channel }: IDataObject) =>
		known.has(String(contactId)) ||
		id === filter ||
		String(channel).toLowerCase() === filter.toLowerCase();
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { rows, hasNext } = await read(page, MAX_PER_PAGE);
		found.push(...rows.filter(matches));
		if (found.length > ROWS) break;
		if (!hasNext) return { rows: found, isAll: true };
	}
	return { rows: found.slice(0, ROWS), isAll: false };
}

/** Names each conversation by its contact, channel and last activity; reads at most `mostNamed` contacts. */
async function labelled(
	api: Api,
	node: INode,
	rows: IDataObject[],
	known: Map<string, IDataObject>,
	mostNamed: number,
) {
	const all = new Set(rows.map((row) => String(row.customer_id ?? '')));
	const missing = [...all].filter((id) => id !== '' && !known.has(id));
	await Promise.all(
		missing
			.slice(0, mostNamed)
			.map(async (id) => known.set(id, await fetchContact(api, node, id))),
	);
	return rows.map((row) => ({
		name: [
			contactLabel(known.get(String(row.customer_id ?? '')) ?? { id: row.id }),
			row.channel,
			timeLabel(row.updated_at),
		]
			.filter(Boolean)
			.join(' · '),
		value: String(row.id),
	}));
}

/** `2026-06-12 10:03 UTC`. */
function timeLabel(at: unknown): string {
	const ms = Date.parse(String(at ?? ''));
	return Number.isNaN(ms)
		? ''
		: `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A contact that is gone, or that the key may not read, must not cost the user the whole list. */
async function fetchContact(api: Api, node: INode, id: string): Promise<IDataObject> {
	try {
		return (await api.send(getContact(id))).body;
	} catch (error) {
		if (hasStatus(error, 403, 404)) return { id };
		throw new NodeApiError(node, error as JsonObject);
	}
}
