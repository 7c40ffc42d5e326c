import type { IDataObject } from 'n8n-workflow';

import type { Given } from './combine';
import type { Include } from './settings';
import type { Source } from './source';

/** The items with the conversation and the contact behind them; each contact is read once a poll. */
export async function withIncluded(
	source: Source,
	given: Given[],
	include: Include[],
	deadlineMs: number,
): Promise<IDataObject[]> {
	if (include.length === 0) return given.map(({ item }) => item);
	const contacts = include.includes('contact')
		? await readContacts(source, given, deadlineMs)
		: undefined;
	return given.map(({ item, conversation = null }) => ({
		...item,
		...(include.includes('conversation') && { conversation }),
		...(contacts && { contact: contacts.get(contactOf(conversation)) ?? null }),
	}));
}

const contactOf = (conversation?: IDataObject | null): string =>
	String(conversation?.customer_id ?? '');

async function readContacts(
	source: Source,
	given: Given[],
	deadlineMs: number,
): Promise<Map<string, IDataObject | null>> {
	const ids = [...new Set(given.map(({ conversation }) => contactOf(conversation)))].filter(
		(id) => id !== '',
	);
	const contacts = new Map<string, IDataObject | null>();
	const worker = async () => {
		for (let id = ids.shift(); id !== undefined; id = ids.shift()) {
			if (source.nowMs() < deadlineMs || contacts.size === 0) {
				contacts.set(id, await source.contact(id));
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(source.width, ids.length) }, worker));
	return contacts;
}
