import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodePropertyRouting,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isTool } from '../../shared/input/asTool';
import { simplified } from './simplify';
import { batchedRunOf } from './runItems';
import {
	openOperation,
	type Connection,
	type OperationContext,
	type RoutedRequest,
} from './operationContext';
import { TooManyRows } from '../../shared/pagination/page';

/** What an operation does for one item: the objects that become its output. */
export type OperationHandler = (run: OperationContext) => Promise<IDataObject[]>;

/**
 * n8n copies the rows of an item in one request, which overflows its stack at about 120,000 of them
 * (`returnData.push(...)` in n8n-core's routing-node.ts).
 */
export const MAX_ROWS = 100_000;

/**
 * How the declarative engine enters: it calls the pagination function once for each item and takes
 * what comes back as the item's output. So pace, repeats, paging, `pairedItem` and the error of
 * each item have one place.
 */
export const handledBy = (work: OperationHandler): INodePropertyRouting => ({
	send: { paginate: true },
	operations: {
		async pagination(this: IExecutePaginationFunctions, { options }) {
			const pairedItem = { item: this.getItemIndex() };
			const batchedRun = batchedRunOf(this.getExecuteData());
			const rowsOf = async () => {
				const run = await openOperation(this, routedBy(options), options as Connection);
				return simplified(run.context, await work(run));
			};
			try {
				const rows = await (batchedRun?.begin(rowsOf) ?? rowsOf());
				if (rows.length > MAX_ROWS) throw tooMany(this, rows.length);
				return rows.map((json): INodeExecutionData => ({ json, pairedItem }));
			} catch (error) {
				const nodeError = nodeErrorOf(this, error);
				if (!this.continueOnFail()) {
					if ((await batchedRun?.isHeard()) === false) return [];
					throw nodeError;
				}
				// n8n itself leaves out pairedItem here, and so could not link the error to its item.
				return [{ json: { error: nodeError.message }, error: nodeError, pairedItem }];
			}
		},
	},
});

/** The error as the user, or the model that calls the node as a tool, is to read it. */
function nodeErrorOf(
	context: IExecutePaginationFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof TooManyRows) return tooMany(context, error.count);
	const itemIndex = context.getItemIndex();
	const nodeError =
		error instanceof NodeApiError || error instanceof NodeOperationError
			? error
			: new NodeOperationError(context.getNode(), error as Error, { itemIndex });
	const { description, message } = nodeError;
	// n8n hands the model the message only.
	if (isTool(context) && description && !message.includes(description)) {
		nodeError.message = `${message}. ${description}`;
	}
	return nodeError;
}

function tooMany(context: IExecutePaginationFunctions, count: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`There are ${count} results, and n8n takes at most ${MAX_ROWS} from one item`,
		{
			description:
				'Narrow the list with a filter, or give the node several items that each read a part of it.',
			itemIndex: context.getItemIndex(),
		},
	);
}

const routedBy = (options: DeclarativeRestApiSettings.HttpRequestOptions): RoutedRequest => ({
	method: options.method ?? 'GET',
	path: options.url ?? '',
	query: given(options.qs),
	body: given(options.body as IDataObject),
});

/** An expression that gives nothing means that the field is not given. */
function given(values: IDataObject = {}): IDataObject {
	return Object.fromEntries(
		Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
	);
}
