import type {
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodePropertyRouting,
	NodeApiError,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isNodeError } from '../../shared/guards';
import { invalid, isTool, readLimit, MAX_ROWS } from '../../shared/input/values';
import { TooManyRows } from '../../shared/pagination/page';
import { openOperation, type OperationContext, type RoutedRequest } from './operationContext';
import { readSimplify } from './simplify';
import { get } from '../../shared/http/request';
import { readList } from '../../shared/pagination/list';

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

/** The handler behind the routing of an operation. */
export const toHandler = (routing: INodePropertyRouting): OperationHandler =>
	(routing.operations!.pagination as RoutingNodeEntry).handler;

/**
 * Runs an operation for one item. Throws NodeApiError or NodeOperationError, or gives an item with the error if
 * the node continues on fail. `routed` is called in here because its expressions may fail.
 */
export async function runItem(
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
		if (rows.length > MAX_ROWS) throw new TooManyRows(rows.length);
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
	const itemIndex = context.getItemIndex();
	const nodeError =
		error instanceof TooManyRows
			? tooManyRows(context, error.count)
			: isNodeError(error, 'NodeApiError', 'NodeOperationError')
				? (error as NodeApiError | NodeOperationError)
				: new NodeOperationError(context.getNode(), error as Error, { itemIndex });
	const { description, message } = nodeError;
	// n8n gives the model only the message.
	if (isTool(context) && description && !message.includes(description)) {
		nodeError.message = `${message}. ${description}`;
	}
	return nodeError;
}

function tooManyRows(context: IExecutePaginationFunctions, count: number): NodeOperationError {
	return invalid(
		context,
		`There are ${count} results, and one item can return at most ${MAX_ROWS}`,
		'Narrow the list with a filter, or pass the node several items that each read a part of it.',
	);
}

/** Removes fields whose expression gives nothing. */
export const withoutNothing = (values: IDataObject = {}): IDataObject =>
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
		const list = { path: routed.path, query, node: context.getNode(), mostRows: MAX_ROWS };
		return await readList(api, list, readLimit(context));
	});
