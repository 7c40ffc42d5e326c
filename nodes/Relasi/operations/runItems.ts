import type {
	IDataObject,
	IExecuteData,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';

type CustomOperations = NonNullable<INodeType['customOperations']>;

/** One item a batch, with the shortest pause there is between two: n8n lets go of the event loop only there. */
const ONE_BY_ONE = { batch: { batchSize: 1, batchInterval: 1 } };

/** The run of a node whose items n8n begins one after the other. */
export class BatchedRun {
	private begun = 0;

	private readonly work: Array<Promise<unknown>> = [];

	private readonly allBegun: Promise<boolean>;

	private settle!: (isComplete: boolean) => void;

	constructor(readonly items: number) {
		this.allBegun = new Promise((resolve) => (this.settle = resolve));
	}

	/** Counts an item as begun and notes its work. */
	async begin<T>(work: () => Promise<T>): Promise<T> {
		const ended = work();
		this.work.push(ended.catch(() => {}));
		if (++this.begun >= this.items) this.settle(true);
		return await ended;
	}

	/**
	 * An item that fails before the last one has begun must wait with its error, since n8n listens to
	 * none before. Resolves to false when n8n has given up and never will.
	 */
	async isHeard(): Promise<boolean> {
		return await this.allBegun;
	}

	/** n8n gave up because of an item that it could not begin: those on their way end before the node does. */
	async end(): Promise<void> {
		this.settle(false);
		await Promise.all(this.work);
	}
}

const batchedRuns = new WeakMap<IExecuteData, BatchedRun>();

/** The batched run that an item belongs to; undefined where n8n begins all items in one go. */
export const batchedRunOf = (run: IExecuteData): BatchedRun | undefined => batchedRuns.get(run);

/**
 * Every operation of a declarative node, run by the `execute` that n8n puts on such a node, but with
 * n8n's own Batching on. Without it n8n evaluates the expressions of all items before it lets any
 * request go, and stands still meanwhile: for 10,000 items that takes many seconds.
 * Undefined where n8n puts no `execute` on the node and routes it itself.
 */
export function itemByItem(nodeType: INodeType): CustomOperations | undefined {
	const { execute, description } = nodeType;
	if (!execute) return undefined;
	const operations: CustomOperations = {};
	for (const { name, options = [], displayOptions } of description.properties) {
		if (name !== 'operation') continue;
		for (const resource of (displayOptions?.show?.resource ?? []) as string[]) {
			operations[resource] = Object.fromEntries(
				(options as Array<{ value: string }>).map(({ value }) => [
					value,
					async function (this: IExecuteFunctions) {
						return await runBatched(this, execute);
					},
				]),
			);
		}
	}
	return operations;
}

async function runBatched(
	context: IExecuteFunctions,
	execute: NonNullable<INodeType['execute']>,
): ReturnType<NonNullable<INodeType['execute']>> {
	const run = new BatchedRun(context.getInputData().length);
	batchedRuns.set(context.getExecuteData(), run);
	try {
		const output = await execute.call(batching(context));
		if (Array.isArray(output)) output.flat().forEach(linkFailure);
		return output;
	} finally {
		await run.end();
	}
}

/** n8n links neither the error of an item whose expressions fail to its item, nor tells what it says. */
function linkFailure(item: INodeExecutionData): void {
	if (!item.error || item.pairedItem !== undefined) return;
	item.json = { error: item.error.message };
	item.pairedItem = { item: Number(item.error.context.itemIndex) };
}

/** The context as it is, but for the Batching, which the user may have set all the same. */
function batching(context: IExecuteFunctions): IExecuteFunctions {
	const getNodeParameter = (name: string, itemIndex: number, ...rest: unknown[]) => {
		const value: unknown = Reflect.apply(context.getNodeParameter, context, [
			name,
			itemIndex,
			...rest,
		]);
		return name === 'requestOptions'
			? { batching: ONE_BY_ONE, ...(value as IDataObject) }
			: value;
	};
	return Object.create(context, {
		getNodeParameter: { value: getNodeParameter },
	}) as IExecuteFunctions;
}
