import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { labelsOf } from './approval';

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
	const labels = labelsOf(parameterOf(this, 'options', {}) as IDataObject);
	const { decision } = (this.getBodyData() ?? {}) as IDataObject;
	const response = this.getResponseObject();
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
	if (this.getRequestObject().method === 'POST' && (decision === 'yes' || decision === 'no')) {
		return {
			webhookResponse: pageOf(`<p>✓ ${escaped(labels[decision])}</p>`),
			workflowData: [
				[{ json: { data: { approved: decision === 'yes' } }, pairedItem: { item: 0 } }],
			],
		};
	}
	response.end(pageOf(formOf(String(parameterOf(this, 'message', '')), labels)));
	return { noWebhookResponse: true };
}

/** What throws here would end the execution that waits, so an expression that fails gives the default. */
function parameterOf(context: IWebhookFunctions, name: string, preset: unknown): unknown {
	try {
		return context.getNodeParameter(name, preset) ?? preset;
	} catch {
		return preset;
	}
}

/** It posts to its own address, which holds the signature. */
const formOf = (message: string, labels: { yes: string; no: string }): string =>
	`<form method="post"><p>${escaped(message)}</p>
<button name="decision" value="yes">${escaped(labels.yes)}</button>
<button name="decision" value="no" class="no">${escaped(labels.no)}</button></form>`;

const pageOf = (content: string): string => `<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>✓</title><style>
body { font: 18px/1.5 system-ui, sans-serif; max-width: 32em; margin: 10vh auto; padding: 0 1em; }
p { white-space: pre-wrap; overflow-wrap: anywhere; }
button { font: inherit; padding: .5em 2em; margin: 0 .5em .5em 0; border: 1px solid #1a6; border-radius: .4em; background: #1a6; color: #fff; }
button.no { background: #fff; color: #333; border-color: #999; }
</style></head><body>${content}</body></html>`;

const escaped = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
