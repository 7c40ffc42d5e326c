import type {
	IDataObject,
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyRouting,
	INodeType,
} from 'n8n-workflow';

import { invalid } from '../../shared/input/values';
import { sleep } from '../../shared/async';
import type { Operation, Resource } from './describeResources';
import { runItem, toHandler, withoutNothing } from './handler';
import { contextOfItem, type RoutedRequest } from './operationContext';
import { pauseBeforeMs, readBatch } from './requestOptions';

type CustomOperations = NonNullable<INodeType['customOperations']>;

/**
 * Makes n8n's `customOperations` of the descriptions of all operations. n8n's RoutingNode would evaluate the
 * expressions of all items, twice, before the first request leaves.
 */
export const toCustomOperations = (resources: Resource[]): CustomOperations =>
	withoutPrototype(
		resources.map(({ name, operations }) => [
			name,
			withoutPrototype(
				operations.map((operation) => [
					operation.option.value,
					async function (this: IExecuteFunctions) {
						return await runItems(this, operation);
					},
				]),
			),
		]),
	);

/** An object that has nothing but these entries: n8n looks up names that a workflow gives, such as `constructor`. */
const withoutPrototype = <T>(entries: Array<[string | number | boolean, T]>): Record<string, T> =>
	Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));

/**
 * Refuses operations that the node doesn't have, such as those of a workflow from a newer version. n8n's
 * RoutingNode runs whatever isn't a custom operation, and would send a request of its own.
 */
export const refuseUnknownOperations = (resources: Resource[]): INodePropertyRouting => ({
	send: {
		preSend: [
			async function (this, request) {
				const { operation, resource } = this.getNode().parameters;
				const known = resources.find(({ name }) => name === resource)?.operations ?? [];
				if (known.some(({ option }) => option.value === operation)) return request;
				throw invalid(
					this,
					`This version of the Relasi node has no operation “${String(operation ?? '')}” for the resource “${String(resource)}”`,
					"Choose 'Resource' and 'Operation' again. If a newer version of n8n-nodes-relasi made this workflow, update the package.",
				);
			},
		],
	},
});

/** Runs an operation for all items. They begin one after the other; none waits for the end of another. */
async function runItems(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[][]> {
	const { routing = {} } = operation.option;
	const handler = toHandler(routing);
	const readRouted = (item: IExecutePaginationFunctions): RoutedRequest => ({
		path: String(routing.request?.url ?? ''),
		body: withoutNothing(readBody(item, operation.fields)),
	});
	const signal = context.getExecutionCancelSignal();
	const { length } = context.getInputData();
	const batch = length > 1 ? readBatch(context) : {};
	const runs: Array<Promise<INodeExecutionData[]>> = [];
	for (let index = 0; index < length; index++) {
		// Even a sleep of 0 ms lets the event loop go on, so the first requests leave while later items are
		// evaluated, and n8n stays responsive.
		if (index > 0) await sleep(pauseBeforeMs(index, batch), signal);
		if (signal?.aborted) break;
		const run = runItem(contextOfItem(context, index), handler, readRouted, length);
		// The results are read below. Until then a rejection would be unhandled, and end n8n.
		run.catch(() => {});
		runs.push(run);
	}
	await Promise.allSettled(runs);
	// Throws the error of the first item that failed.
	return [(await Promise.all(runs)).flat()];
}

/** Reads the body that the routing of the fields describes. */
function readBody(item: IExecutePaginationFunctions, fields: INodeProperties[]): IDataObject {
	const body: IDataObject = {};
	for (const { name, type, options, routing } of fields) {
		if (routing?.send?.property !== undefined) {
			body[routing.send.property] = item.getNodeParameter(name, null);
		}
		const inner = (type === 'collection' ? (options as INodeProperties[]) : []).filter(
			(option) => option.routing?.send?.property !== undefined,
		);
		if (inner.length === 0) continue;
		const values = item.getNodeParameter(name, {}) as IDataObject;
		for (const option of inner) body[option.routing!.send!.property!] = values[option.name];
	}
	return body;
}
