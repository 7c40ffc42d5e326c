import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import {
	isInvisible,
	isNothing,
	isTool,
	readChoice,
	invalid,
	readText,
} from '../../../shared/input/values';
import { leadStatusesOrNone } from './fields';
import { readMatch } from './find/locate';
import { MATCHES } from './find/identity';
import type { ItemContext } from '../../../shared/execution/runCache';

/** The fields of a contact input: their labels, and the most characters that the API accepts. */
const LIMITS: Record<string, { label: string; longest?: number }> = {
	name: { label: 'Name', longest: 200 },
	phone: { label: 'Phone', longest: 50 },
	email: { label: 'Email', longest: 200 },
	company: { label: 'Company', longest: 200 },
	job_title: { label: 'Job Title', longest: 200 },
	lead_status: { label: 'Lead Status' },
	lead_source: { label: 'Lead Source' },
	address: { label: 'Address', longest: 500 },
	city: { label: 'City', longest: 100 },
	country: { label: 'Country', longest: 100 },
	comment: { label: 'Comment' },
};

/** The fields that the API returns, so that an update can send their values along. */
export const RETURNED_FIELDS = Object.keys(LIMITS).filter((property) => property !== 'comment');

/**
 * Reads the fields of a contact as the API takes them: texts trimmed, numbers as texts. Leaves out what an AI agent
 * leaves empty, since it fills every field that it is offered. Throws NodeOperationError for what the API would
 * refuse.
 */
export function readContactInput(caller: ItemContext, body: IDataObject): IDataObject {
	const { context } = caller;
	const input: IDataObject = {};
	for (const [property, value] of Object.entries(body)) {
		if (isTool(context) && isNothing(context, value)) {
			if (property === 'name' && value !== '') throw noName(context);
			continue;
		}
		input[property] = readContactValue(caller, property, value);
	}
	if (input.name === '') throw noName(context);
	return input;
}

/** Reads the fields of a contact that may have to be created. Throws NodeOperationError if there is no name. */
export function readNewContactInput(caller: ItemContext, body: IDataObject): IDataObject {
	const input = readContactInput(caller, body);
	if (input.name === undefined) throw noName(caller.context);
	return input;
}

const noName = (context: IExecutePaginationFunctions) =>
	invalid(context, 'Name is empty', 'A contact needs a name. Enter one.');

function readContactValue(caller: ItemContext, property: string, value: unknown) {
	const { context } = caller;
	const { label, longest = Infinity } = LIMITS[property];
	const read = readText(context, value, label).trim();
	const given = isInvisible(read) ? '' : read;
	const by = given === '' ? undefined : MATCHES.find((each) => each === property);
	// By the same rules as 'Match Value', so that the contact is found again.
	const text = by ? readMatch(caller, by, given, label).text : given;
	if ([...text].length > longest) {
		throw invalid(
			context,
			`${label} is too long: ${[...text].length} characters, and Relasi accepts ${longest}`,
			`Shorten ${label} to at most ${longest} characters.`,
		);
	}
	return property === 'lead_status'
		? readChoice(context, text, label, leadStatusesOrNone)
		: text;
}
