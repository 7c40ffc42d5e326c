import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';

import { channelList, contactList, conversationList, getContact } from '../api/relasi';
import { hasStatus } from '../errors/apiError';
import { type Api, openNodeApi } from '../http/client';
import { pageReader } from '../pagination/list';
import { MAX_PER_PAGE, toRowKey, type ReadPage } from '../pagination/page';

/** At most this many pages of channels are read, so that the menu opens soon. */
const MAX_CHANNEL_PAGES = 10;

/** Loads the channels of the workspace for the filter's menu. One without a name is shown by its address. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const readPage = pageReader(api, channelList());
	const channels = new Map<string, IDataObject>();
	for (let number = 1; number <= MAX_CHANNEL_PAGES; number++) {
		const { rows, hasNext } = await readPage(number, MAX_PER_PAGE);
		for (const row of rows) channels.set(toRowKey(row), row);
		if (rows.length === 0 || !hasNext) break;
	}
	return [...channels.values()]
		.map(({ id, type, name, username, phone_number: phone, email }) => ({
			name: [name || username || phone || email || id, type].filter(Boolean).join(' · '),
			value: String(id),
		}))
		.sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Loads the statuses of the newest 500 conversations for the filter's menu: the API doesn't document them, and one
 * request is enough for those in use.
 */
export async function getStatuses(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const api = await openNodeApi(this);
	const { rows } = await pageReader(api, conversationList())(1, MAX_PER_PAGE);
	const statuses = new Set(rows.map(({ status }) => String(status ?? '')).filter(Boolean));
	return [...statuses].sort().map((status) => ({ name: toStatusLabel(status), value: status }));
}

/** Writes `in_progress` as “In Progress”. */
const toStatusLabel = (status: string): string =>
	status
		.split(/[_\s-]+/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');

/** Contacts that the list shows at a time. */
const CONTACTS = 50;

/** Searches contacts by name, email, phone and company for the resource locator, page by page. */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	const api = await openNodeApi(this);
	const readPage = pageReader(api, contactList(toSearch(filter)));
	const { rows, hasNext } = await readPage(page, CONTACTS);
	return {
		results: rows.map((row) => ({ name: contactLabel(row), value: String(row.id) })),
		...(hasNext && { paginationToken: String(page + 1) }),
	};
}

/** Makes the text to search for. A phone is reduced to its digits, since it may be stored with other separators. */
function toSearch(filter = ''): string | undefined {
	const text = filter.trim();
	const isPhone = /^\+?[\d ().\-/]{4,}$/.test(text);
	return (isPhone ? text.replace(/\D/g, '') : text) || undefined;
}

/** Labels a contact by name and phone, or email. Any of the fields may be missing. */
function contactLabel({ name, phone, email, id }: IDataObject): string {
	const parts = [name, phone || email].filter(Boolean);
	return parts.length > 0 ? parts.join(' · ') : String(id);
}

/** Conversations that the list shows at a time. */
const CONVERSATIONS = 25;

/** Pages that a search looks through, the newest conversations first. */
const MAX_PAGES = 4;

/** Contacts that are read one by one for their names: neither a page of the list nor a search takes over ten requests. */
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
	const page = Number(paginationToken ?? 1);
	const conversations = pageReader(api, conversationList());
	if (!filter) {
		const { rows, hasNext } = await conversations(page, CONVERSATIONS);
		const results = await toLabelled(api, rows, MAX_NAMED.list);
		return { results, ...(hasNext && { paginationToken: String(page + 1) }) };
	}
	const known = await fetchContacts(api, filter);
	const { rows, isAll } = await findByContact(known, filter, conversations);
	const results = await toLabelled(api, rows, MAX_NAMED.search, known);
	return { results: isAll ? results : [...results, { name: TYPE_MORE, value: '' }] };
}

/** Contacts by their IDs. */
type Contacts = Map<string, IDataObject>;

/** Reads up to 500 contacts; none if the key may not read contacts: IDs and channels can still be searched. */
async function fetchContacts(api: Api, filter = ''): Promise<Contacts> {
	const readPage = pageReader(api, contactList(toSearch(filter)));
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
		if (found.length > CONVERSATIONS) break;
		if (!hasNext) return { rows: found, isAll: true };
	}
	return { rows: found.slice(0, CONVERSATIONS), isAll: false };
}

/** Labels conversations by contact, channel and last activity. */
async function toLabelled(
	api: Api,
	rows: IDataObject[],
	maxNamed: number,
	known: Contacts = new Map(),
): Promise<INodePropertyOptions[]> {
	const contacts = new Map(known);
	const ids = new Set(rows.map((row) => String(row.customer_id ?? '')).filter(Boolean));
	const listMissing = () => [...ids].filter((id) => !contacts.has(id));
	if (listMissing().length > maxNamed) {
		for (const [id, contact] of await fetchContacts(api)) contacts.set(id, contact);
	}
	await Promise.all(
		listMissing()
			.slice(0, maxNamed)
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
