import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

/** One request to the API, as an operation asks for it. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	/** Below the base URL, ids already encoded. */
	path: string;
	query?: IDataObject;
	body?: IHttpRequestOptions['body'];
	/** Makes a body that can be read only once, anew for each try. */
	makeBody?: () => object;
	/** `ifNotProcessed`: only when the API cannot have acted, because a second run would do it twice. */
	retry: 'always' | 'ifNotProcessed';
	/** Success may come with no body at all. */
	allowEmptyBody?: boolean;
	/** Low priority: a status poll. It waits behind requests that continue started work. */
	isBackground?: boolean;
	/** A success is an object with an ID; without it, the outcome is unknown. */
	expectId?: boolean;
	/** Names the object that a 404 says is missing, in the user's words: 'contact with the ID "x"'. */
	notFoundLabel?: string;
	/** A sentence on what was already done. The error starts with it if this request fails. */
	completedBefore?: string;
	/** A sentence on what the user can do when nobody knows whether the request was processed. */
	hintIfOutcomeUnknown?: string;
	/** Gives up after this many failed attempts; for requests whose answer the caller can do without. */
	maxTries?: number;
	/** Milliseconds until an attempt without an answer is given up, unless the user set a timeout. */
	timeoutMs?: number;
}

/** A response of the API: its body, and when the API responded, from the `Date` header (whole seconds). */
export interface ApiResponse {
	body: IDataObject;
	serverTimeMs?: number;
}

/** The one way to the API. Throws NodeApiError with a sentence on what happened and what to do. */
export type Send = (request: ApiRequest) => Promise<ApiResponse>;

/** The read that most operations are made of. */
export const get = (path: string, query?: IDataObject, notFoundLabel?: string): ApiRequest => ({
	method: 'GET',
	path,
	query,
	notFoundLabel,
	retry: 'always',
});
