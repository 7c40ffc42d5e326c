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

/** The contact that Get reads and Update changes. */
export const contactField = contactLocator({
	displayName: 'Contact',
	name: 'contactId',
	description:
		"The contact to retrieve or update. An AI agent gives its ID (a conversation's customer_id), or what the chosen mode asks for.",
});

/** A contact that the user chose. */
interface Located {
	id: string;
	/** Throws when the contact, as it is now, is not the chosen one any more. */
	check: (present: IDataObject) => void;
}

/** Gives the contacts of which one may match. */
type Find = (match: Match) => Promise<IDataObject[]>;

/**
 * The contact that a locator names: by its ID, or by exactly its email or phone. Who changes the contact
 * gives a `find` that shows it as it is now.
 */
export async function locateContact(
	run: OperationContext,
	parameter: string,
	label: string,
	find?: Find,
): Promise<Located> {
	return await locateGiven(run, run.context.getNodeParameter(parameter, ''), label, find);
}

/** Throws NodeOperationError for a locator that can name no contact, before anything is requested. */
export function checkLocator(run: OperationContext, parameter: string, label: string): void {
	const given: unknown = run.context.getNodeParameter(parameter, '');
	const by = toMatchBy(given);
	if (by && isResourceLocatorValue(given)) readMatch(run, by, given.value, label);
	else readId(run.context, given, label);
}

/** The contact that the value of a locator, or a plain ID, names. */
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

/** By what the value of a locator finds a contact; undefined for an ID. */
export const toMatchBy = (given: unknown): MatchBy | undefined =>
	MATCHES.find((each) => isResourceLocatorValue(given) && each === given.mode);

/** The email or phone that the user gave in the field `label`; throws NodeOperationError for what is neither. */
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
 * The digits of the country whose phones may stand without a country code: of the option, or else of the
 * credential. Throws NodeOperationError for what is no country code.
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
