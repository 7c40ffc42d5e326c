import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { openApi } from './api';
import { credentialOf } from './itemCredential';
import { readOnce } from './readOnce';
import type { ItemRun } from './routing';

/** One item of a custom operation, as n8n's declarative engine would hand it over. */
function itemContext(context: IExecuteFunctions, itemIndex: number): IExecutePaginationFunctions {
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

/** What an operation needs for one item of a custom operation; `path` is where it writes to. */
export async function itemRunOf(
	executeContext: IExecuteFunctions,
	itemIndex: number,
	path = '',
): Promise<ItemRun> {
	const context = readOnce(itemContext(executeContext, itemIndex));
	const signal = context.getExecutionCancelSignal();
	const { timeout, proxy, allowUnauthorizedCerts } = context.getNodeParameter(
		'requestOptions',
		{},
	) as {
		timeout?: number;
		proxy?: IHttpRequestOptions['proxy'];
		allowUnauthorizedCerts?: boolean;
	};
	const options = {
		...(timeout && { timeout }),
		...(proxy && { proxy }),
		...(allowUnauthorizedCerts && { skipSslCertificateValidation: true }),
	};
	const api = openApi(context, await credentialOf(context), { options, itemIndex, signal });
	return { api, context, routed: { method: 'POST', path, query: {}, body: {} }, signal };
}
