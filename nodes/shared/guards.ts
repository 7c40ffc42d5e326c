export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * True for n8n's own errors, whose text is meant for the user. Compares names, because the n8n-workflow that this
 * package imports may be another copy than the running n8n uses.
 */
export const isNodeError = (
	error: unknown,
	...names: Array<'NodeApiError' | 'NodeOperationError'>
): boolean => error instanceof Error && (names as string[]).includes(error.name);
