/** An answer of the API as it came: `body` is the parsed JSON, undefined when there is none. */
export interface Answer {
	status: number;
	headers: Headers;
	text: string;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export type Call = (method: string, path: string, body?: object) => Promise<Answer>;

/** Calls an API with a key over HTTP; a FormData goes as a form, anything else as JSON. */
export function caller(baseUrl: string, key: string | null): Call {
	return async (method, path, body) => {
		const headers: Record<string, string> = {};
		if (key !== null) headers.authorization = `Bearer ${key}`;
		if (body !== undefined && !(body instanceof FormData)) {
			headers['content-type'] = 'application/json';
		}
		const sent = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
		const response = await fetch(baseUrl + path, { method, headers, body: sent });
		const text = await response.text();
		const type = response.headers.get('content-type') ?? '';
		const parsed: unknown = type.includes('json') && text !== '' ? parse(text) : undefined;
		return { status: response.status, headers: response.headers, text, body: parsed };
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
