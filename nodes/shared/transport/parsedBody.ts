import { sleep } from 'n8n-workflow';

import { isResponse, type HttpResult } from './faults';

/** Characters of a body that takes some milliseconds to parse. */
const LARGE = 20_000;

/**
 * The answer with what its JSON says as body; a body that is none stays text. Other answers that have
 * come in the meantime are noted first: their places in the key's limit are counted from then.
 */
export async function withParsedBody(httpResult: HttpResult): Promise<HttpResult> {
	if (!isResponse(httpResult) || typeof httpResult.body !== 'string') return httpResult;
	const { body } = httpResult;
	if (body.length > LARGE) await sleep(0);
	try {
		return { ...httpResult, body: JSON.parse(body) as unknown };
	} catch {
		return httpResult;
	}
}
