import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { isTool } from '../../../shared/input/asTool';
import { invalid, textOf } from '../../../shared/input/values';
import { leadStatuses } from './fields';

/** What the API allows: the name of each property for the user, and its longest value in characters. */
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

/** The properties of a contact that can be read back, so that an update can carry them along. */
export const RETURNED_FIELDS = Object.keys(LIMITS).filter((property) => property !== 'comment');

/**
 * The contact input as the API takes it: texts trimmed, numbers as texts. An AI agent fills every field
 * that it is offered, so what it leaves empty is not given.
 * Throws NodeOperationError for what the API would refuse.
 */
export function checkedInput(context: IExecutePaginationFunctions, body: IDataObject): IDataObject {
	const byAgent = isTool(context);
	const input: IDataObject = {};
	for (const [property, value] of Object.entries(body)) {
		const text = checkedValue(context, property, value);
		if (text !== '' || !byAgent) input[property] = text;
	}
	if (input.name === '') throw noName(context);
	return input;
}

/** The same of a contact that may have to be created, which needs a name. */
export function checkedNewInput(
	context: IExecutePaginationFunctions,
	body: IDataObject,
): IDataObject {
	const input = checkedInput(context, body);
	if (input.name === undefined) throw noName(context);
	return input;
}

const noName = (context: IExecutePaginationFunctions) =>
	invalid(context, 'Name is empty', 'A contact needs a name. Enter one.');

function checkedValue(context: IExecutePaginationFunctions, property: string, value: unknown) {
	const { label, longest = Infinity } = LIMITS[property];
	const text = textOf(context, value, label).trim();
	if ([...text].length > longest) {
		throw invalid(
			context,
			`${label} is too long: ${[...text].length} characters, and Relasi takes ${longest}`,
			`Shorten ${label} to at most ${longest} characters.`,
		);
	}
	if (property === 'lead_status' && text !== '' && !leadStatuses.some((s) => s.value === text)) {
		throw invalid(
			context,
			`Lead Status “${text.slice(0, 50)}” is not one that Relasi knows`,
			`Use one of ${leadStatuses.map((status) => status.value).join(', ')}, or leave it empty.`,
		);
	}
	return text;
}
