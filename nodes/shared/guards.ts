export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether n8n, or a node, threw an error that is ready to be shown. Told by its name: the n8n-workflow that
 * this package imports need not be the copy that the running n8n uses.
 */
export const isNodeError = (
	error: unknown,
	...names: Array<'NodeApiError' | 'NodeOperationError'>
): boolean => error instanceof Error && (names as string[]).includes(error.name);
