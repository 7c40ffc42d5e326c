/** An answer that refuses a request: `{ error, required_scope? }` with an HTTP status and perhaps headers. */
export class ApiError extends Error {
	constructor(
		readonly statusCode: number,
		message: string,
		readonly requiredScope?: string,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}

	toJSON(): { error: string; required_scope?: string } {
		if (this.requiredScope === undefined) return { error: this.message };
		return { error: this.message, required_scope: this.requiredScope };
	}
}

/** Input the API cannot accept. */
export function invalid(message: string): ApiError {
	return new ApiError(422, message);
}

export function notFound(what: string): ApiError {
	return new ApiError(404, `${what} not found`);
}
