import {
	NodeOperationError,
	type ICredentialDataDecryptedObject,
	type IExecutePaginationFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
} from 'n8n-workflow';

import { baseUrlFault, trimmedBaseUrl } from './baseUrl';
import { isObject } from '../guards';

/** The `relasiApi` credential, checked. `data` is what n8n hands to its `authenticate`. */
export interface Credential {
	apiKey: string;
	baseUrl: string;
	requestsPerSecond: number;
	data: ICredentialDataDecryptedObject;
}

/** What of n8n's contexts a request needs: the action node's, a poll's, and the editor's. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

export const CREDENTIAL = 'relasiApi';
const DEFAULT_REQUESTS_PER_SECOND = 60;
const MIN_SECRET = 6;

/**
 * Reads the node's credential. One read serves any number of requests of a node run. Throws
 * NodeOperationError for one with which no request can succeed.
 */
export async function readCredential(context: ApiContext): Promise<Credential> {
	return checked(context.getNode(), await context.getCredentials(CREDENTIAL));
}

function checked(node: INode, data: ICredentialDataDecryptedObject): Credential {
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
			'Requests per Second in the Relasi credential is not a number above 0',
			{
				description: 'Open the credential and enter 60, the limit of a key, or less.',
			},
		);
	}
	return { apiKey, baseUrl, requestsPerSecond, data };
}

/** Takes the key, and its secret half, out of all texts within a value that came from outside. */
export function redactor(apiKey: string): <T>(value: T) => T {
	const secrets = [apiKey, apiKey.slice(apiKey.indexOf('.') + 1)]
		.filter((secret) => secret.length >= MIN_SECRET)
		.flatMap((secret) => [secret, encodeURIComponent(secret)]);
	const clean = (text: string): string =>
		secrets.reduce((rest, secret) => rest.split(secret).join('[API key]'), text);
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
