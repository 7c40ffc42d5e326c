import { NodeOperationError, type IExecutePaginationFunctions } from 'n8n-workflow';

/** Refuses an item's input before any request goes out: what is the matter, and what to change. */
export function invalid(
	context: IExecutePaginationFunctions,
	message: string,
	description: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, {
		description,
		itemIndex: context.getItemIndex(),
	});
}
