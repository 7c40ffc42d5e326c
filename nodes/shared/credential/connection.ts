import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

/** A proxy as n8n's HTTP helpers take it; user and password decoded. */
type Proxy = NonNullable<IHttpRequestOptions['proxy']>;

/** How a request may reach the server; the older of n8n's helpers says `rejectUnauthorized`. */
interface ConnectionOptions {
	proxy?: unknown;
	skipSslCertificateValidation?: unknown;
	rejectUnauthorized?: unknown;
	agentOptions?: { rejectUnauthorized?: unknown };
}

export const PROXY_HINT =
	'Open the credential and enter the proxy as http://host:port or http://user:password@host:port, or leave it empty.';

/** The text of a proxy, such as `http://user:password@host:3128`; undefined if it isn't one. */
export function parseProxy(text: string): Proxy | undefined {
	if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return undefined;
	const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
	if (pathname.length > 1 || search || hash) return undefined;
	const isSecure = protocol === 'https:';
	return {
		protocol: isSecure ? 'https' : 'http',
		host: hostname,
		port: Number(port || (isSecure ? 443 : 80)),
		...(username && { auth: { username: decoded(username), password: decoded(password) } }),
	};
}

/** The proxy of a credential, undefined without one; throws TypeError for a text that isn't one. */
export function readProxy({ proxy }: ICredentialDataDecryptedObject): Proxy | undefined {
	const text = String(proxy ?? '').trim();
	if (text === '') return undefined;
	const parsed = parseProxy(text);
	// Never quotes the text, in which there may be a password.
	if (!parsed) throw new TypeError("The proxy in the Relasi credential isn't a valid proxy URL");
	return parsed;
}

/**
 * What a request needs to take the credential's way to the server. Throws TypeError when it brings
 * another proxy, or ignores certificates where the credential doesn't: whoever may use a shared
 * credential could read its key on the way. Allowed Domains set to All allow that.
 */
export function toConnection(
	credentials: ICredentialDataDecryptedObject,
	request: ConnectionOptions,
): ConnectionOptions {
	const proxy = readProxy(credentials);
	const ignoresCertificates = credentials.allowUnauthorizedCerts === true;
	const isFree = credentials.allowedHttpRequestDomains === 'all';
	const bringsProxy = Boolean(request.proxy) && !isSame(request.proxy, proxy);
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

const skipsCertificates = (request: ConnectionOptions): boolean =>
	request.skipSslCertificateValidation === true ||
	request.rejectUnauthorized === false ||
	request.agentOptions?.rejectUnauthorized === false;

function isSame(given: unknown, proxy: Proxy | undefined): boolean {
	const parsed = typeof given === 'string' ? parseProxy(given.trim()) : (given as Proxy);
	return Boolean(parsed && proxy) && toText(parsed!) === toText(proxy!);
}

const toText = ({ protocol = 'http', host, port, auth }: Proxy): string =>
	JSON.stringify([
		protocol.replace(/:$/, ''),
		host,
		Number(port),
		auth?.username ?? '',
		auth?.password ?? '',
	]);

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
