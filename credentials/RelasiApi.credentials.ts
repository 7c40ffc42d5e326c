import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

/** Bearer key of the Relasi.U public API, with the address and the pace at which it is used. */
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
			description: 'Address of the Relasi API. Change it only when Relasi tells you to.',
		},
		{
			displayName: 'Requests per Second',
			name: 'requestsPerSecond',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 60,
			description:
				"This n8n process's share of the key's rate limit. Lower it when several workers share one key.",
		},
	];

	// A function, so that no expression is evaluated for each of thousands of requests.
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const apiKey = String(credentials.apiKey ?? '').trim();
		// Node would refuse such a header with an error that quotes nothing a user could act on.
		if (!/^[\x21-\x7e]+$/.test(apiKey)) {
			throw new TypeError(
				apiKey === ''
					? 'The API key is empty. Copy it from Relasi: Settings → Developer / API.'
					: 'The API key contains spaces or characters that no Relasi key has. Copy it again from Relasi: Settings → Developer / API.',
			);
		}
		return {
			...requestOptions,
			headers: { ...requestOptions.headers, Authorization: `Bearer ${apiKey}` },
		};
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl}}',
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
						'Relasi does not accept this API key. Keys begin with ru_live_ or ru_test_; check that it is complete and neither revoked nor expired.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						"Relasi refuses requests from this server. Add n8n's IP address to the key's allowlist in Relasi: Settings → Developer / API.",
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'There is no Relasi API at this base URL. It normally is https://api.relasiu.com/api/public/v1.',
				},
			},
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'app_id',
					// A page that is not the API has no app_id: n8n compares with undefined.
					value: undefined,
					message:
						'The server at this base URL answered, but it is not the Relasi API. The base URL normally is https://api.relasiu.com/api/public/v1.',
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}
