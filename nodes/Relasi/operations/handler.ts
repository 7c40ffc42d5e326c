import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IExecutePaginationFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyRouting,
	type INodeType,
	type NodeApiError,
} from 'n8n-workflow';

import { sleep } from '../../shared/async';
import { isNodeError } from '../../shared/guards';
import { get } from '../../shared/http/request';
import { invalid, isTool, readLimit, MAX_ROWS } from '../../shared/input/values';
import { readList } from '../../shared/pagination/list';
import { TooManyRows } from '../../shared/pagination/page';
import type { Operation, Resource } from './describeResources';
import {
	contextOfItem,
	openOperation,
	type OperationContext,
	type RoutedRequest,
} from './operationContext';
import { pauseBeforeMs, readBatch } from './requestOptions';
import { readSimplify } from './simplify';

/** Runs an operation for one item, and gives the objects of its output. */
type OperationHandler = (run: OperationContext) => Promise<IDataObject[]>;

type Pagination = Extract<
	NonNullable<INodePropertyRouting['operations']>['pagination'],
	(...args: never[]) => unknown
>;

/** The function with which n8n's RoutingNode runs an operation for an item. `runItems` takes its handler instead. */
type RoutingNodeEntry = Pagination & { handler: OperationHandler };

/**
 * Makes the routing of an operation. Workflows run it through `runItems`. An AI Agent of version 2 runs the same
 * description through n8n's RoutingNode, which calls `pagination` once for each item and takes the result as the
 * item's output.
 */
export const handledBy = (handler: OperationHandler): INodePropertyRouting => {
	const pagination: RoutingNodeEntry = Object.assign(
		async function (this: IExecutePaginationFunctions, { options }) {
			return await runItem(this, handler, () => ({
				path: options.url ?? '',
				body: withoutNothing(options.body as IDataObject),
			}));
		} as Pagination,
		{ handler },
	);
	return { send: { paginate: true }, operations: { pagination } };
};

/**
 * Runs an operation for one item. Throws NodeApiError or NodeOperationError, or gives an item with the error if
 * the node continues on fail. `routed` is called in here because its expressions may fail.
 */
async function runItem(
	context: IExecutePaginationFunctions,
	handler: OperationHandler,
	routed: (context: IExecutePaginationFunctions) => RoutedRequest,
	itemCount = 1,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: context.getItemIndex() };
	try {
		const run = await openOperation(context, routed, itemCount);
		const simplify = readSimplify(run.context);
		const rows = simplify(await handler(run));
		if (rows.length > MAX_ROWS) throw new TooManyRows(rows.length, MAX_ROWS);
		return rows.map((json): INodeExecutionData => ({ json, pairedItem }));
	} catch (error) {
		const nodeError = toNodeError(context, error);
		if (!context.continueOnFail()) throw nodeError;
		// n8n itself leaves out pairedItem here, and then can't link the error to its item.
		return [{ json: { error: nodeError.message }, error: nodeError, pairedItem }];
	}
}

/** Makes an error that n8n shows to the user, or to the model that calls the node as a tool. */
function toNodeError(
	context: IExecutePaginationFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	const nodeError = isNodeError(error, 'NodeApiError', 'NodeOperationError')
		? (error as NodeApiError | NodeOperationError)
		: new NodeOperationError(context.getNode(), error as Error, {
				itemIndex: context.getItemIndex(),
			});
	const { description, message } = nodeError;
	// n8n gives the model only the message.
	if (isTool(context) && description && !message.includes(description)) {
		nodeError.message = `${message}. ${description}`;
	}
	return nodeError;
}

/** Removes fields whose expression gives nothing. */
const withoutNothing = (values: IDataObject = {}): IDataObject =>
	Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
	);

/** Reads the one object at the routed path. */
export const readOne = handledBy(async ({ api, routed }) => [
	(await api.send(get(routed.path))).body,
]);

/** Reads the list at the routed path, filtered by a query; Return All and Limit say how much of it. */
export const readMany = (
	readQuery: (run: OperationContext) => IDataObject = () => ({}),
): INodePropertyRouting =>
	handledBy(async (run) => {
		const { api, context, routed } = run;
		const query = readQuery(run);
		const list = { path: routed.path, query, mostRows: MAX_ROWS };
		return await readList(api, list, readLimit(context));
	});

type CustomOperations = NonNullable<INodeType['customOperations']>;

/**
 * Makes n8n's `customOperations` of the descriptions of all operations. n8n's RoutingNode would evaluate the
 * expressions of all items, twice, before the first request leaves.
 */
export const toCustomOperations = (resources: Resource[]): CustomOperations =>
	Object.fromEntries(
		resources.map(({ name, operations }) => [
			name,
			// Without a prototype: n8n looks up names that a workflow gives, such as `constructor`.
			Object.assign(
				Object.create(null) as CustomOperations[string],
				Object.fromEntries(
					operations.map((operation) => [
						operation.option.value,
						async function (this: IExecuteFunctions) {
							return await runItems(this, operation);
						},
					]),
				),
			),
		]),
	);

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
	const { handler } = routing.operations!.pagination as RoutingNodeEntry;
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
