import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

/** A proxy as n8n's HTTP helpers take it; user and password decoded. */
type Proxy = NonNullable<IHttpRequestOptions['proxy']>;

/** What a request says about its address and way. The older of n8n's helpers says `uri` and `rejectUnauthorized`. */
interface RequestOptions {
	baseURL?: string;
	url?: string;
	uri?: string;
	proxy?: unknown;
	skipSslCertificateValidation?: unknown;
	rejectUnauthorized?: unknown;
	agentOptions?: { rejectUnauthorized?: unknown };
}

/** A fault in a field of the credential, and how to correct it. */
export interface Fault {
	message: string;
	description: string;
}

/** Parses a proxy such as `http://user:password@host:3128`; undefined if it isn't one. */
function parseProxy(given: unknown): Proxy | undefined {
	const text = String(given ?? '').trim();
	if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return undefined;
	const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
	if (pathname.length > 1 || search || hash) return undefined;
	const isSecure = protocol === 'https:';
	return {
		protocol: isSecure ? 'https' : 'http',
		host: hostname,
		port: Number(port || (isSecure ? 443 : 80)),
		...(username && { auth: { username: decode(username), password: decode(password) } }),
	};
}

/** The proxy of a credential; undefined if there is none, or it isn't one. */
export const toProxy = ({ proxy }: ICredentialDataDecryptedObject): Proxy | undefined =>
	parseProxy(proxy);

/** Says that the proxy of a credential isn't one, without quoting it: it may contain a password. */
export const proxyFault = ({ proxy }: ICredentialDataDecryptedObject): Fault | undefined =>
	String(proxy ?? '').trim() === '' || parseProxy(proxy)
		? undefined
		: {
				message: "The proxy in the Relasi credential isn't a valid proxy URL",
				description:
					'Open the credential and enter the proxy as http://host:port or http://user:password@host:port, or leave it empty.',
			};

/**
 * The options with which a request uses the credential's proxy and certificate check. Throws TypeError if the proxy
 * isn't one, or if the request has another proxy, or skips a certificate check that the credential asks for: users
 * of a shared credential could read its key on the way. Allowed Domains set to All permits both.
 */
export function toConnection(
	credentials: ICredentialDataDecryptedObject,
	request: RequestOptions,
): RequestOptions {
	const fault = proxyFault(credentials);
	if (fault) throw new TypeError(fault.message);
	const proxy = toProxy(credentials);
	const ignoresCertificates = credentials.allowUnauthorizedCerts === true;
	const isFree = credentials.allowedHttpRequestDomains === 'all';
	const bringsProxy = Boolean(request.proxy) && !isSameProxy(request.proxy, proxy);
	if (!isFree && bringsProxy) {
		throw new TypeError(
			"The Relasi credential doesn't allow sending its API key through another proxy. " +
				'Its owner can enter the proxy in the credential.',
		);
	}
	if (!isFree && !ignoresCertificates && skipsCertificates(request)) {
		throw new TypeError(
			"The Relasi credential doesn't allow sending its API key without checking certificates. " +
				"Its owner can turn on 'Ignore SSL Issues (Insecure)' in the credential.",
		);
	}
	return {
		...(proxy && !bringsProxy && { proxy }),
		...(ignoresCertificates && {
			skipSslCertificateValidation: true,
			rejectUnauthorized: false,
		}),
	};
}

const skipsCertificates = (request: RequestOptions): boolean =>
	request.skipSslCertificateValidation === true ||
	request.rejectUnauthorized === false ||
	request.agentOptions?.rejectUnauthorized === false;

const isSameProxy = (given: unknown, proxy: Proxy | undefined): boolean =>
	proxy !== undefined &&
	JSON.stringify(typeof given === 'string' ? parseProxy(given) : given) === JSON.stringify(proxy);

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/**
 * Throws TypeError if a credential doesn't allow sending its key to this address. n8n itself checks the HTTP
 * Request node, but 1.x only after a redirect (`proxyRequestToAxios` in n8n-core).
 */
export function assertDomainAllowed(
	credentials: ICredentialDataDecryptedObject,
	{ baseURL, url, uri }: RequestOptions,
): void {
	const { allowedHttpRequestDomains: mode, allowedDomains } = credentials;
	if (mode === 'all') return;
	const address = uri ?? url ?? '';
	const host = URL.canParse(address, baseURL)
		? new URL(address, baseURL).hostname.toLowerCase().replace(/\.$/, '')
		: '';
	const allowed = mode === 'none' ? [] : String(allowedDomains ?? '').split(',');
	if (allowed.some((domain) => isWithin(host, domain.trim().toLowerCase()))) return;
	throw new TypeError(
		`The Relasi credential doesn't allow sending its API key to “${host}”. ` +
			"Its owner can add this domain to 'Allowed Domains' in the credential.",
	);
}

const isWithin = (host: string, domain: string): boolean =>
	host !== '' &&
	(domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain.replace(/\.$/, ''));
