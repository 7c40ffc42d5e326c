import { isObject } from '../guards';
import { quoted, type ErrorText, type Facts } from './errorText';

const KEYS_PAGE = 'Settings → Developer / API';

type Message = (facts: Facts) => ErrorText;

const toRequiredScope = ({ body }: Facts): unknown =>
	isObject(body) ? body.required_scope : undefined;

const invalidInput: Message = ({ said }) => ({
	message: said ? `Relasi rejected the input: ${said}` : 'Relasi rejected the input',
	description: 'Compare the values of this node with the message, and correct them.',
});

/** One sentence on what a rejection of the API means and one on what to do. */
const STATUS_MESSAGES: Record<number, Message> = {
	400: invalidInput,
	401: () => ({
		message: 'Relasi rejected the API key',
		description: `Open the Relasi credential of this node and enter a key that is complete and neither revoked nor expired. Keys begin with ru_live_ or ru_test_; you find them in Relasi under ${KEYS_PAGE}.`,
		cause: 'credential-invalid',
	}),
	403: (facts) =>
		toRequiredScope(facts)
			? {
					message: `The API key lacks the scope ${quoted(toRequiredScope(facts))}`,
					description: `Give the key this scope in Relasi under ${KEYS_PAGE}, or choose a credential whose key has it.`,
					cause: 'credential-invalid',
				}
			: {
					message: 'Relasi rejects requests from this IP address',
					description: `Add the IP address of your n8n server to the key's allowlist in Relasi under ${KEYS_PAGE}, or clear the allowlist.`,
					cause: 'credential-invalid',
				},
	404: ({ request: { notFoundLabel, path }, baseUrl }) =>
		notFoundLabel
			? {
					message: `Relasi has no ${notFoundLabel}`,
					description: `Check the ID, or choose from the list instead. It may have been removed or merged, or belong to another workspace than the API key. If no ID is found, check the base URL in the Relasi credential: it is ${baseUrl}.`,
					cause: 'configuration-invalid',
				}
			: {
					message: `Relasi has no endpoint ${path}`,
					description: `Check the base URL in the Relasi credential: it is ${baseUrl}.`,
					cause: 'configuration-invalid',
				},
	409: ({ request: { path } }) => ({
		message: 'Relasi reports a conflict with what it already has',
		description: path.startsWith('/messages')
			? "A different message was already sent with this 'Client Request ID'. Give each message its own, or remove the option."
			: 'Something else changed the same data. Check its current state, then run the node again.',
	}),
	422: invalidInput,
};

const redirect: Message = ({ baseUrl, headers }) => ({
	message: 'The base URL redirects to another address',
	description: `The server at ${baseUrl} redirects to ${quoted(headers.location)}. Enter the final address as base URL in the Relasi credential; the key isn't sent to another address.`,
	cause: 'configuration-invalid',
});

const other: Message = ({ status }) => ({
	message: `Relasi rejected the request with HTTP status ${status}`,
	description:
		'Check the values of this node. If they are right, ask Relasi support and give them the time of this execution.',
});

/** The text for a status by which the API rejects a request, with the API's own sentence. */
export function toStatusMessage(facts: Facts): ErrorText {
	const { said, status } = facts;
	const message = STATUS_MESSAGES[status] ?? (status < 400 ? redirect : other);
	const text = message(facts);
	return said && !text.message.includes(said)
		? { ...text, description: `${text.description} Relasi says: ${quoted(said)}.` }
		: text;
}
