import { isResourceLocatorValue, type IDataObject } from 'n8n-workflow';

import { contactLocator } from '../../../../shared/descriptions/locators';
import type { ItemContext } from '../../../../shared/execution/runCache';
import { readId } from '../../../../shared/input/ids';
import { invalid } from '../../../../shared/input/values';
import type { OperationContext } from '../../../operations/operationContext';
import { isExact, MATCHES, mayBeSame, type Match } from '../identity/match';
import { readMatch } from '../input';
import { lookUp } from './contactList';

/** The field of Get and Update. */
export const contactField = contactLocator({
	displayName: 'Contact',
	name: 'contactId',
	description:
		"The contact to retrieve or update. An AI agent gives its ID (a conversation's customer_id), or what the chosen mode asks for.",
});

/** What a locator says: an ID, or an email or phone by which to find the contact. */
export type ContactLocator = { id: string } | Match;

/**
 * Reads the value of a locator, or a plain ID. Throws NodeOperationError, which names the field `label`, if no contact
 * can be found by it.
 */
export function readLocator(item: ItemContext, given: unknown, label = 'Contact'): ContactLocator {
	const locator = isResourceLocatorValue(given) ? given : undefined;
	const by = MATCHES.find((each) => each === locator?.mode);
	return by
		? readMatch(item, by, locator?.value, label)
		: { id: readId(item.context, given, label) };
}

/**
 * Gives the ID of the contact of a locator, which has exactly its email or phone. An operation that changes the
 * contact passes a `find` that shows those that may match as they are now. Throws NodeOperationError if no contact,
 * or several, match.
 */
export async function locateContact(
	run: OperationContext,
	locator: ContactLocator,
	find = async (match: Match): Promise<IDataObject[]> => await lookUp(run, match),
): Promise<string> {
	if ('id' in locator) return locator.id;
	const found = pickExact(run, locator, await find(locator));
	if (found) return String(found.id);
	const { by, text } = locator;
	throw invalid(
		run.context,
		`There is no contact with the ${by} “${text}”`,
		`Check the ${by === 'email' ? 'email' : 'phone and its country code'}, or choose the contact from the list. 'Create or Update' creates a missing contact.`,
	);
}

/** Picks the contact that matches exactly. Throws NodeOperationError if several do, or if one only may. */
export function pickExact(
	{ context }: ItemContext,
	match: Match,
	rows: IDataObject[],
): IDataObject | undefined {
	const exact = rows.filter((row) => isExact(match, row[match.by]));
	const byId = new Map(exact.map((row) => [String(row.id), row]));
	if (byId.size === 1) return exact[0];
	if (byId.size === 0) {
		const similar = rows.find((row) => mayBeSame(match, row[match.by]));
		if (!similar) return undefined;
		// Creating could duplicate the contact, and updating could change another one.
		throw invalid(
			context,
			`The contact ${String(similar.id)} has the phone “${String(similar.phone)}”, which may or may not be “${match.text}”`,
			"Enter the phone with + and country code (and its extension, if it has one), or set 'Default Country Code' in the credential.",
		);
	}
	throw invalid(
		context,
		`Several contacts have the ${match.by} “${match.text}”`,
		`Their IDs are ${[...byId.keys()].join(', ')}. Merge them with the operation 'Merge', or choose the right one by its ID.`,
	);
}

/** Throws NodeOperationError if the contact no longer matches: the API's search may show an older state. */
export function checkStillExact(
	{ context }: ItemContext,
	locator: ContactLocator,
	present: IDataObject,
): void {
	if ('id' in locator || isExact(locator, present[locator.by])) return;
	throw invalid(
		context,
		`The contact found by ${locator.by} “${locator.text}” now has a different one`,
		'Someone changed it a moment ago, so nothing was written. Run the node again.',
	);
}
