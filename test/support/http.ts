import { Agent } from 'node:http';

import axios, { type AxiosRequestTransformer } from 'axios';

// Of its own accord axios mends a body that is no JSON, and calls a missing one a form.
const asGiven: AxiosRequestTransformer = (body: unknown, headers) => {
	if (body === undefined) headers.setContentType(false);
	const isRaw = typeof body !== 'object' || body instanceof FormData || Buffer.isBuffer(body);
	if (isRaw) return body;
	headers.setContentType('application/json');
	return JSON.stringify(body);
};

/** The HTTP client of tests and tools: it goes straight to the server, any status is an answer, and bodies stay as they are. */
export const http = axios.create({
	proxy: false,
	// A server may close a connection that idles at the very moment in which it is used again.
	httpAgent: new Agent({ keepAlive: false }),
	maxRedirects: 0,
	validateStatus: null,
	responseType: 'text',
	transformRequest: asGiven,
	transformResponse: (text: string) => text,
});
