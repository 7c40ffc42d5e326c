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

/** The addresses at which an execution that waits is answered; n8n checks the signature of the link. */
export const resumeWebhooks: IWebhookDescription[] = [
	{ ...resume, httpMethod: 'GET' },
	{ ...resume, httpMethod: 'POST' },
];

/** What the page of a question shows. */
interface Shown {
	/** The text that was sent. */
	text: string;
	yes: string;
	no: string;
}

/** The question that is open, as n8n keeps it in the node's context, with the execution. */
interface Open extends Shown {
	nonce: string;
}

/**
 * The link to the page of a question, bound to it: in a loop, or when an AI agent asks twice, the node has the
 * same address, and an older link must not answer a newer question. Undefined where nobody else can open it.
 */
export function openPage(
	context: IExecutePaginationFunctions,
	clientRequestId: string,
	shown: Shown,
): string | undefined {
	// The same on every try: the message that counts may be that of an earlier one.
	const nonce = createHash('sha256').update(clientRequestId).digest('base64url').slice(0, 22);
	const link = context.getSignedResumeUrl({ approval: 'page', question: nonce });
	if (!isPublic(new URL(link).hostname)) return undefined;
	const open: Open = { ...shown, nonce };
	executionMemory(context, 'relasiPage').question = JSON.stringify(open);
	return link;
}

/** Names that only mean something within a network. */
const LOCAL_NAME =
	/(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|invalid)$/;
/** Loopback, private, shared, link-local, for tests and multicast (RFC 6890). */
const LOCAL_IPV4 =
	/^(?:0|10|127|169\.254|192\.168|192\.0\.[02]|198\.1[89]|198\.51\.100|203\.0\.113|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|2[2-5]\d)\./;
const LOCAL_IPV6 = /^(?:::|f[cd]|fe[89a-f]|ff|2001:db8:)/;

/** Whether others can reach a host of this name: not localhost, a private address or a bare name. */
export function isPublic(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.$/, '');
	if (host.startsWith('[')) return !LOCAL_IPV6.test(host.slice(1));
	if (/^[\d.]+$/.test(host)) return !LOCAL_IPV4.test(host);
	return host.includes('.') && !LOCAL_NAME.test(host);
}

/** The page loads nothing and runs no script, and no other page may show it in a frame. */
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
	const open = readOpen(this);
	const { question: nonce } = this.getQueryData() as IDataObject;
	if (!open || open.nonce !== nonce) {
		response.statusCode = 410;
		response.end(
			toPage(
				open
					? '<p>This link belongs to a question that is no longer open.</p>'
					: "<p>The question can't be shown here. Please answer in the chat.</p>",
			),
		);
		return { noWebhookResponse: true };
	}
	if (this.getRequestObject().method === 'POST' && (decision === 'yes' || decision === 'no')) {
		return {
			webhookResponse: toPage(`<p>✓ ${escaped(open[decision])}</p>`),
			workflowData: [
				[{ json: { data: { approved: decision === 'yes' } }, pairedItem: { item: 0 } }],
			],
		};
	}
	response.end(toPage(toForm(open)));
	return { noWebhookResponse: true };
}

/** What throws here would end the execution that waits. A webhook reads the node's context by an expression. */
function readOpen(context: IWebhookFunctions): Open | undefined {
	try {
		const name = JSON.stringify(context.getNode().name);
		const stored = context.evaluateExpression(
			`{{ $node[${name}].context.relasiPage.question }}`,
		);
		return JSON.parse(String(stored)) as Open;
	} catch {
		return undefined;
	}
}

/** It posts to its own address, which holds the signature. */
const toForm = ({ text, yes, no }: Shown): string =>
	`<form method="post"><p>${escaped(text)}</p>
<button name="decision" value="yes">${escaped(yes)}</button>
<button name="decision" value="no" class="no">${escaped(no)}</button></form>`;

const toPage = (content: string): string => `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>✓</title><style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 32em; margin: 10vh auto; padding: 0 1em; }
p { white-space: pre-wrap; overflow-wrap: anywhere; }
button { font: inherit; padding: .5em 2em; margin: 0 .5em .5em 0; border: 1px solid #1a6; border-radius: .4em; background: #1a6; color: #fff; }
button.no { background: #fff; color: #333; border-color: #999; }
</style></head><body>${content}</body></html>`;

const escaped = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
