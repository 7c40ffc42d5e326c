import { isForeign, type FailureKind } from '../http/failure';
import { quoted, type ErrorText, type Facts } from './errorText';

/** The names of the statuses, in which servers say no more than the status does. */
const STATUS_NAMES =
	/^(an?|the|http|\d{3}|internal|server|error|bad|gateway|service|temporarily|unavailable|time-?out|\W|_)*$/i;

const says = ({ said }: Facts): string =>
	STATUS_NAMES.test(said) ? '' : ` Relasi says: ${quoted(said)}.`;

const inBetween = ({ status, said, baseUrl }: Facts): string =>
	`Something between n8n and Relasi, such as a proxy or firewall, responded with HTTP status ${status}. Check it and the base URL in the Relasi credential (${baseUrl}). The response began with: ${quoted(said || 'nothing')}.`;

/** One sentence on what happened and one on what to do, for each failure below the API's own rules. */
export const FAILURE_MESSAGES: Record<FailureKind, (facts: Facts) => ErrorText> = {
	cancelled: () => ({
		message: 'The execution was stopped',
		description: "Requests that hadn't left by then weren't sent.",
	}),
	certificate: ({ host, code }) => ({
		message: `Couldn't connect securely to ${host}`,
		description: `The certificate of the server was rejected (${code}). Check the base URL in the Relasi credential and any proxy in between. If you trust the server, turn on 'Ignore SSL Issues (Insecure)' in the credential.`,
		cause: 'configuration-invalid',
	}),
	disconnected: ({ host }) => ({
		message: 'The connection to Relasi was interrupted',
		description: `Check the network between n8n and ${host}, then try again.`,
		cause: 'temporarily-unavailable',
	}),
	foreign: (facts) => ({
		message: "The response isn't from the Relasi API",
		description: inBetween(facts),
		cause: 'configuration-invalid',
	}),
	local: ({ detail }) => ({
		message: detail || "n8n couldn't make the request",
		description: 'Check the Relasi credential and the values of this node.',
	}),
	rateLimited: ({ pause }) => ({
		message: `The API key has reached its rate limit${pause ? ` for another ${pause}` : ''}`,
		description: `Try again after ${pause ?? 'a while'}. If other workflows or programs use the same key, lower 'Requests per Second' in the Relasi credential.`,
		cause: 'rate-limited',
	}),
	serverError: (facts) =>
		isForeign(facts as Parameters<typeof isForeign>[0])
			? {
					message: `Relasi couldn't be reached (HTTP status ${facts.status})`,
					description: `${inBetween(facts)} Try again in a few minutes.`,
					cause: 'temporarily-unavailable',
				}
			: {
					message: `Relasi couldn't process the request (HTTP status ${facts.status})`,
					description: `This is an issue on Relasi's side. Try again in a few minutes.${says(facts)}`,
					cause: 'temporarily-unavailable',
				},
	timeout: ({ host }) => ({
		message: "Relasi didn't respond in time",
		description: `The server ${host} took the request, but didn't finish its response before the timeout. Try again later, or set a longer 'Timeout' in the request options.`,
		cause: 'temporarily-unavailable',
	}),
	unreachable: (facts) =>
		facts.status === 407
			? {
					message: `The proxy refused to connect to ${facts.host} (HTTP status 407)`,
					description:
						"Check user name and password of the 'Proxy' in the Relasi credential.",
					cause: 'configuration-invalid',
				}
			: {
					message: `Couldn't connect to ${facts.host}`,
					description: `Check the base URL${facts.usesProxy ? " and the 'Proxy'" : ''} in the Relasi credential, and whether your n8n server reaches the internet (DNS, firewall, proxy).`,
					cause: 'temporarily-unavailable',
				},
	unreadable: ({ baseUrl, said }) => ({
		message: "The response isn't from the Relasi API",
		description: `Check the base URL in the Relasi credential (${baseUrl}) and any proxy in between. The response began with: ${quoted(said || 'nothing')}.`,
		cause: 'temporarily-unavailable',
	}),
};
