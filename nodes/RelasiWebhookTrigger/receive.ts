import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { memoryOf } from './deliveryMemory';
import { verify } from './signature';

const DEFAULT_TOLERANCE_SECONDS = 300;

/** Answers one delivery: 401 unless it is genuine; the envelope goes on when its event is new and selected. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { rawBody, headers } = context.getRequestObject();
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const toleranceMs = Number(options.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS) * 1000;
	const secret = await readSecret(context);
	const verdict = verify(rawBody, headers, secret, Date.now(), toleranceMs);
	if (!verdict.ok) return answer(context, 401, { error: verdict.reason });

	const envelope = parseEnvelope(rawBody);
	if (!envelope) return answer(context, 400, { error: 'The body is not a JSON object.' });
	if (!isSelected(context, envelope.type)) {
		return answer(context, 200, {
			message: 'Ignored: this event is not selected in the node.',
		});
	}
	return await startOnce(context, verdict.id, envelope);
}

/** The signing secret; empty without a readable credential, so that the delivery is refused. */
async function readSecret(context: IWebhookFunctions): Promise<string> {
	try {
		const { signingSecret } = await context.getCredentials('relasiWebhookApi');
		return typeof signingSecret === 'string' ? signingSecret : '';
	} catch {
		// n8n would store a failed execution for every stranger's request.
		return '';
	}
}

/** Read from the signed bytes: n8n's own reading follows a charset in a header that nobody signed. */
function parseEnvelope(rawBody: Buffer): IDataObject | undefined {
	try {
		const body: unknown = JSON.parse(rawBody.toString('utf8'));
		const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
		return isObject ? (body as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}

/** By the type in the body, as nobody signed the header X-Relasi-Event. */
function isSelected(context: IWebhookFunctions, type: unknown): boolean {
	const events = [context.getNodeParameter('events', [])].flat();
	return events.some((event) => event === '*' || event === type);
}

async function startOnce(
	context: IWebhookFunctions,
	id: string,
	envelope: IDataObject,
): Promise<IWebhookResponseData> {
	const staticData = context.getWorkflowStaticData('node');
	const memory = memoryOf(nameOf(context));
	if (!(await memory.claim(id, staticData, async () => await hasStarted(context)))) {
		return answer(context, 200, { message: 'Ignored: this delivery was received before.' });
	}
	return {
		workflowData: [[{ json: envelope }]],
		// n8n 2.x reads this once it has stored the execution, in the course of which it forgets that the
		// static data has changed; it saves them next.
		get webhookResponse() {
			memory.save(staticData);
			return { message: 'Accepted.' };
		},
	};
}

/** Test and production URL remember apart, so that neither swallows what the other is waiting for. */
function nameOf(context: IWebhookFunctions): string {
	const url = context.getMode() === 'manual' ? 'test' : 'production';
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, url]);
}

/** Resolves once n8n has answered; n8n goes on when the sender hangs up before that. */
async function hasStarted(context: IWebhookFunctions): Promise<boolean> {
	const response = context.getResponseObject();
	return await new Promise((resolve) => {
		response.once('finish', () => resolve(response.statusCode < 400));
		response.once('close', () => resolve(true));
	});
}

function answer(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
