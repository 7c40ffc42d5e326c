import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { assertDomainAllowed, toConnection } from '../nodes/shared/credential/connection';
import { countryCodeField, findFault, trimmedBaseUrl } from '../nodes/shared/credential/credential';

// Axios lets an absolute URL win over the base URL.
const isRelative = (url = ''): boolean => !/^([a-z][\w+.-]*:)?\/\//i.test(url);

// Both are defined outside the list, because n8n's lint takes a proxy for no secret, and any name with “auth” for one.
const proxy: INodeProperties = {
	displayName: 'Proxy',
	name: 'proxy',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. http://user:password@host:3128',
	description:
		'HTTP proxy for all requests with this credential. Leave it empty to connect directly.',
};

const allowUnauthorizedCerts: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description: "Whether to connect even if the server's SSL certificate isn't valid",
};

/** Bearer key of the Relasi.U public API, with the base URL and the rate limit. */
export class RelasiApi implements ICredentialType {
	name = 'relasiApi';

	displayName = 'Relasi API';

	icon: Icon = { light: 'file:../icons/relasi.svg', dark: 'file:../icons/relasi.dark.svg' };

	documentationUrl = 'https://github.com/relasi-u/n8n-nodes-relasi#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. ru_live_…',
			description:
				'Create it in the Relasi dashboard under Settings → Developer / API. The full key is shown only once.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.relasiu.com/api/public/v1',
			description: 'URL of the Relasi API. Change it only if Relasi tells you to.',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description:
				'Maximum requests per second from this n8n instance. Workers that share the key balance automatically.',
		},
		countryCodeField('The country of phone numbers without a country code, such as 0812…'),
		proxy,
		allowUnauthorizedCerts,
		// n8n would add these two with the default "All": every user of a shared credential could then send its
		// key anywhere with the HTTP Request node. The Relasi nodes don't use them.
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'options',
			options: [
				{
					name: 'All',
					value: 'all',
					description: 'The HTTP Request node may send the API key to any server',
				},
				{
					name: 'None',
					value: 'none',
					description: "The HTTP Request node can't use this credential",
				},
				{
					name: 'Specific Domains',
					value: 'domains',
					description: 'The HTTP Request node may send the API key to these domains only',
				},
			],
			default: 'domains',
			description:
				"Where the HTTP Request and GraphQL nodes may send the API key. The Relasi nodes always use 'Base URL'.",
		},
		{
			displayName: 'Allowed Domains',
			name: 'allowedDomains',
			type: 'string',
			default: 'api.relasiu.com',
			placeholder: 'e.g. api.relasiu.com, *.example.com',
			description:
				'Domains for the HTTP Request node, separated by commas; * stands for any subdomain',
			displayOptions: { show: { allowedHttpRequestDomains: ['domains'] } },
		},
	];

	// A function, because n8n would evaluate expressions for each of thousands of requests.
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const apiKey = String(credentials.apiKey ?? '').trim();
		// Node would refuse such a header with an error that doesn't say what to change.
		if (!/^[\x21-\x7e]+$/.test(apiKey)) {
			throw new TypeError(
				apiKey === ''
					? 'The API key is empty. Copy it from Relasi: Settings → Developer / API.'
					: "The API key contains spaces or characters that a Relasi key can't have. Copy it again from Relasi: Settings → Developer / API.",
			);
		}
		const baseUrl = trimmedBaseUrl(credentials.baseUrl);
		if (isRelative(requestOptions.url) && trimmedBaseUrl(requestOptions.baseURL) === baseUrl) {
			// The nodes have checked these already, the Test button hasn't.
			const fault = findFault(credentials);
			if (fault) throw new TypeError(`${fault.message}. ${fault.description}`);
		} else {
			assertDomainAllowed(credentials, requestOptions);
		}
		return {
			...requestOptions,
			...(toConnection(credentials, requestOptions) as Partial<IHttpRequestOptions>),
			headers: { ...requestOptions.headers, Authorization: `Bearer ${apiKey}` },
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: "={{ ($credentials.baseUrl || '').trim() }}",
			url: '/me',
			timeout: 20_000,
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Relasi rejected this API key. Keys begin with ru_live_ or ru_test_; check that it is complete and neither revoked nor expired.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"Relasi rejects requests from this server. Add n8n's IP address to the key's allowlist in Relasi: Settings → Developer / API.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Relasi API at this base URL. Normally it is https://api.relasiu.com/api/public/v1.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'app_id',
					// Matches any response without an `app_id`, such as a web page.
					value: undefined,
					message:
						"The server at this base URL responded, but it isn't the Relasi API. Normally the base URL is https://api.relasiu.com/api/public/v1.",
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
