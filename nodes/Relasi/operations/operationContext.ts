import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
} from 'n8n-workflow';

import { openApi, type Api } from '../../shared/http/client';
import { readItemCredential } from '../../shared/credential/itemCredential';

/** What the description's routing says for one item: method, path and body stand nowhere else. */
export interface RoutedRequest {
	method: NonNullable<IHttpRequestOptions['method']>;
	path: string;
	query: IDataObject;
	body: IDataObject;
}

/** One item's run of an operation. */
export interface OperationContext {
	api: Api;
	context: IExecutePaginationFunctions;
	routed: RoutedRequest;
	/** How many items the node runs, this one among them. */
	itemCount: number;
	signal?: AbortSignal;
}

/** Opens the API for one item, with the item's own credential. */
export async function openOperation(
	itemContext: IExecutePaginationFunctions,
	routed: (context: IExecutePaginationFunctions) => RoutedRequest,
	itemCount = 1,
): Promise<OperationContext> {
	const context = readOnce(itemContext);
	const signal = context.getExecutionCancelSignal();
	const api = openApi(context, await readItemCredential(context), {
		timeoutMs: readTimeoutMs(context),
		itemIndex: context.getItemIndex(),
		signal,
		caller: context.getExecutionId() ?? context.getExecuteData(),
	});
	return { api, context, routed: routed(context), itemCount, signal };
}

/** The Timeout of the Request Options in milliseconds; undefined for n8n's own default, which 0 means too. */
function readTimeoutMs(context: IExecutePaginationFunctions): number | undefined {
	const { timeout } = context.getNodeParameter('requestOptions', {}) as { timeout?: unknown };
	if (timeout === undefined || timeout === null || timeout === '') return undefined;
	const timeoutMs = Number(timeout);
	if (typeof timeout === 'boolean' || !(timeoutMs >= 0)) {
		throw new NodeOperationError(
			context.getNode(),
			"The 'Timeout' in the request options isn't a number of milliseconds",
			{
				description: 'Enter a number such as 10000, or remove the option.',
				itemIndex: context.getItemIndex(),
			},
		);
	}
	return timeoutMs || undefined;
}

/** The same for an operation that takes all items at once; `path` is where it writes to. */
export async function openOperationAt(
	context: IExecuteFunctions,
	itemIndex: number,
	path = '',
): Promise<OperationContext> {
	const routed: RoutedRequest = { method: 'POST', path, query: {}, body: {} };
	const { length } = context.getInputData();
	return await openOperation(contextOfItem(context, itemIndex), () => routed, length);
}

/** The context of one item, as n8n's RoutingNode would hand it over. */
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

/** The context of an item, in which each parameter is evaluated once, however many read it. */
function readOnce(context: IExecutePaginationFunctions): IExecutePaginationFunctions {
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
