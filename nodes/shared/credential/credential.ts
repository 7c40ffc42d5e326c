import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecutePaginationFunctions,
	type ILoadOptionsFunctions,
	type INodeProperties,
	type IPollFunctions,
} from 'n8n-workflow';

import { proxyFault, toProxy, type Fault } from './connection';
import { isObject } from '../guards';

/** The `relasiApi` credential, checked. `data` is what n8n hands to its `authenticate`. */
export interface Credential {
	apiKey: string;
	baseUrl: string;
	requestsPerSecond: number;
	/** Country code (digits) of phones that are written without one. */
	defaultCountryCode?: string;
	data: ICredentialDataDecryptedObject;
}

/** The contexts of n8n from which requests are sent: the action node's, a poll's and the editor's. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

export const CREDENTIAL = 'relasiApi';
const DEFAULT_REQUESTS_PER_SECOND = 60;
const EXAMPLE = 'https://api.relasiu.com/api/public/v1';

/**
 * Reads and checks the node's credential; one read serves all requests of a node run. Throws NodeOperationError
 * if no request can succeed with it.
 */
export async function readCredential(context: ApiContext): Promise<Credential> {
	const data = await context.getCredentials(CREDENTIAL);
	const fault = findFault(data);
	if (fault) {
		throw new NodeOperationError(context.getNode(), fault.message, {
			description: fault.description,
		});
	}
	return {
		apiKey: String(data.apiKey ?? '').trim(),
		baseUrl: trimmedBaseUrl(data.baseUrl),
		requestsPerSecond: toRate(data),
		data,
		defaultCountryCode: parseCountryCode(String(data.defaultCountryCode ?? '')),
	};
}

/** Says why no request can succeed with a credential, and how to correct that; undefined if one can. */
export function findFault(data: ICredentialDataDecryptedObject): Fault | undefined {
	const countryCode = String(data.defaultCountryCode ?? '').trim();
	return (
		baseUrlFault(trimmedBaseUrl(data.baseUrl)) ??
		(countryCode === '' || parseCountryCode(countryCode) ? undefined : COUNTRY_CODE_FAULT) ??
		(toRate(data) > 0 ? undefined : RATE_FAULT) ??
		proxyFault(data)
	);
}

const toRate = ({ requestsPerSecond }: ICredentialDataDecryptedObject): number =>
	Number(requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND);

/** Removes what copying a base URL adds: blanks around it and slashes behind it. */
export const trimmedBaseUrl = (baseUrl: unknown): string =>
	String(baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');

/** Says why a base URL can't work, without quoting it; undefined if it can. */
function baseUrlFault(baseUrl: string): Fault | undefined {
	// Axios would send this login instead of the API key.
	if (/^[a-z]+:[/\\]*[^/?#]*@/i.test(baseUrl)) {
		return {
			message: 'The base URL in the Relasi credential contains a user name or password',
			description: `Open the credential and remove everything between // and @, so it looks like ${EXAMPLE}. Relasi identifies you by the API key alone.`,
		};
	}
	if (!/^https?:\/\/[^/?#\s]+[^?#\s]*$/i.test(baseUrl)) {
		return {
			message: "The base URL in the Relasi credential isn't a valid URL",
			description: `Open the credential and enter a URL such as ${EXAMPLE}.`,
		};
	}
	return undefined;
}

const RATE_FAULT: Fault = {
	message: "'Requests per Second' in the Relasi credential isn't a number above 0",
	description: 'Open the credential and enter 60, the limit of a key, or less.',
};

/** The advice of an error about a country code. */
export const COUNTRY_CODE_ADVICE =
	'Enter + and the one to three digits of the country code, such as +62 for Indonesia.';

/** The fault of a credential whose default country code isn't one. */
export const COUNTRY_CODE_FAULT: Fault = {
	message: "'Default Country Code' in the Relasi credential isn't a country code",
	description: `Open the credential. ${COUNTRY_CODE_ADVICE}`,
};

/** Parses a country's calling code, written `+62`, `62` or `0062`, to its digits; undefined if it isn't one. */
export const parseCountryCode = (text: string): string | undefined =>
	/^(?:\+|00)?([1-9]\d{0,2})$/.exec(text.trim())?.[1];

/** The field for the country of phones that are written without a country code. */
export const countryCodeField = (description: string): INodeProperties => ({
	displayName: 'Default Country Code',
	name: 'defaultCountryCode',
	type: 'string',
	default: '',
	placeholder: 'e.g. +62',
	description,
});

/** A shorter text isn't redacted: it would be found in ordinary words. */
const MIN_SECRET = 6;
const MIN_PROXY_PASSWORD = 4;

/** Makes a function that replaces the key, its secret half and the proxy's login in all texts within a value. */
export function redactor({
	apiKey,
	data,
}: Pick<Credential, 'apiKey' | 'data'>): <T>(value: T) => T {
	const keys = [apiKey, apiKey.slice(apiKey.indexOf('.') + 1)].filter(
		(secret) => secret.length >= MIN_SECRET,
	);
	const replacements = [
		...keys.map((secret) => [secret, '[API key]']),
		...proxySecrets(data).map((secret) => [secret, '[proxy login]']),
	].flatMap(([secret, label]) => [
		[secret, label],
		[encodeURIComponent(secret), label],
	]);
	const clean = (text: string): string =>
		replacements.reduce((rest, [secret, label]) => rest.split(secret).join(label), text);
	const redacted = (value: unknown): unknown => {
		if (typeof value === 'string') return clean(value);
		if (Array.isArray(value)) return value.map(redacted);
		if (!isObject(value)) return value;
		return Object.fromEntries(
			Object.entries(value).map(([name, one]) => [name, redacted(one)]),
		);
	};
	return <T>(value: T) => redacted(value) as T;
}

/** Lists the forms of a proxy's login: as in an address, as in a `Proxy-Authorization` header, and the password alone. */
function proxySecrets(data: ICredentialDataDecryptedObject): string[] {
	const auth = toProxy(data)?.auth;
	if (!auth?.password) return [];
	const login = `${auth.username}:${auth.password}`;
	const alone = auth.password.length >= MIN_PROXY_PASSWORD ? [auth.password] : [];
	return [login, Buffer.from(login).toString('base64'), ...alone];
}
