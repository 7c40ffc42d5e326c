import { isResourceLocatorValue, type IDataObject } from 'n8n-workflow';

import { contactLocator } from '../../../shared/descriptions/locators';
import { idOf } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/values';
import { readOfRun } from '../../../shared/ofRun';
import type { ItemRun } from '../../../shared/transport/routing';
import { candidatesFor, checkStillExact, theOneOf } from './findContact';
import { matchOf } from './givenMatch';
import { MATCHES } from './match';

type Caller = Pick<ItemRun, 'api' | 'context'>;

/** The contact that Get reads and Update changes. */
export const contactField = contactLocator({
	displayName: 'Contact',
	name: 'contactId',
	description:
		'The contact to get or change. An AI agent gives its ID, which is the customer_id of a conversation, or what the chosen mode asks for.',
});

/** A contact that the user chose. */
export interface Located {
	id: string;
	/** Throws when the contact, as it is now, is not the chosen one any more. */
	check: (present: IDataObject) => void;
}

/** The contact that a locator names: by its ID, or by exactly its email or phone. */
export async function locateContact(
	caller: Caller,
	parameter: string,
	label: string,
): Promise<Located> {
	const { context } = caller;
	const given: unknown = context.getNodeParameter(parameter, '');
	const mode = isResourceLocatorValue(given) ? given.mode : 'id';
	const by = MATCHES.find((each) => each === mode);
	if (!by || !isResourceLocatorValue(given)) {
		return { id: idOf(context, parameter, label), check: () => {} };
	}
	const match = matchOf(context, by, given.value, label);
	const candidates = await readOfRun(
		caller,
		`contacts by ${by} ${match.key}`,
		async () => await candidatesFor(caller, match),
	);
	const found = theOneOf(caller, match, candidates);
	if (found) {
		return {
			id: String(found.id),
			check: (present) => checkStillExact(caller, match, present),
		};
	}
	throw invalid(
		context,
		`There is no contact with the ${by} “${match.text}”`,
		by === 'email'
			? 'Check the email, or choose the contact from the list. Create or Update creates one that is missing.'
			: 'Check the phone, which needs + and country code, or choose the contact from the list. Create or Update creates one that is missing.',
	);
}
