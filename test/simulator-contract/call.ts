import { http } from '../support/http';

/** An answer of the API: `body` is the parsed JSON, undefined when there is none. */
interface Answer {
	status: number;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	body: any;
}

export type Call = (method: string, path: string, body?: object) => Promise<Answer>;

/** Calls an API with a key over HTTP. */
export function caller(baseUrl: string, key: string | null): Call {
	const headers = key === null ? {} : { authorization: `Bearer ${key}` };
	return async (method, path, data) => {
		const answer = await http.request<string>({ method, url: baseUrl + path, headers, data });
		const isJson = String(answer.headers['content-type']).includes('json');
		return { status: answer.status, body: isJson ? JSON.parse(answer.data) : undefined };
	};
}
