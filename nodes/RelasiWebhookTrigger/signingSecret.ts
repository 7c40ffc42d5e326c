import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

const WHERE = 'Relasi shows it under Settings → Developer / API → Webhooks';
const PREFIX = /^whsec_/;
const MIN_LENGTH = 12;
const MIN_DISTINCT = 5;
const TEMPLATE = /^(=?\{\{.*\}\}|\$\{.*\}|\$[A-Z_]+|<.*>|\[.*\]|%.*%)$/;

/** Tells whether a secret is empty, or only its usual prefix: anybody could sign with it. */
export const isBlank = (secret: string): boolean => /^\s*(whsec_\s*)?$/.test(secret);

/**
 * Derives the HMAC keys of a secret: its text, and for `whsec_<base64>` also the decoded bytes, as Standard
 * Webhooks does. The API's documentation doesn't say which of them signs.
 */
export function toHmacKeys(secret: string): Array<string | Buffer> {
	const encoded = /^whsec_([A-Za-z0-9+/_-]+)={0,2}$/.exec(secret)?.[1] ?? '';
	const bytes = Buffer.from(encoded, 'base64');
	return bytes.length > 0 ? [secret, bytes] : [secret];
}

/** Tells whether somebody pasted an API key where the signing secret belongs. */
export const isApiKey = (secret: string): boolean => /^\s*ru_(live|test)_/i.test(secret);

/** Says what is wrong with a signing secret, and what to do; undefined if it may be right. `name` is what the text calls it. */
export function secretFault(secret: string, name = 'signing secret'): string | undefined {
	if (isBlank(secret)) {
		return `The ${name} is empty. ${WHERE}.`;
	}
	if (isApiKey(secret)) {
		return `The ${name} is an API key, not a signing secret. Each webhook has a signing secret of its own: ${WHERE}.`;
	}
	if (secret !== secret.trim()) {
		return `The ${name} has white space around it. Remove the spaces or line breaks before and after it.`;
	}
	if (!/^[\x21-\x7e]+$/.test(secret)) {
		return `The ${name} contains spaces or characters that no secret has. Copy it again: ${WHERE}.`;
	}
	const body = secret.replace(PREFIX, '');
	if (secret.length < MIN_LENGTH) {
		return `The ${name} is too short to be complete. Copy it again: ${WHERE}.`;
	}
	if (body !== secret && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(body)) {
		return `The ${name} has characters after whsec_ that no secret has. Copy it again: ${WHERE}.`;
	}
	if (isPlaceholder(body)) {
		return `The ${name} is a placeholder, not a secret. ${WHERE}.`;
	}
	return undefined;
}

/** Words of texts that people enter when they have no value, such as `none` or `your-secret-here`; one shows it. */
const PLACEHOLDER_WORDS =
	'your|here|change|replace|place|holder|none|null|undefined|nan|nothing|empty|todo|tbd|insert|paste|enter|example|dummy|unused|not|no';
const WORDS_BESIDE =
	'my|the|a|is|to|be|it|me|this|with|relasi|relasiu|whsec|webhook|api|signing|secret|token|value|key|goes|set|yet|used|needed|available|changed|x';

/** Tells whether a text is a placeholder such as `your-secret-here`, `xxxxxxxxxxxx` or `{{$env.SECRET}}`. */
function isPlaceholder(text: string): boolean {
	const words = new RegExp(
		`^(?=.*(${PLACEHOLDER_WORDS}|xxx))((${PLACEHOLDER_WORDS}|${WORDS_BESIDE})[^a-z0-9]*)+$`,
	);
	return (
		new Set(text).size < MIN_DISTINCT ||
		TEMPLATE.test(text) ||
		words.test(text.toLowerCase().replace(/^[^a-z0-9]+/, ''))
	);
}

/** Tests the credential: checks the form of the secrets, since only Relasi's deliveries can show whether they are right. */
export async function relasiWebhookApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const [current, previous] = ['signingSecret', 'previousSigningSecret'].map((field) =>
		String(credential.data?.[field] ?? ''),
	);
	const fault =
		secretFault(current) ??
		(isBlank(previous) ? undefined : secretFault(previous, 'previous signing secret'));
	return fault
		? { status: 'Error', message: fault }
		: {
				status: 'OK',
				message: 'Looks like a signing secret; deliveries will show whether it is right',
			};
}
