import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { invalid } from '../../../shared/input/invalid';

/** The values of `lead_status`, as a menu. */
export const leadStatuses = [
	{ name: 'Contacted', value: 'contacted' },
	{ name: 'Lost', value: 'lost' },
	{ name: 'New', value: 'new' },
	{ name: 'Qualified', value: 'qualified' },
	{ name: 'Won', value: 'won' },
];

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
export const READABLE = Object.keys(LIMITS).filter((property) => property !== 'comment');

const toBody = (property: string) => ({ send: { type: 'body' as const, property } });

/** The contact's name: in Create and Create or Update it stands by itself. */
export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Nathan Smith',
	description: 'Full name of the contact, at most 200 characters',
	routing: toBody('name'),
};

/** Everything else that can be written; a field that is added and left empty is cleared. */
export const optionalFields: INodeProperties[] = [
	{
		displayName: 'Address',
		name: 'address',
		type: 'string',
		default: '',
		placeholder: 'e.g. 12 Harbour Street',
		routing: toBody('address'),
	},
	{
		displayName: 'City',
		name: 'city',
		type: 'string',
		default: '',
		placeholder: 'e.g. Jakarta',
		routing: toBody('city'),
	},
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: 'A note for your team. Relasi stores it, but does not return it.',
		routing: toBody('comment'),
	},
	{
		displayName: 'Company',
		name: 'company',
		type: 'string',
		default: '',
		placeholder: 'e.g. Harbour Coffee Ltd',
		routing: toBody('company'),
	},
	{
		displayName: 'Country',
		name: 'country',
		type: 'string',
		default: '',
		placeholder: 'e.g. Indonesia',
		routing: toBody('country'),
	},
	{
		displayName: 'Email',
		name: 'email',
		type: 'string',
		default: '',
		placeholder: 'e.g. nathan@example.com',
		routing: toBody('email'),
	},
	{
		displayName: 'Job Title',
		name: 'jobTitle',
		type: 'string',
		default: '',
		placeholder: 'e.g. Head of Purchasing',
		routing: toBody('job_title'),
	},
	{
		displayName: 'Lead Source',
		name: 'leadSource',
		type: 'string',
		default: '',
		placeholder: 'e.g. Trade fair',
		description: 'Where the contact came from',
		routing: toBody('lead_source'),
	},
	{
		displayName: 'Lead Status',
		name: 'leadStatus',
		type: 'options',
		options: [{ name: '(None)', value: '' }, ...leadStatuses],
		default: '',
		description: 'How far the contact is on the way to a sale',
		routing: toBody('lead_status'),
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. +6281234567890',
		description: 'Best with + and country code, so that it can be matched',
		routing: toBody('phone'),
	},
];

/**
 * The contact input as the API takes it: texts trimmed, numbers as texts.
 * Throws NodeOperationError for what the API would refuse.
 */
export function checkedInput(context: IExecutePaginationFunctions, body: IDataObject): IDataObject {
	const input: IDataObject = {};
	for (const [property, value] of Object.entries(body)) {
		input[property] = checkedValue(context, property, value);
	}
	if (input.name === '') {
		throw invalid(context, 'Name is empty', 'A contact needs a name. Enter one.');
	}
	return input;
}

function checkedValue(context: IExecutePaginationFunctions, property: string, value: unknown) {
	const { label, longest = Infinity } = LIMITS[property];
	if (typeof value === 'object') {
		throw invalid(
			context,
			`${label} is not a text: it is ${JSON.stringify(value)?.slice(0, 100)}`,
			`Give one text for ${label}. If it is an expression, let it end in the field you mean.`,
		);
	}
	const text = String(value).trim();
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
