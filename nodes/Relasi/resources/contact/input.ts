import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import {
	COUNTRY_CODE_ADVICE,
	COUNTRY_CODE_FAULT,
	parseCountryCode,
} from '../../../shared/credential/credential';
import type { ItemContext } from '../../../shared/execution/runCache';
import {
	invalid,
	invalidValue,
	isInvisible,
	isNothing,
	isTool,
	optional,
	readChoice,
	readCollection,
	readText,
} from '../../../shared/input/values';
import { FIELDS, leadStatusesOrNone } from './fields';
import { isCallingCode } from './identity/countries';
import { MATCHES, parseMatch, type Match, type MatchBy } from './identity/match';

/** The most characters that the API accepts. */
const MAX_LENGTHS: Record<string, number> = {
	name: 200,
	phone: 50,
	email: 200,
	company: 200,
	job_title: 200,
	address: 500,
	city: 100,
	country: 100,
};

/** The fields that the API returns, so that an update can send their values along. */
export const RETURNED_FIELDS = Object.keys(FIELDS).filter((property) => property !== 'comment');

/**
 * Reads the fields of a contact as the API takes them: texts trimmed, numbers as texts. Leaves out what an AI agent
 * leaves empty, since it fills every field that it is offered. Throws NodeOperationError for what the API would
 * refuse.
 */
export function readContactInput(item: ItemContext, body: IDataObject): IDataObject {
	const { context } = item;
	const input: IDataObject = {};
	for (const [property, value] of Object.entries(body)) {
		if (isTool(context) && isNothing(context, value)) {
			if (property === 'name' && value !== '') throw noName(context);
			continue;
		}
		input[property] = readContactValue(item, property, value);
	}
	if (input.name === '') throw noName(context);
	return input;
}

/** Reads the fields of a contact that may have to be created. Throws NodeOperationError if there is no name. */
export function readNewContactInput(item: ItemContext, body: IDataObject): IDataObject {
	const input = readContactInput(item, body);
	if (input.name === undefined) throw noName(item.context);
	return input;
}

const noName = (context: IExecutePaginationFunctions) =>
	invalid(context, 'Name is empty', 'A contact needs a name. Enter one.');

function readContactValue(item: ItemContext, property: string, value: unknown) {
	const { context } = item;
	const { displayName: label } = FIELDS[property];
	const { [property]: longest = Infinity } = MAX_LENGTHS;
	const read = readText(context, value, label).trim();
	const given = isInvisible(read) ? '' : read;
	const by = given === '' ? undefined : MATCHES.find((each) => each === property);
	// An email or phone follows the rules of 'Match Value', so that the contact is found again.
	const text = by ? readMatch(item, by, given, label).text : given;
	if ([...text].length > longest) {
		throw invalid(
			context,
			`${label} is too long: ${[...text].length} characters, and Relasi accepts ${longest}`,
			`Shorten ${label} to at most ${longest} characters.`,
		);
	}
	return property === 'lead_status' ? readChoice(context, text, label, leadStatusesOrNone) : text;
}

/** Reads an email or phone. Throws NodeOperationError, which names the field `label`, if it isn't valid. */
export function readMatch(item: ItemContext, by: MatchBy, given: unknown, label: string): Match {
	const { context } = item;
	const countryCode = by === 'phone' ? readDefaultCountryCode(item) : undefined;
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
	if (!('defaultCountryCode' in options) || given === '') {
		const code = api.defaultCountryCode;
		if (code === undefined || isCallingCode(code)) return code;
		throw invalid(context, COUNTRY_CODE_FAULT.message, COUNTRY_CODE_FAULT.description);
	}
	const label = 'Default Country Code';
	const code = parseCountryCode(readText(context, given, label));
	if (code !== undefined && isCallingCode(code)) return code;
	throw invalidValue(context, label, given, "isn't a country code", COUNTRY_CODE_ADVICE);
}
