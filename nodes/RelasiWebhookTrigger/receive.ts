import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { isObject } from '../shared/guards';
import { isNothing, readCollection, toNumber } from '../shared/input/values';
import { respond, startOnce } from './startOnce';
import { isSelected } from './isSelected';
import { verify } from './signature';

const DEFAULT_TOLERANCE_SECONDS = 300;
const BAD_TOLERANCE =
	"'Tolerance (Seconds)' of Relasi Webhook Trigger isn't a number above 0. Correct it, or remove the option.";

/**
 * Handles one delivery: responds 401 unless it is genuine, and starts the workflow with its envelope if the event
 * is selected and new. A repeat waits up to `patienceMs` until the original delivery is settled.
 */
export async function receive(
	context: IWebhookFunctions,
	patienceMs?: number,
): Promise<IWebhookResponseData> {
	const { rawBody, headers } = context.getRequestObject();
	const { toleranceSeconds } = readCollection(context);
	const isGiven = !isNothing(context, toleranceSeconds);
	const seconds = isGiven ? toNumber(toleranceSeconds) : DEFAULT_TOLERANCE_SECONDS;
	// Not an error: n8n would store a failed execution for any stranger's request.
	if (!(seconds > 0)) return respond(context, 500, { error: BAD_TOLERANCE });
	const toleranceMs = seconds * 1000;
	const secrets = await readSecrets(context);
	const verification = verify(rawBody, headers, secrets, Date.now(), toleranceMs);
	if (!verification.ok) return respond(context, 401, { error: verification.reason });

	const envelope = parseEnvelope(rawBody);
	if (!envelope) return respond(context, 400, { error: 'The body is not a JSON object.' });
	if (!isSelected(context, envelope)) {
		return respond(context, 200, {
			message: 'Ignored: this event is not selected in the node.',
		});
	}
	return await startOnce(context, verification.id, envelope, patienceMs);
}

/** Reads the signing secrets, the current one first. Without a readable credential that is empty, which refuses every delivery. */
async function readSecrets(context: IWebhookFunctions): Promise<string[]> {
	try {
		const credential = await context.getCredentials('relasiWebhookApi');
		const { signingSecret, previousSigningSecret } = credential;
		return [signingSecret, previousSigningSecret].map((secret) =>
			typeof secret === 'string' ? secret : '',
		);
	} catch {
		// An error would make n8n store a failed execution for any stranger's request.
		return [''];
	}
}

/** Parses the signed bytes. The body that n8n parsed depends on the charset in a header, which isn't signed. */
function parseEnvelope(rawBody: Buffer): IDataObject | undefined {
	try {
		const body: unknown = JSON.parse(rawBody.toString('utf8').replace(/^\ufeff/, ''));
		return isObject(body) ? (body as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}
