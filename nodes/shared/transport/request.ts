import type { ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import { openApi, readCredential, type Api } from './api';

/** How triggers, lists and menus enter: opens the API with the node's credential. */
export async function openApiOf(context: ILoadOptionsFunctions | IPollFunctions): Promise<Api> {
	return openApi(context, await readCredential(context));
}
