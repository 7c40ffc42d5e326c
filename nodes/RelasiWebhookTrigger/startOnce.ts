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
 * Chooses who responds to a delivery. In the mode onReceived n8n 1.x responds before it has stored the execution,
 * so there the execution itself responds: n8n evaluates the template. Newer versions of n8n respond once the
 * execution is stored. They take the mode from `resolve`, which they find by this symbol (`WEBHOOK_RESOLVERS` in
 * n8n-workflow), unless a parameter of the node is an expression.
 */
export const responseMode: Pick<IWebhookDescription, 'responseMode'> = {
	responseMode: template,
	[Symbol.for('n8n.webhookDescriptionResolvers')]: {
		responseMode: { template, resolve: () => 'onReceived' },
	},
};

/**
 * Starts the workflow with a delivery unless that has started it before, and responds to the request.
 *
 * n8n doesn't tell a node whether it has stored the execution. Two signs show it, and the first one counts:
 * - In the mode onReceived n8n reads `webhookResponse` right after it has stored the execution, and then saves
 *   the static data. The getter therefore commits, so that the ID is saved too.
 * - n8n ends the response with 200 when the execution runs, or with 4xx or 5xx if it could not store it. This
 *   replaces `response.end`, because the response emits no event for it if the sender has hung up, and its
 *   `close` event comes too early.
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
		return respond(context, 200, { message: 'Ignored: this delivery was received before.' });
	}
	if (claim === 'inFlight') {
		return respond(context, 503, {
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

/** Runs the trigger's own step in the execution. It runs only after n8n has stored the execution. */
export function passOn(context: IExecuteFunctions): INodeExecutionData[][] {
	if (!isTest(context)) {
		storeFor(toStoreName(context)).attachTo(context.getWorkflowStaticData('node'));
	}
	// n8n ignores this in the mode onReceived.
	context.sendResponse({
		statusCode: 200,
		headers: { 'content-type': 'application/json' },
		// n8n sends a Buffer before it saves the static data, and any other body after that. The end of the
		// response commits, so it has to come first.
		body: Buffer.from(JSON.stringify(ACCEPTED)),
	});
	return [context.getInputData()];
}

type Context = Pick<IWebhookFunctions, 'getMode' | 'getNode' | 'getWorkflow'>;

const isTest = (context: Context): boolean => context.getMode() === 'manual';

/** Lets the test URL accept deliveries again that it has accepted before. */
export function forgetTest(context: Context): void {
	if (isTest(context)) forget(toStoreName(context));
}

/** Names the store of the node. Test and production URL have one each, so that neither ignores what the other has accepted. */
function toStoreName(context: Context): string {
	const url = isTest(context) ? 'test' : 'production';
	return JSON.stringify([context.getWorkflow().id, context.getNode().id, url]);
}

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** Calls `tell` with the status when n8n ends the response. */
function onEnd(response: Response, tell: (status: number) => void): void {
	const end = response.end.bind(response) as (...args: unknown[]) => Response;
	response.end = (...args: unknown[]) => {
		tell(response.statusCode);
		return end(...args);
	};
}

/** Responds to a request without starting the workflow. */
export function respond(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}
