import type { ApiRequest } from '../http/request';
import { textOf, quoted, type Explanation } from './errorText';
import { isObject } from '../guards';
import { type HttpResponse } from '../http/failure';

const KEYS_PAGE = 'Settings → Developer / API';

/** One sentence on what an API's refusal means and one on what to do, for each status that has its own. */
export function explainStatus(
	httpResult: HttpResponse,
	request: ApiRequest,
	baseUrl: string,
): Explanation {
	const { status } = httpResult;
	const said = textOf(httpResult.body);
	const scope = isObject(httpResult.body) ? httpResult.body.required_scope : undefined;
	const says = said ? ` Relasi says: “${said}”.` : '';
	const http = (
		message: string,
		description: string,
		cause?: 'configuration-invalid' | 'credential-invalid',
	): Explanation => ({
		message,
		description: `${description}${says}`,
		httpCode: String(status),
		...(cause && { failure: { cause } }),
	});
	if (status === 401) {
		return http(
			'Relasi does not accept the API key',
			`Open the Relasi credential of this node and enter a key that is complete and neither revoked nor expired. Keys begin with ru_live_ or ru_test_; you find them in Relasi under ${KEYS_PAGE}.`,
			'credential-invalid',
		);
	}
	if (status === 403 && scope) {
		return http(
			`The API key lacks the scope ${quoted(scope)}`,
			`Give the key this scope in Relasi under ${KEYS_PAGE}, or choose a credential whose key has it.`,
			'credential-invalid',
		);
	}
	if (status === 403) {
		return http(
			'Relasi refuses requests from this IP address',
			`Add the IP address of your n8n server to the key's allowlist in Relasi under ${KEYS_PAGE}, or clear the allowlist.`,
			'credential-invalid',
		);
	}
	if (status === 404) {
		return http(
			`Relasi has no ${request.notFoundLabel ?? `address ${request.path}`}`,
			request.notFoundLabel
				? `Check the ID, or choose from the list instead. It may have been removed or merged, or belong to another workspace than the API key. If no ID is found, check the base URL in the Relasi credential: it is ${baseUrl}.`
				: `Check the base URL in the Relasi credential: it is ${baseUrl}.`,
			'configuration-invalid',
		);
	}
	if (status === 409) {
		return http(
			'Relasi reports a conflict with what it already has',
			request.path.startsWith('/messages')
				? 'A different message was already sent with this Client Request ID. Give each message its own, or leave the option out.'
				: 'Something else changed the same data. Look at its present state, then run the node again.',
		);
	}
	if (status === 400 || status === 422) {
		return http(
			said ? `Relasi does not accept the input: ${said}` : 'Relasi does not accept the input',
			'Compare the values of this node with what the message says and correct them.',
		);
	}
	if (status < 400) {
		return http(
			'The base URL leads to another address',
			`The server at ${baseUrl} redirects to ${quoted(httpResult.headers.location)}. Enter the final address as base URL in the Relasi credential; the key is not sent to another address.`,
			'configuration-invalid',
		);
	}
	return http(
		`Relasi refused the request with HTTP status ${status}`,
		'Check the values of this node. If they are right, ask Relasi support with the time of this run.',
	);
}
