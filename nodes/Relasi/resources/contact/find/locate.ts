import { type IDataObject, isResourceLocatorValue } from 'n8n-workflow';

import { COUNTRY_CODE_ADVICE, parseCountryCode } from '../../../../shared/credential/credential';
import { contactLocator } from '../../../../shared/descriptions/locators';
import {
	invalid,
	invalidValue,
	isInvisible,
	optional,
	readCollection,
	readText,
} from '../../../../shared/input/values';
import { readId } from '../../../../shared/input/ids';
import type { OperationContext } from '../../../operations/operationContext';
import { isCallingCode } from './countries';
import { lookUp } from '../bulk/contactLookups';
import { checkStillExact, pickExact } from './searches';
import { type Match, type MatchBy, MATCHES, parseMatch } from './identity';
import type { ItemContext } from '../../../../shared/execution/runCache';

/** The field of Get and Update. */
export const contactField = contactLocator({
	displayName: 'Contact',
	name: 'contactId',
	description:
		"The contact to retrieve or update. An AI agent gives its ID (a conversation's customer_id), or what the chosen mode asks for.",
});

/** A contact that the user chose. */
interface Located {
	id: string;
	/** Throws NodeOperationError if the present contact is no longer the chosen one. */
	check: (present: IDataObject) => void;
}

/** Gives the contacts that may match. */
type Find = (match: Match) => Promise<IDataObject[]>;

/**
 * Finds the contact of a locator: by its ID, or by exactly its email or phone. An operation that changes the contact
 * passes a `find` that shows it as it is now. Throws NodeOperationError if no contact, or several, match.
 */
export async function locateContact(
	run: OperationContext,
	parameter: string,
	label: string,
	find?: Find,
): Promise<Located> {
	return await locateGiven(run, run.context.getNodeParameter(parameter, ''), label, find);
}

/** Throws NodeOperationError for a locator that can't find a contact, before any request. */
export function checkLocator(run: OperationContext, parameter: string, label: string): void {
	const given: unknown = run.context.getNodeParameter(parameter, '');
	const by = toMatchBy(given);
	if (by && isResourceLocatorValue(given)) readMatch(run, by, given.value, label);
	else readId(run.context, given, label);
}

/** Finds the contact of a locator's value, or of a plain ID. */
export async function locateGiven(
	run: OperationContext,
	given: unknown,
	label: string,
	find: Find = async (match) => await lookUp(run, match),
): Promise<Located> {
	const { context } = run;
	const by = toMatchBy(given);
	if (!by || !isResourceLocatorValue(given)) {
		return { id: readId(context, given, label), check: () => {} };
	}
	const match = readMatch(run, by, given.value, label);
	const found = pickExact(run, match, await find(match));
	if (found) {
		return {
			id: String(found.id),
			check: (present) => checkStillExact(run, match, present),
		};
	}
	throw invalid(
		context,
		`There is no contact with the ${by} “${match.text}”`,
		by === 'email'
			? "Check the email, or choose the contact from the list. 'Create or Update' creates a missing contact."
			: "Check the phone and its country code, or choose the contact from the list. 'Create or Update' creates a missing contact.",
	);
}

/** Gives the field by which a locator finds a contact; undefined for its ID. */
export const toMatchBy = (given: unknown): MatchBy | undefined =>
	MATCHES.find((each) => isResourceLocatorValue(given) && each === given.mode);

/** Reads an email or phone. Throws NodeOperationError, which names the field `label`, if it isn't valid. */
export function readMatch(caller: ItemContext, by: MatchBy, given: unknown, label: string): Match {
	const { context } = caller;
	const countryCode = by === 'phone' ? readDefaultCountryCode(caller) : undefined;
	const text = readText(context, given, label);
	if (isInvisible(text)) {
		throw invalid(
			context,
			`${label} is empty`,
			`Enter the ${by} to find the contact by. If it's an expression, check that the previous node returns a value for this item.`,
		);
	}
	const reading = parseMatch(by, text, countryCode);
	if ('key' in reading) return { by, ...reading, countryCode };
	throw invalid(
		context,
		`${label} “${text.trim().slice(0, 100)}” ${reading.not}`,
		`${reading.advice} If it's an expression, check what the previous node returns for this item.`,
	);
}

/**
 * Reads the digits of the default country code from the option, or else from the credential. Throws NodeOperationError
 * if it isn't a country code.
 */
function readDefaultCountryCode({ api, context }: ItemContext): string | undefined {
	const options = readCollection(context);
	const given = optional(context, options.defaultCountryCode, '');
	const isGiven = 'defaultCountryCode' in options && given !== '';
	const code = isGiven
		? parseCountryCode(readText(context, given, 'Default Country Code'))
		: api.defaultCountryCode;
	if ((code === undefined && !isGiven) || isCallingCode(String(code))) return code;
	throw invalidValue(
		context,
		'Default Country Code',
		isGiven ? given : code,
		"isn't a country code",
		COUNTRY_CODE_ADVICE,
	);
}
