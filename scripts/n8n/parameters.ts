import type { IDataObject, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import type { Session } from './session';

/** A parameter of a node whose choices the node loads from the service. */
export interface ParameterQuery {
	node: { type: string; version: number };
	/** The parameter's name. */
	parameter: string;
	/** The node's method that loads the choices. */
	method: string;
	credentials: Record<string, { id: string; name: string }>;
	/** The node's other parameters. */
	parameters?: IDataObject;
}

/** What a resource locator's list shows. */
export async function searchList(
	session: Session,
	query: ParameterQuery & { filter?: string; paginationToken?: string },
): Promise<INodeListSearchResult> {
	const { filter, paginationToken } = query;
	return session.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
		...bodyOf(query),
		filter,
		paginationToken,
	});
}

/** What a list or multi-select that is loaded from the service shows. */
export async function loadOptions(
	session: Session,
	query: ParameterQuery,
): Promise<INodePropertyOptions[]> {
	return session.request('POST', '/rest/dynamic-node-parameters/options', bodyOf(query));
}

function bodyOf({ node, parameter, method, credentials, parameters = {} }: ParameterQuery) {
	return {
		nodeTypeAndVersion: { name: node.type, version: node.version },
		path: `parameters.${parameter}`,
		methodName: method,
		credentials,
		currentNodeParameters: parameters,
	};
}
