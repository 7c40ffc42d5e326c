import { textOf, type Explanation } from './errorText';
import { isResponse, type Fault, type HttpResponse, type HttpResult } from '../http/failure';
import type { SendResult } from '../http/retry';

/** One sentence on what went wrong below the API's own rules and one on what to do. */
export function explainFault(
	fault: Fault,
	{ httpResult, attempts }: SendResult,
	baseUrl: string,
): Explanation {
	const { tries, elapsedMs, retryAfterMs } = attempts;
	const code = isResponse(httpResult) ? '' : httpResult.code;
	const status = isResponse(httpResult) ? String(httpResult.status) : 'none';
	const host = hostOf(baseUrl);
	const times = tries === 1 ? 'once' : `${tries} times in ${seconds(elapsedMs)}`;
	const tried = tries === 0 ? '' : `Tried ${times}${code && ` (${code})`}.`;
	const passing = (message: string, description: string): Explanation => ({
		message,
		description,
		// A code such as ECONNRESET here would make n8n replace the message by its own.
		httpCode: status,
		failure: {
			cause: fault === 'rateLimited' ? 'rate-limited' : 'temporarily-unavailable',
			...(retryAfterMs !== undefined && { retryAfterMs }),
		},
	});
	switch (fault) {
		case 'rateLimited':
			return passing(
				`The rate limit of the API key is used up${retryAfterMs === undefined ? '' : ` for another ${seconds(retryAfterMs)}`}`,
				`Relasi asks to wait ${retryAfterMs === undefined ? 'longer' : seconds(retryAfterMs)}. Run the workflow again after that. If other workflows or programs use the same key, lower Requests per Second in the Relasi credential. ${tried}`,
			);
		case 'serverFault':
			return passing(
				`Relasi could not process the request (HTTP status ${status})`,
				`This is a fault at Relasi's side. Run the workflow again in some minutes. ${tried}${saidBy(httpResult)}`,
			);
		case 'timeout':
			return passing(
				'Relasi did not answer in time',
				`The server ${host} took the request, but sent no answer before the timeout. Run the workflow again later, or set a longer Timeout under Request Options. ${tried}`,
			);
		case 'disconnected':
			return passing(
				'The connection to Relasi broke before the answer was complete',
				`Check the network between n8n and ${host}, then run the workflow again. ${tried}`,
			);
		case 'unreachable':
			return passing(
				`No connection to ${host} could be made`,
				`Check the base URL in the Relasi credential and whether your n8n server reaches the internet (DNS, firewall, proxy). ${tried}`,
			);
		case 'unreadable':
			return passing(
				'The answer is not one of the Relasi API',
				`Check the base URL in the Relasi credential (${baseUrl}) and any proxy in between. The answer began with: “${textOf((httpResult as HttpResponse).body) || 'nothing'}”. ${tried}`,
			);
		case 'tls':
			return {
				message: `No secure connection to ${host} could be made`,
				description: `The certificate of the server was not accepted (${code}). Check the base URL in the Relasi credential and any proxy in between.`,
				httpCode: 'none',
				failure: { cause: 'configuration-invalid' },
			};
		case 'cancelled':
			return {
				message: 'The execution was stopped',
				description: 'Requests that had not gone out by then were not sent.',
				httpCode: 'none',
			};
		case 'local':
			return {
				message:
					(!isResponse(httpResult) && httpResult.detail) ||
					'The request could not be made',
				description: 'Check the Relasi credential and the values of this node.',
				httpCode: 'none',
			};
	}
}

/** The names of the statuses, in which servers say no more than the status does. */
const STATUS_NAMES =
	/^(an?|the|http|\d{3}|internal|server|error|bad|gateway|service|temporarily|unavailable|time-?out|\W|_)*$/i;

const saidBy = (httpResult: HttpResult): string => {
	const said = isResponse(httpResult) ? textOf(httpResult.body) : '';
	return STATUS_NAMES.test(said) ? '' : ` Relasi says: “${said}”.`;
};

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

function hostOf(baseUrl: string): string {
	return /^[a-z]+:\/\/([^/?#]+)/i.exec(baseUrl)?.[1].replace(/^.*@/, '') ?? baseUrl;
}
