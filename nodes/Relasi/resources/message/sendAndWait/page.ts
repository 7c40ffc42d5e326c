import { createHash } from 'crypto';
import type {
	IDataObject,
	IExecutePaginationFunctions,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { executionMemory } from '../../../../shared/execution/executionMemory';

const resume = {
	name: 'default',
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $nodeId }}',
	restartWebhook: true,
	isFullPath: true,
} as const;

/** The addresses that answer an execution that waits; n8n checks the signature of the link. */
export const resumeWebhooks: IWebhookDescription[] = [
	{ ...resume, httpMethod: 'GET' },
	{ ...resume, httpMethod: 'POST' },
];

/** What the buttons and the link say by default. */
export const APPROVE_LABEL = 'Yes';
export const DECLINE_LABEL = 'No';
export const LINK_TEXT = 'Or answer here:';

/** The page of the question that is open, as n8n keeps it in the node's context, with the execution. */
interface Page {
	/** The text that was sent. */
	text: string;
	/** The labels of the buttons. */
	yes: string;
	no: string;
	nonce: string;
}

/**
 * Opens the page of a question and makes the link to it; undefined if nobody else can reach this n8n. In a loop, or
 * when an AI agent asks twice, the node has the same address: the nonce keeps an older link from answering a newer
 * question.
 */
export function openPage(
	context: IExecutePaginationFunctions,
	clientRequestId: string,
	shown: Omit<Page, 'nonce'>,
): string | undefined {
	// The same on every try, because the message of an earlier try may be the one that was sent.
	const nonce = createHash('sha256').update(clientRequestId).digest('base64url').slice(0, 22);
	const link = context.getSignedResumeUrl({ approval: 'page', question: nonce });
	if (!isPublic(new URL(link).hostname)) return undefined;
	const page: Page = { ...shown, nonce };
	executionMemory(context, 'relasiPage').question = JSON.stringify(page);
	return link;
}

/** Host names that only exist within a network. */
const LOCAL_NAME =
	/(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|invalid)$/;
/** Addresses that are loopback, private, shared, link-local, multicast, or for tests (RFC 6890). */
const LOCAL_IPV4 =
	/^(?:0|10|127|169\.254|192\.168|192\.0\.[02]|198\.1[89]|198\.51\.100|203\.0\.113|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\./;
const LOCAL_IPV6 = /^(?:::|f[cd]|fe[89a-f]|ff|2001:db8:)/;

/** Tells whether the internet can reach a host: it isn't localhost, a private address or a name without a dot. */
export function isPublic(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.$/, '');
	if (host.startsWith('[')) return !LOCAL_IPV6.test(host.slice(1));
	if (/^[\d.]+$/.test(host)) return !LOCAL_IPV4.test(host);
	return host.includes('.') && !LOCAL_NAME.test(host);
}

/** The page loads nothing, runs no script, and can't be shown in a frame. */
const HEADERS = {
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	'content-security-policy':
		"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
	'referrer-policy': 'no-referrer',
};

/** Shows the page; only a press of a button decides, since chat apps open links to preview them. */
export async function decideOnPage(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { decision } = (this.getBodyData() ?? {}) as IDataObject;
	const response = this.getResponseObject();
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	const page = readPage(this);
	const { question: nonce } = this.getQueryData() as IDataObject;
	if (!page || page.nonce !== nonce) {
		response.statusCode = 410;
		response.end(
			toHtml(
				page
					? '<p>This link belongs to a question that is no longer open.</p>'
					: "<p>The question can't be shown here. Please answer in the chat.</p>",
			),
		);
		return { noWebhookResponse: true };
	}
	if (this.getRequestObject().method === 'POST' && (decision === 'yes' || decision === 'no')) {
		return {
			webhookResponse: toHtml(`<p>✓ ${escaped(page[decision])}</p>`),
			workflowData: [
				[{ json: { data: { approved: decision === 'yes' } }, pairedItem: { item: 0 } }],
			],
		};
	}
	response.end(toHtml(toForm(page)));
	return { noWebhookResponse: true };
}

/**
 * Reads the page from the node's context, which a webhook reaches by an expression. Doesn't throw: an error here would
 * end the execution that waits.
 */
function readPage(context: IWebhookFunctions): Page | undefined {
	try {
		const name = JSON.stringify(context.getNode().name);
		const stored = context.evaluateExpression(
			`{{ $node[${name}].context.relasiPage.question }}`,
		);
		return JSON.parse(String(stored)) as Page;
	} catch {
		return undefined;
	}
}

/** Posts to its own address, which contains the signature. */
const toForm = ({ text, yes, no }: Page): string =>
	`<form method="post"><p>${escaped(text)}</p>
<button name="decision" value="yes">${escaped(yes)}</button>
<button name="decision" value="no" class="no">${escaped(no)}</button></form>`;

const toHtml = (content: string): string => `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>✓</title><style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 32em; margin: 10vh auto; padding: 0 1em; }
p { white-space: pre-wrap; overflow-wrap: anywhere; }
button { font: inherit; padding: .5em 2em; margin: 0 .5em .5em 0; border: 1px solid #1a6; border-radius: .4em; background: #1a6; color: #fff; }
button.no { background: #fff; color: #333; border-color: #999; }
</style></head><body>${content}</body></html>`;

const escaped = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
