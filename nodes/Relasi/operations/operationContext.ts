import type { IDataObject, IExecuteFunctions, IExecutePaginationFunctions } from 'n8n-workflow';

import { openApi } from '../../shared/http/client';
import { readItemCredential } from '../../shared/credential/itemCredential';
import type { ItemContext } from '../../shared/execution/runCache';
import { readTimeoutMs } from './requestOptions';

/** The path of the operation, and the body of its fields for one item, as the description's routing defines them. */
export interface RoutedRequest {
	path: string;
	body: IDataObject;
}

/** Everything that an operation needs to run for one item. */
export interface OperationContext extends ItemContext {
	routed: RoutedRequest;
	/** Number of items that the node runs. */
	itemCount: number;
	signal?: AbortSignal;
}

/** Opens the API for one item, with the item's own credential. */
export async function openOperation(
	n8nContext: IExecutePaginationFunctions,
	routed: (context: IExecutePaginationFunctions) => RoutedRequest,
	itemCount = 1,
): Promise<OperationContext> {
	const context = withParameterCache(n8nContext);
	const signal = context.getExecutionCancelSignal();
	const api = openApi(context, await readItemCredential(context), {
		timeoutMs: readTimeoutMs(context),
		itemIndex: context.getItemIndex(),
		signal,
		caller: context.getExecutionId() ?? context.getExecuteData(),
	});
	return { api, context, routed: routed(context), itemCount, signal };
}

/** Opens the API for one item of an operation that takes all items at once; `path` is where it posts to. */
export async function openOperationAt(
	context: IExecuteFunctions,
	itemIndex: number,
	path = '',
): Promise<OperationContext> {
	const { length } = context.getInputData();
	const routed = () => ({ path, body: {} });
	return await openOperation(contextOfItem(context, itemIndex), routed, length);
}

/** Makes the context of one item, as n8n's RoutingNode would pass it. */
export function contextOfItem(
	context: IExecuteFunctions,
	itemIndex: number,
): IExecutePaginationFunctions {
	const { getCredentials, getInputData, getNodeParameter } = context;
	const ofItem = {
		getItemIndex: () => itemIndex,
		getNodeParameter: (name: string, ...rest: unknown[]): unknown =>
			Reflect.apply(getNodeParameter, context, [name, itemIndex, ...rest]),
		async getCredentials(this: IExecuteFunctions, type: string) {
			return await Reflect.apply(getCredentials, this, [type, itemIndex]);
		},
		getInputData: (input?: number) => Reflect.apply(getInputData, context, [input])[itemIndex],
	};
	return Object.assign(Object.create(context) as object, ofItem) as IExecutePaginationFunctions;
}

/** Makes a context that evaluates each parameter only once. */
function withParameterCache(context: IExecutePaginationFunctions): IExecutePaginationFunctions {
	const known = new Map<string, unknown>();
	const getNodeParameter = (...args: unknown[]): unknown => {
		const key = JSON.stringify(args);
		if (!known.has(key)) {
			known.set(key, Reflect.apply(context.getNodeParameter, context, args));
		}
		return known.get(key);
	};
	return Object.create(context, {
		getNodeParameter: { value: getNodeParameter },
	}) as IExecutePaginationFunctions;
}
