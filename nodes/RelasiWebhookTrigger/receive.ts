import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { answer, startOnce } from './startOnce';
import { isSelected } from './isSelected';
import { verify } from './signature';

const DEFAULT_TOLERANCE_SECONDS = 300;

/**
 * Answers one delivery: 401 unless it is genuine; the envelope goes on when its event is new and selected.
 * `patienceMs` is how long a repeat waits for what becomes of the original.
 */
export async function receive(
	context: IWebhookFunctions,
	patienceMs?: number,
): Promise<IWebhookResponseData> {
	const { rawBody, headers } = context.getRequestObject();
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const toleranceMs = Number(options.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS) * 1000;
	const secrets = await readSecrets(context);
	const verdict = verify(rawBody, headers, secrets, Date.now(), toleranceMs);
	if (!verdict.ok) return answer(context, 401, { error: verdict.reason });

	const envelope = parseEnvelope(rawBody);
	if (!envelope) return answer(context, 400, { error: 'The body is not a JSON object.' });
	if (!isSelected(context, envelope)) {
		return answer(context, 200, {
			message: 'Ignored: this event is not selected in the node.',
		});
	}
	return await startOnce(context, verdict.id, envelope, patienceMs);
}

/** The signing secrets, the current one first; it is empty without a readable credential, so that the delivery is refused. */
async function readSecrets(context: IWebhookFunctions): Promise<string[]> {
	try {
		const credential = await context.getCredentials('relasiWebhookApi');
		const { signingSecret, previousSigningSecret } = credential;
		return [signingSecret, previousSigningSecret].map((secret) =>
			typeof secret === 'string' ? secret : '',
		);
	} catch {
		// n8n would store a failed execution for every stranger's request.
		return [''];
	}
}

/** Read from the signed bytes: n8n's own reading follows a charset in a header that nobody signed. */
function parseEnvelope(rawBody: Buffer): IDataObject | undefined {
	try {
		const body: unknown = JSON.parse(rawBody.toString('utf8').replace(/^\ufeff/, ''));
		const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
		return isObject ? (body as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}
