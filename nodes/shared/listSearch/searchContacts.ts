import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { contactList } from '../api/relasi';
import { pageReader } from '../pagination/list';
import { openNodeApi } from '../http/client';

const ROWS = 50;

/** Searches contacts by name, email, phone and company for the resource locator, page by page. */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	const api = await openNodeApi(this);
	const read = pageReader(api, contactList(this.getNode(), searchFor(filter) || undefined));
	const { rows, hasNext } = await read(page, ROWS);
	return {
		results: rows.map((row) => ({ name: contactLabel(row), value: String(row.id) })),
		...(hasNext && { paginationToken: String(page + 1) }),
	};
}

/** Reduces a phone to its digits, since it may be stored with other separators. */
export function searchFor(filter = ''): string {
	const text = filter.trim();
	return /^\+?[\d ().\-/]{4,}$/.test(text) ? text.replace(/\D/g, '') : text;
}

/** Labels a contact by name and phone, or email. Any of the fields may be missing. */
export function contactLabel({ name, phone, email, id }: IDataObject): string {
	const parts = [name, phone || email].filter(Boolean);
	return parts.length > 0 ? parts.join(' · ') : String(id);
}
