import type { IDataObject } from 'n8n-workflow';

import { RepeatedRead } from '../../../../shared/async';
import { cachedFetch, cachePerRun } from '../../../../shared/execution/runCache';
import type { OperationContext } from '../../../operations/operationContext';
import { isExact, type Match } from '../identity/match';
import { fetchCandidates } from './searches';
import { MIN_ITEMS, readContacts, ROWS_PER_ITEM, type ContactIndex } from './contactIndex';

/** A list with more rows would fill memory for too little. */
const MAX_ROWS = 50_000;

/**
 * Finds contacts for the items of a large run that don't change them: one reading of the whole list replaces their
 * searches. Before a contact counts as missing, or as one of several, the list is read again.
 */
class ContactLookups {
	private readonly list = new RepeatedRead(async () => await this.read());

	private isTooLong: boolean;

	constructor(private readonly run: OperationContext) {
		this.isTooLong = run.itemCount < MIN_ITEMS;
	}

	/** Gives the contacts that may match; undefined if searching takes fewer requests. */
	async candidates(match: Match): Promise<IDataObject[] | undefined> {
		const known = await (await this.list.current)?.matching(match);
		const exact = known?.filter((row) => isExact(match, row[match.by])) ?? [];
		if (new Set(exact.map(({ id }) => id)).size === 1) return known;
		if (this.isTooLong) return undefined;
		return await (await this.list.next())?.matching(match);
	}

	private async read(): Promise<ContactIndex | undefined> {
		const mostRows = Math.min(this.run.itemCount * ROWS_PER_ITEM, MAX_ROWS);
		const { index } = await readContacts(this.run, mostRows);
		this.isTooLong = index === undefined;
		return index;
	}
}

/** Gives the contacts that may match, for an item that doesn't change them. The items of a run share what was read. */
export async function lookUp(run: OperationContext, match: Match): Promise<IDataObject[]> {
	const lookups = cachePerRun(run, 'contact look-ups', () => new ContactLookups(run));
	return (
		(await lookups.candidates(match)) ??
		(await cachedFetch(
			run,
			`contacts by ${match.by} ${match.key}`,
			async () => await fetchCandidates(run, match),
		))
	);
}
