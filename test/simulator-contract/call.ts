import type { AxiosHeaders } from 'axios';
import { http } from '../support/http';

/** An answer of the API as it came: `body` is the parsed JSON, undefined when there is none. */
interface Answer {
	status: number;
	headers: AxiosHeaders;
	text: string;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export type Call = (method: string, path: string, body?: object) => Promise<Answer>;

/** Calls an API with a key over HTTP; a FormData goes as a form, anything else as JSON. */
export function caller(baseUrl: string, key: string | null): Call {
	const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
	return async (method, path, body) => {
		const response = await http.request<string>({
			method,
			url: baseUrl + path,
			headers: authorization,
			data: body,
		});
		const headers = response.headers as AxiosHeaders;
		const isJson = String(headers.get('content-type')).includes('json');
		const { status, data: text } = response;
		return { status, headers, text, body: isJson ? parse(text) : undefined };
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
