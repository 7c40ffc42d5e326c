import type {
	IDataObject,
	IExecuteFunctions,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { openApi, type Api } from '../../shared/http/client';
import { credentialOf } from '../../shared/credential/itemCredential';

/** What n8n's declarative engine made of the routing of the parameters, for one item. */
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
	signal?: AbortSignal;
}

/** How requests get to the server, as n8n hands it to its HTTP helper. */
export type Connection = Pick<IHttpRequestOptions, 'proxy' | 'skipSslCertificateValidation'>;

/** Opens the API for one item, with the item's own credential. */
export async function openOperation(
	itemContext: IExecutePaginationFunctions,
	routed: RoutedRequest,
	{ proxy, skipSslCertificateValidation }: Connection,
): Promise<OperationContext> {
	const context = readOnce(itemContext);
	const signal = context.getExecutionCancelSignal();
	const { timeout } = context.getNodeParameter('requestOptions', {}) as { timeout?: number };
	const api = openApi(context, await credentialOf(context), {
		// n8n's own default of five minutes is no wish of the user's, so only theirs counts. The allowed
		// domains are for the HTTP Request node: here nobody can enter a URL, and redirects are off.
		options: { proxy, skipSslCertificateValidation, ...(timeout && { timeout }) },
		itemIndex: context.getItemIndex(),
		signal,
		caller: context.getExecutionId() ?? context.getExecuteData(),
	});
	return { api, context, routed, signal };
}

/** The same for a custom operation, of which n8n runs all items at once; `path` is where it writes to. */
export async function openOperationAt(
	context: IExecuteFunctions,
	itemIndex: number,
	path = '',
): Promise<OperationContext> {
	const { proxy, allowUnauthorizedCerts: skipSslCertificateValidation } =
		context.getNodeParameter('requestOptions', itemIndex, {}) as {
			proxy?: Connection['proxy'];
			allowUnauthorizedCerts?: boolean;
		};
	const routed: RoutedRequest = { method: 'POST', path, query: {}, body: {} };
	return await openOperation(contextOfItem(context, itemIndex), routed, {
		proxy: proxy || undefined,
		skipSslCertificateValidation,
	});
}

/** One item of a custom operation, as n8n's declarative engine would hand it over. */
function contextOfItem(context: IExecuteFunctions, itemIndex: number): IExecutePaginationFunctions {
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
