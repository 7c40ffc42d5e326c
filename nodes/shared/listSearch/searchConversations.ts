import type {
	IDataObject,
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { contactList, conversationList, getContact } from '../api/relasi';
import { hasStatus } from '../errors/apiError';
import { type Api, openNodeApi } from '../http/client';
import { pageReader } from '../pagination/list';
import { MAX_PER_PAGE, type ReadPage } from '../pagination/page';
import { contactLabel, searchFor } from './searchContacts';

const ROWS = 25;

/** Pages that a search looks through, the newest conversations first. */
const MAX_PAGES = 4;

/** Contacts that are read one by one for their names: at most ten requests in all. */
const MAX_NAMED = { list: 8, search: 4 };

/** The last entry of a search that may have missed conversations. */
const TYPE_MORE = "Type more to find older conversations, or choose 'By ID'";

/** Searches conversations by their contact for the resource locator, newest activity first. */
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
		const results = await toLabelled(api, node, rows, new Map(), MAX_NAMED.list);
		return { results, ...(hasNext && { paginationToken: String(page + 1) }) };
	}
	const known = await fetchContacts(api, node, filter);
	const { rows, isAll } = await findByContact(known, filter, conversations);
	const results = await toLabelled(api, node, rows, known, MAX_NAMED.search);
	return { results: isAll ? results : [...results, { name: TYPE_MORE, value: '' }] };
}

/** Contacts by their IDs. */
type Contacts = Map<string, IDataObject>;

/** Reads up to 500 contacts; none if the key may not read contacts: IDs and channels can still be searched. */
async function fetchContacts(api: Api, node: INode, filter = ''): Promise<Contacts> {
	const readPage = pageReader(api, contactList(node, searchFor(filter) || undefined));
	const rows = await readPage(1, MAX_PER_PAGE).then(
		(first) => first.rows,
		(error: unknown) => {
			if (hasStatus(error, 403)) return [];
			throw error;
		},
	);
	return new Map(rows.map((contact) => [String(contact.id), contact]));
}

/** Finds conversations by their contacts, since the API can't search conversations, or by ID or channel. */
async function findByContact(
	known: Contacts,
	filter: string,
	readPage: ReadPage,
): Promise<{ rows: IDataObject[]; isAll: boolean }> {
	const found: IDataObject[] = [];
	const matches = ({ id, customer_id: contactId, channel }: IDataObject) =>
		known.has(String(contactId)) ||
		id === filter ||
		String(channel).toLowerCase() === filter.toLowerCase();
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { rows, hasNext } = await readPage(page, MAX_PER_PAGE);
		found.push(...rows.filter(matches));
		if (found.length > ROWS) break;
		if (!hasNext) return { rows: found, isAll: true };
	}
	return { rows: found.slice(0, ROWS), isAll: false };
}

/** Labels conversations by contact, channel and last activity; reads at most `mostNamed` contacts one by one. */
async function toLabelled(
	api: Api,
	node: INode,
	rows: IDataObject[],
	known: Contacts,
	mostNamed: number,
): Promise<INodePropertyOptions[]> {
	const contacts = new Map(known);
	const ids = new Set(rows.map((row) => String(row.customer_id ?? '')).filter(Boolean));
	const listMissing = () => [...ids].filter((id) => !contacts.has(id));
	if (listMissing().length > mostNamed) {
		for (const [id, contact] of await fetchContacts(api, node)) contacts.set(id, contact);
	}
	await Promise.all(
		listMissing()
			.slice(0, mostNamed)
			.map(async (id) => contacts.set(id, await fetchContact(api, id))),
	);
	return rows.map((row) => ({
		name: [
			contactLabel(contacts.get(String(row.customer_id ?? '')) ?? { id: row.id }),
			row.channel,
			toTimeLabel(row.updated_at),
		]
			.filter(Boolean)
			.join(' · '),
		value: String(row.id),
	}));
}

/** Writes a time as `2026-06-12 10:03 UTC`. */
function toTimeLabel(at: unknown): string {
	const ms = Date.parse(String(at ?? ''));
	return Number.isNaN(ms)
		? ''
		: `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Reads a contact; one that is gone, or that the key may not read, must not cost the user the whole list. */
const fetchContact = async (api: Api, id: string): Promise<IDataObject> =>
	await api.send(getContact(id)).then(
		({ body }) => body,
		(error: unknown) => {
			if (hasStatus(error, 403, 404)) return { id };
			throw error;
		},
	);
