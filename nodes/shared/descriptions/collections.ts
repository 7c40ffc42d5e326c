import type { INodeProperties } from 'n8n-workflow';

const collection =
	(name: 'Filter' | 'Option') =>
	(options: INodeProperties[]): INodeProperties => ({
		displayName: `${name}s`,
		name: `${name.toLowerCase()}s`,
		type: 'collection',
		placeholder: `Add ${name}`,
		default: {},
		options,
	});

/** The collection of what narrows a list. */
export const filtersField = collection('Filter');

/** The collection of what most users leave as it is. */
export const optionsField = collection('Option');
