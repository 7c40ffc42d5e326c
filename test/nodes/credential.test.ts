import type { IAuthenticate, IDataObject, IHttpRequestOptions, INodeType } from 'n8n-workflow';

import { RelasiApi } from '../../credentials/RelasiApi.credentials';
import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { redactor } from '../../nodes/shared/credential/credential';
import { runNode } from '../support/engine';
import { startSimulator, type Simulator } from '../simulator';
import { KEY, plainServer } from './plainServer';

const credential = new RelasiApi();

/**
 * What the Test button says: as n8n's CredentialsTester, whose class needs its database, runs the
 * request through the declarative engine and then goes through the rules.
 */
async function pressTest(data: IDataObject): Promise<string> {
	const { request, rules = [] } = credential.test;
	const routing = { request };
	const properties = [
		{ displayName: 'T', name: 't', type: 'string' as const, default: '', routing },
	];
	const { description } = new Relasi();
	const nodeType = { description: { ...description, requestDefaults: undefined, properties } };
	const credentials = {
		relasiApi: {
			type: credential,
			data: data as Record<string, string>,
		},
	};
	try {
		const [{ json }] = await runNode(nodeType as unknown as INodeType, { credentials });
		const spoken = rules.find(
			({ type, properties: rule }) =>
				type === 'responseSuccessBody' &&
				json[(rule as { key: string }).key] === rule.value,
		);
		return spoken ? spoken.properties.message : 'Connection successful!';
	} catch (error) {
		const { cause, message } = error as Error & { cause?: { response?: { status: number } } };
		const status = cause?.response?.status;
		const spoken = rules.find(
			({ type, properties: rule }) => type === 'responseCode' && rule.value === status,
		);
		return spoken?.properties.message ?? message;
	}
}

