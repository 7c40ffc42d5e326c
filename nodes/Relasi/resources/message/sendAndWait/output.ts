import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { Pending } from './wait';

/** One item for each input item, in their order. Throws NodeOperationError for one that failed. */
export function toOutput(
	context: IExecuteFunctions,
	pending: Pending[],
	continueOnFail: boolean,
): INodeExecutionData[] {
	const inOrder = [...pending].sort((one, other) => one.item - other.item);
	const failed = inOrder.find(({ failure }) => failure);
	if (failed?.failure && !continueOnFail) {
		const { message, description } = failed.failure;
		throw new NodeOperationError(context.getNode(), message, {
			description,
			itemIndex: failed.item,
		});
	}
	return inOrder.flatMap(({ item, result, failure }) => {
		const json = failure ? { error: failure.message } : result;
		return json ? [{ json, pairedItem: { item } }] : [];
	});
}
