import type { INodeProperties } from 'n8n-workflow';

/** The country of phones that are written without a country code. */
export const countryCodeField = (description: string): INodeProperties => ({
	displayName: 'Default Country Code',
	name: 'defaultCountryCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. +62',
	description,
});

/** The digits of a country's calling code, written `+62`, `62` or `0062`; undefined when it is none. */
export const parseCountryCode = (text: string): string | undefined =>
	/^(?:\+|00)?([1-9]\d{0,2})$/.exec(text.replace(/\s/g, ''))?.[1];

/** What to enter instead of a text that is no country code. */
export const COUNTRY_CODE_ADVICE =
	'Enter + and the one to three digits of the country code, such as +62 for Indonesia.';