describe('the Test button', () => {
	let simulator: Simulator;
	const server = plainServer();
	beforeAll(async () => {
		simulator = await startSimulator();
	});
	afterAll(async () => await simulator.close());
	const at = (apiKey: string) => ({ apiKey, baseUrl: simulator.baseUrl });

	test('says that a good key is good, by one request to /me', async () => {
		simulator.clearRequests();
		expect(await pressTest(at(simulator.keys.full))).toBe('Connection successful!');
		expect(await pressTest(at(simulator.keys.noScopes))).toBe('Connection successful!');
		const [{ method, path, headers }] = simulator.requests;
		expect([method, path]).toEqual(['GET', '/api/public/v1/me']);
		expect(headers.authorization).toBe(`Bearer ${simulator.keys.full}`);
		expect(simulator.requests).toHaveLength(2);
	});

	test('takes a key that was copied with a line break, and a base URL with blanks and a slash', async () => {
		const { keys: names, baseUrl } = simulator;
		const data = { apiKey: ` ${names.full}\n`, baseUrl: `  ${baseUrl}/ ` };
		expect(await pressTest(data)).toBe('Connection successful!');
	});

	test.each<[string, () => IDataObject, RegExp]>([
		['a wrong key', () => at('ru_live_no.such0key'), /rejected this API key/],
		['a malformed key', () => at('hello'), /rejected this API key.*ru_live_/],
		['a revoked key', () => at(simulator.keys.revoked), /revoked/],
		['an expired key', () => at(simulator.keys.expired), /expired/],
		['a key for other addresses', () => at(simulator.keys.ipBlocked), /allowlist/],
		['no key', () => at(''), /API key is empty/],
		['a key with a blank', () => at('ru_live_a b'), /spaces/],
		[
			'an address without API',
			() => ({ apiKey: KEY, baseUrl: simulator.origin }),
			/no Relasi API at this base URL/,
		],
		[
			'a base URL with a login',
			() => ({ apiKey: KEY, baseUrl: simulator.baseUrl.replace('//', '//emma:pa55word@') }),
			/base URL .* contains a user name or password\. .*remove everything between \/\/ and @/,
		],
		[
			'a country that is no calling code',
			() => ({ ...at(simulator.keys.full), defaultCountryCode: 'Indonesia' }),
			/'Default Country Code' .* isn't a country code\. .*\+62 for Indonesia/,
		],
		[
			'a rate of nothing',
			() => ({ ...at(simulator.keys.full), requestsPerSecond: 0 }),
			/'Requests per Second' .* isn't a number above 0/,
		],
		[
			'half an address',
			() => ({ apiKey: KEY, baseUrl: 'api.relasiu.com' }),
			/isn't a valid URL/,
		],
	])('says what is wrong with %s', async (_, data, says) => {
		const said = await pressTest(data());
		expect(said).toMatch(says);
		expect(said).not.toMatch(/pa55word|emma/);
	});

	test.each<[string, object]>([
		['a page', { body: '<html>Log in</html>', headers: { 'content-type': 'text/html' } }],
		['another API', { body: { hello: 'world' } }],
		['nothing', { body: '' }],
	])('is not fooled by %s', async (_, odd) => {
		server.answers(odd);
		const said = await pressTest({ apiKey: KEY, baseUrl: `http://${server.address}` });
		expect(said).toMatch(/it isn't the Relasi API/);
	});

	test('does not follow a redirect, which would carry the key elsewhere', async () => {
		server.answers({ status: 302, headers: { location: '/elsewhere' } });
		const said = await pressTest({ apiKey: KEY, baseUrl: `http://${server.address}` });
		expect(said).not.toMatch(/successful/);
		expect(server.requests).toBe(1);
	});
});

describe('the request', () => {
	const authenticate = credential.authenticate as Exclude<IAuthenticate, { type: string }>;
	const baseUrl = 'http://127.0.0.1/api/';
	const baseURL = baseUrl.slice(0, -1);
	const request: IHttpRequestOptions = { baseURL, url: '/me', headers: { accept: 'x' } };

	test('gets the key as bearer, trimmed, beside the headers that it has', async () => {
		const signed = await authenticate({ apiKey: `\n ${KEY}\t`, baseUrl }, request);
		expect(signed).toEqual({
			baseURL,
			url: '/me',
			headers: { accept: 'x', Authorization: `Bearer ${KEY}` },
		});
		expect(request.headers).toEqual({ accept: 'x' });
	});

	test.each([
		[''],
		['  '],
		[undefined],
		[null],
		['a\nb'],
		['a\r\nX-Evil: 1'],
		['ключ'],
		['a b'],
		['a\u0000'],
	])('is not made with the key %j', async (apiKey) => {
		const signing = authenticate({ apiKey: apiKey as string }, request);
		await expect(signing).rejects.toThrow(/^The API key (is empty|contains)/);
	});

	const domains = (allowedDomains: string) => ({
		allowedHttpRequestDomains: 'domains',
		allowedDomains,
	});
	const sent = async (restriction: Record<string, string>, destination: object) =>
		await authenticate({ apiKey: KEY, baseUrl, ...restriction }, {
			...destination,
		} as IHttpRequestOptions).then(
			() => 'sent',
			({ message }: Error) => message,
		);

	test.each<[Record<string, string>, object]>([
		[domains('api.relasiu.com'), { url: 'https://API.relasiu.com./x' }],
		[domains('a.example, *.relasiu.com'), { uri: 'https://api.relasiu.com/x' }],
		[domains('api.relasiu.com'), { baseURL: 'https://api.relasiu.com/x', url: '/me' }],
		[{ allowedHttpRequestDomains: 'all' }, { url: 'https://elsewhere.example' }],
		[{ allowedHttpRequestDomains: 'none' }, { baseURL, url: '/me' }],
		[domains(''), { baseURL: `${baseURL}//`, url: '/me' }],
	])('with %j goes to %j', async (restriction, destination) => {
		expect(await sent(restriction, destination)).toBe('sent');
	});

	test.each<[Record<string, string>, object]>([
		[domains('api.relasiu.com'), { url: 'https://elsewhere.example/me' }],
		[domains('api.relasiu.com'), { uri: 'https://api.relasiu.com.elsewhere.example/me' }],
		[domains('*.relasiu.com'), { url: 'https://relasiu.com' }],
		[domains(' , '), { url: 'https://api.relasiu.com' }],
		[domains('api.relasiu.com'), { baseURL, url: 'https://elsewhere.example/me' }],
		[{}, { url: 'https://elsewhere.example/me' }],
		[{ allowedHttpRequestDomains: 'none' }, { url: 'https://api.relasiu.com' }],
		[domains('api.relasiu.com'), {}],
	])('with %j does not go to %j', async (restriction, destination) => {
		expect(await sent(restriction, destination)).toMatch(/doesn't allow sending its API key/);
	});
});

describe('proxy and certificates', () => {
	const authenticate = credential.authenticate as Exclude<IAuthenticate, { type: string }>;
	const baseUrl = 'https://api.relasiu.com/v1';
	const proxy = 'http://emma:p%40ss%2Fword@proxy.example:3128';
	const object = {
		protocol: 'http',
		host: 'proxy.example',
		port: 3128,
		auth: { username: 'emma', password: 'p@ss/word' },
	};
	const sent = async (own: object, request: object) =>
		await authenticate(
			{ apiKey: KEY, baseUrl, ...own } as never,
			{
				url: `${baseUrl}/me`,
				...domains,
				...request,
			} as unknown as IHttpRequestOptions,
		);
	const domains = {};
	const only = { allowedHttpRequestDomains: 'domains', allowedDomains: 'api.relasiu.com' };

	test('of the credential hold for every request', async () => {
		const own = { ...only, proxy, allowUnauthorizedCerts: true };
		expect(await sent(own, {})).toMatchObject({
			proxy: object,
			skipSslCertificateValidation: true,
			rejectUnauthorized: false,
		});
		const nodes = { baseURL: baseUrl, url: '/me' };
		const none = { ...own, allowedHttpRequestDomains: 'none' };
		expect(await sent(none, nodes)).toMatchObject({ proxy: object });
		expect(await sent(only, { rejectUnauthorized: true })).not.toHaveProperty('proxy');
	});

	test.each<[object, object]>([
		[{}, { proxy: 'http://evil.example:8080' }],
		[{}, { proxy: { host: 'evil.example', port: 8080 } }],
		[{ proxy }, { proxy: 'http://evil.example:8080' }],
		[{ proxy }, { proxy: 'http://proxy.example:3128' }],
		[{}, { proxy: 'evil' }],
		[{}, { rejectUnauthorized: false }],
		[{}, { skipSslCertificateValidation: true }],
		[{}, { agentOptions: { rejectUnauthorized: false } }],
	])('of another kind than %j are refused: %j', async (own, request) => {
		await expect(sent({ ...only, ...own }, request)).rejects.toThrow(
			/doesn't allow sending its API key/,
		);
		const nodes = { baseURL: baseUrl, url: '/me', ...request };
		await expect(sent({ ...only, ...own }, nodes)).rejects.toThrow(/doesn't allow/);
		const all = { ...only, ...own, allowedHttpRequestDomains: 'all' };
		expect(await sent(all, request)).toMatchObject(request);
	});

	test('that a request brings as the credential has them are not another kind', async () => {
		const own = { ...only, proxy, allowUnauthorizedCerts: true };
		const same = { proxy, rejectUnauthorized: false };
		expect(await sent(own, same)).toMatchObject({ proxy: object });
		expect(await sent(own, { proxy: object })).toMatchObject({ proxy: object });
	});

	test.each([
		'proxy.example:3128',
		'socks5://p:1',
		'http://',
		'http://u:p/w@h:1',
		'http://h:1/x',
	])('%s is no proxy, and is not quoted', async (text) => {
		const error: unknown = await sent({ ...only, proxy: text }, {}).catch((e: unknown) => e);
		expect((error as Error).message).toBe(
			"The proxy in the Relasi credential isn't a valid proxy URL",
		);
	});
});

test('the fields are those that workflows rely on', () => {
	expect(credential.name).toBe('relasiApi');
	expect(credential.displayName).toBe('Relasi API');
	const fields = credential.properties.map(
		({ name, type, default: preset, required, typeOptions }) => ({
			name,
			type,
			preset,
			required,
			password: typeOptions?.password,
		}),
	);
	const url = 'https://api.relasiu.com/api/public/v1';
	expect(fields).toEqual([
		{ name: 'apiKey', type: 'string', preset: '', required: true, password: true },
		{ name: 'baseUrl', type: 'string', preset: url },
		{ name: 'requestsPerSecond', type: 'number', preset: 60 },
		{ name: 'defaultCountryCode', type: 'string', preset: '' },
		{ name: 'proxy', type: 'string', preset: '', password: true },
		{ name: 'allowUnauthorizedCerts', type: 'boolean', preset: false },
		{ name: 'allowedHttpRequestDomains', type: 'options', preset: 'domains' },
		{ name: 'allowedDomains', type: 'string', preset: 'api.relasiu.com' },
	]);
});

test('the key and its secret half are taken out of whatever is shown', () => {
	const redact = redactor({ apiKey: 'ru_live_id.secret/half=', data: {} });
	expect(redact('a ru_live_id.secret/half= b secret/half= c')).toBe('a [API key] b [API key] c');
	expect(redact({ deep: ['x ru_live_id.secret%2Fhalf%3D', 1, null, undefined] })).toEqual({
		deep: ['x [API key]', 1, null, undefined],
	});
	// So short a half would be found in innocent words.
	expect(redactor({ apiKey: 'ru_live_id.on', data: {} })('only ru_live_id.on')).toBe(
		'only [API key]',
	);
});
