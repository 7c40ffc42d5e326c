import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** Return All and Limit of every Get Many. */
export const paging: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		displayOptions: { show: { returnAll: [false] } },
		default: 50,
		description: 'Max number of results to return',
	},
];

const collection =
	(name: 'Filter' | 'Option') =>
	(options: INodeProperties[], description?: string): INodeProperties => ({
		displayName: `${name}s`,
		name: `${name.toLowerCase()}s`,
		type: 'collection',
		placeholder: `Add ${name}`,
		default: {},
		...(description !== undefined && { description }),
		options,
	});

export const filtersField = collection('Filter');

export const optionsField = collection('Option');

/** The values of a switch that is on, for displayOptions: an expression can give several. */
export const ON = [true, 'true', 1, '1'];

/** Makes a filter whose choices are loaded from the API. */
const loadedField = (
	displayName: string,
	name: string,
	loadOptionsMethod: string,
	description: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod },
	default: [],
	description: `${description}. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

export const channelsField = (description: string): INodeProperties =>
	loadedField('Channel Names or IDs', 'channelIds', 'getChannels', description);

export const statusesField = (description: string): INodeProperties => ({
	...loadedField('Status Names or IDs', 'statuses', 'getStatuses', description),
	builderHint: {
		propertyHint:
			'Each workspace has its own statuses: leave this out unless the user names one',
	},
});

export const channelTypes: INodePropertyOptions[] = [
	{ name: 'Email', value: 'email' },
	{ name: 'Facebook', value: 'facebook' },
	{ name: 'Instagram', value: 'instagram' },
	{ name: 'Live Chat', value: 'livechat' },
	{ name: 'Telegram', value: 'telegram' },
	{ name: 'WhatsApp', value: 'whatsapp' },
];

export const channelTypesField = (description: string): INodeProperties => ({
	displayName: 'Channel Types',
	name: 'channelTypes',
	type: 'multiOptions',
	options: channelTypes,
	default: [],
	description,
});
