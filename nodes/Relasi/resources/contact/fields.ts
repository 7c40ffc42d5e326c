import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The menu of `lead_status`. */
export const leadStatuses: INodePropertyOptions[] = [
	{ name: 'Contacted', value: 'contacted' },
	{ name: 'Lost', value: 'lost' },
	{ name: 'New', value: 'new' },
	{ name: 'Qualified', value: 'qualified' },
	{ name: 'Won', value: 'won' },
];

/** The menu of the field that sets it. */
export const leadStatusesOrNone = [{ name: '(None)', value: '' }, ...leadStatuses];

const toBody = (property: string) => ({ send: { type: 'body' as const, property } });

/** The name, which Create and Create or Update require. */
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

/** The other fields; one that is added and left empty is cleared. */
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
		description:
			"A note for your team. Relasi doesn't return it, so an update that leaves it out may clear it.",
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
		options: leadStatusesOrNone,
		default: '',
		description: "The contact's stage in your sales process",
		routing: toBody('lead_status'),
	},
	{
		displayName: 'Phone',
		name: 'phone',
		type: 'string',
		default: '',
		placeholder: 'e.g. +6281234567890',
		description: 'Enter it with + and country code, so the contact can be found by it',
		routing: toBody('phone'),
	},
];

/** `optionalFields` for the operations that create contacts. */
export const additionalFields: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	options: optionalFields,
};
