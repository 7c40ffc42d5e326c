import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What of a request tells where it goes; the older of n8n's helpers names the address `uri`. */
interface Destination {
	baseURL?: string;
	url?: string;
	uri?: string;
}

/**
 * Throws when a credential does not allow its key to go to a server. n8n itself checks the HTTP
 * Request node, but 1.x only after a redirect (`proxyRequestToAxios` in n8n-core).
 */
export function assertDomainAllowed(
	credentials: ICredentialDataDecryptedObject,
	{ baseURL, url, uri }: Destination,
): void {
	const { allowedHttpRequestDomains: mode, allowedDomains } = credentials;
	if (mode === 'all') return;
	const host = parseHost(uri ?? url, baseURL);
	const allowed = mode === 'none' ? [] : String(allowedDomains ?? '').split(',');
	if (allowed.some((domain) => matches(host, domain.trim().toLowerCase()))) return;
	throw new TypeError(
		`The Relasi credential doesn't allow sending its API key to “${host}”. ` +
			"Its owner can add this domain to 'Allowed Domains' in the credential.",
	);
}

function parseHost(url: string | undefined, baseURL: string | undefined): string {
	try {
		return new URL(url ?? '', baseURL).hostname.toLowerCase().replace(/\.$/, '');
	} catch {
		return '';
	}
}

const matches = (host: string, domain: string): boolean =>
	host !== '' &&
	(domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain.replace(/\.$/, ''));
