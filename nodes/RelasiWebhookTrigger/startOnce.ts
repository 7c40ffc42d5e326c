import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { forget, storeFor } from './deliveryStore';

const ACCEPTED = { message: 'Accepted.' };

const template = "={{ 'responseNode' }}";

/**
 * Who answers a delivery, as the running n8n decides. In the mode onReceived n8n 1.x answers before it has
 * stored the execution, so there the execution itself answers: n8n evaluates the template. A newer n8n takes
 * what `resolve` gives, found by this symbol (`WEBHOOK_RESOLVERS` in n8n-workflow), unless a parameter of
 * the node is an expression; it answers once the execution is stored.
 */
export const responseMode: Pick<IWebhookDescription, 'responseMode'> = {
	responseMode: template,
	[Symbol.for('n8n.webhookDescriptionResolvers')]: {
		responseMode: { template, resolve: () => 'onReceived' },
	},
};

/**
 * Hands a delivery to the workflow unless it has started it before, and answers either way.
 *
 * n8n tells a node nowhere whether it has stored the execution. What shows it first counts:
 * - In the mode onReceived n8n reads `webhookResponse` right after storing, and saves the static data
 *   next. The getter therefore commits, so that the ID is saved with it.
 * - n8n ends the response with 200 when the execution runs, or with 4xx or 5xx when it could not be
 *   stored. `response.end` is watched, since the response of a sender that has hung up emits no
 *   event for that, and its `close` event comes long before.
 */
export async function startOnce(
	context: IWebhookFunctions,
	id: string,
	envelope: IDataObject,
	patienceMs?: number,
): Promise<IWebhookResponseData> {
	// n8n keeps no static data of test runs.
	const staticData = isTest(context) ? {} : context.getWorkflowStaticData('node');
	const claim = await storeFor(toStoreName(context)).claim(id, staticData, patienceMs);
	if (claim === 'stored') {
		return answer(context, 200, { message: 'Ignored: this delivery was received before.' });
	}
	if (claim === 'inFlight') {
		return answer(context, 503, {
			error: 'n8n is still storing this delivery. Send it again later.',
		});
	}
	onEnd(context.getResponseObject(), (status) =>
		status < 400 ? claim.commit() : claim.rollback(),
	);
	return {
		workflowData: [[{ json: envelope }]],
		get webhookResponse() {
			claim.commit();
			return ACCEPTED;
		},
	};
}

/** The trigger's own step in the execution: as it runs, the execution is stored. */
export function passOn(context: IExecuteFunctions): INodeExecutionData[][] {
	if (!isTest(context)) {
		storeFor(toStoreName(context)).attachTo(context.getWorkflowStaticData('node'));
	}
	// In the mode onReceived nobody listens to this.
	context.sendResponse({
		statusCode: 200,
		headers: { 'content-type': 'application/json' },
		// Any other body n8n sends after saving the static data, and by then it has ended the response.
		body: Buffer.from(JSON.stringify(ACCEPTED)),
	});
	return [context.getInputData()];
}

type Context = Pick<IWebhookFunctions, 'getMode' | 'getNode' | 'getWorkflow'>;

const isTest = (context: Context): boolean => context.getMode() === 'manual';

/** Has the test URL take anew what it has taken before. */
export function forgetTest(context: Context): void {
	if (isTest(context)) forget(toStoreName(context));
}

/** Test and production URL remember apart, so that neither swallows what the other is waiting for. */
function toStoreName(context: Context): string {
	const url = isTest(context) ? 'test' : 'production';
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, url]);
}

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Calls back with the status when n8n ends the response. */
function onEnd(response: Response, tell: (status: number) => void): void {
	const end = response.end.bind(response) as (...args: unknown[]) => Response;
	response.end = (...args: unknown[]) => {
		tell(response.statusCode);
		return end(...args);
	};
}

/** Answers a request without starting the workflow. */
export function answer(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
