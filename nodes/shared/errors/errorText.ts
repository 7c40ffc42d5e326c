import type { IDataObject, NodeApiError } from 'n8n-workflow';

import { isObject } from '../guards';

type Failure = NonNullable<NodeApiError['failure']>;

/** What n8n's error panel shows, and what its scheduler is told (n8n 2.41 and later). */
export interface Explanation {
	message: string;
	description: string;
	httpCode: string;
	failure?: Failure;
}

const MAX_QUOTE = 300;

/** The API's own sentence, or the beginning of whatever else came, on one line. */
export function textOf(body: unknown): string {
	const text = isObject(body) ? ((body as IDataObject).error ?? body.message) : body;
	const line = typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text);
	const flat = line.replace(/\s+/g, ' ').trim();
	return flat.length > MAX_QUOTE ? `${flat.slice(0, MAX_QUOTE)}…` : flat;
}

export const quoted = (value: unknown): string => `“${String(value).slice(0, MAX_QUOTE)}”`;
