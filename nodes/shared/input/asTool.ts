import type { IExecutePaginationFunctions } from 'n8n-workflow';

/** Whether an AI agent calls the node: the tool that n8n makes of it is a node type with this ending. */
export const isTool = (context: IExecutePaginationFunctions): boolean =>
	context.getNode().type.endsWith('Tool');

/**
 * The value of an optional field. The schema of a tool requires every field, so that models send an
 * empty text for what they leave out: then it is `preset`.
 */
export function optional(
	context: IExecutePaginationFunctions,
	value: unknown,
	preset?: unknown,
): unknown {
	const isBlank = typeof value === 'string' ? value.trim() === '' : (value ?? null) === null;
	return isBlank && isTool(context) ? preset : value;
}
