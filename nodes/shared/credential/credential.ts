import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecutePaginationFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
} from 'n8n-workflow';

import { parseProxy, PROXY_HINT, readProxy } from './connection';
import { COUNTRY_CODE_ADVICE, parseCountryCode } from './countryCode';
import { isObject } from '../guards';

/** The `relasiApi` credential, checked. `data` is what n8n hands to its `authenticate`. */
export interface Credential {
	apiKey: string;
	baseUrl: string;
	requestsPerSecond: number;
	/** Digits of the country of phones that are written without one. */
	defaultCountryCode?: string;
	data: ICredentialDataDecryptedObject;
}

/** What of n8n's contexts a request needs: the action node's, a poll's, and the editor's. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

export const CREDENTIAL = 'relasiApi';
const DEFAULT_REQUESTS_PER_SECOND = 60;
const MIN_SECRET = 6;

/** A shorter password would be found in innocent words. */
const MIN_PROXY_PASSWORD = 4;

/**
 * Reads the node's credential. One read serves any number of requests of a node run. Throws
 * NodeOperationError for one with which no request can succeed.
 */
export async function readCredential(context: ApiContext): Promise<Credential> {
	return parseCredential(context.getNode(), await context.getCredentials(CREDENTIAL));
}

function parseCredential(node: INode, data: ICredentialDataDecryptedObject): Credential {
	const apiKey = String(data.apiKey ?? '').trim();
	const baseUrl = trimmedBaseUrl(data.baseUrl);
	const requestsPerSecond = Number(data.requestsPerSecond ?? DEFAULT_REQUESTS_PER_SECOND);
	const fault = baseUrlFault(baseUrl);
	if (fault) {
		throw new NodeOperationError(node, fault.message, { description: fault.description });
	}
	if (!(requestsPerSecond > 0)) {
		throw new NodeOperationError(
			node,
			"'Requests per Second' in the Relasi credential isn't a number above 0",
			{
				description: 'Open the credential and enter 60, the limit of a key, or less.',
			},
		);
	}
	try {
		readProxy(data);
	} catch (error) {
		throw new NodeOperationError(node, error as Error, { description: PROXY_HINT });
	}
	return {
		...{ apiKey, baseUrl, requestsPerSecond, data },
		defaultCountryCode: readCountryCode(node, data.defaultCountryCode),
	};
}

function readCountryCode(node: INode, given: unknown): string | undefined {
	const text = String(given ?? '').trim();
	const code = parseCountryCode(text);
	if (text === '' || code !== undefined) return code;
	throw new NodeOperationError(
		node,
		"'Default Country Code' in the Relasi credential isn't a country code",
		{ description: `Open the credential. ${COUNTRY_CODE_ADVICE}` },
	);
}

/** Takes the key, its secret half and the proxy's login out of all texts within a value from outside. */
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

/** The login as it stands in an address and in a `Proxy-Authorization` header, and the password alone. */
function proxySecrets(data: ICredentialDataDecryptedObject): string[] {
	const auth = parseProxy(String(data.proxy ?? '').trim())?.auth;
	if (!auth?.password) return [];
	const login = `${auth.username}:${auth.password}`;
	const alone = auth.password.length >= MIN_PROXY_PASSWORD ? [auth.password] : [];
	return [login, Buffer.from(login).toString('base64'), ...alone];
}
const EXAMPLE = 'https://api.relasiu.com/api/public/v1';

/** A base URL as the credential has it, without what copying adds: blanks around it, slashes behind it. */
export const trimmedBaseUrl = (baseUrl: unknown): string =>
	String(baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');

/** Why no request can go to a base URL, in words that never quote it; undefined when requests can. */
export function baseUrlFault(
	baseUrl: string,
): { message: string; description: string } | undefined {
	// Axios would send this login in place of the API key.
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
