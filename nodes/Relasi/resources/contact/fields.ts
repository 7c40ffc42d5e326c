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

/** The fields of a contact, by their names in the API. */
export const FIELDS: Record<string, Partial<INodeProperties> & { displayName: string }> = {
	address: { displayName: 'Address', placeholder: 'e.g. 12 Harbour Street' },
	city: { displayName: 'City', placeholder: 'e.g. Jakarta' },
	comment: {
		displayName: 'Comment',
		typeOptions: { rows: 3 },
		description:
			"A note for your team. Relasi doesn't return it, so an update that leaves it out may clear it.",
	},
	company: { displayName: 'Company', placeholder: 'e.g. Harbour Coffee Ltd' },
	country: { displayName: 'Country', placeholder: 'e.g. Indonesia' },
	email: { displayName: 'Email', placeholder: 'e.g. nathan@example.com' },
	job_title: { displayName: 'Job Title', placeholder: 'e.g. Head of Purchasing' },
	lead_source: {
		displayName: 'Lead Source',
		placeholder: 'e.g. Trade fair',
		description: 'Where the contact came from',
	},
	lead_status: {
		displayName: 'Lead Status',
		type: 'options',
		options: leadStatusesOrNone,
		description: "The contact's stage in your sales process",
	},
	phone: {
		displayName: 'Phone',
		placeholder: 'e.g. +6281234567890',
		description: 'Enter it with + and country code, so the contact can be found by it',
	},
	name: {
		displayName: 'Name',
		placeholder: 'e.g. Nathan Smith',
		description: 'Full name of the contact, at most 200 characters',
	},
};

/** The same fields as n8n shows them; one that is added and left empty is cleared. */
export const contactFields: INodeProperties[] = Object.entries(FIELDS).map(([property, texts]) => ({
	name: property.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
	type: 'string',
	default: '',
	...texts,
	routing: { send: { type: 'body', property } },
}));

const isName = ({ name }: INodeProperties): boolean => name === 'name';

/** The fields of the operations that create contacts. */
export const newContactFields: INodeProperties[] = [
	{ ...contactFields.find(isName)!, required: true },
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add Field',
		default: {},
		options: contactFields.filter((field) => !isName(field)),
	},
];
