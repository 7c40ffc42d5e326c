import type { IExecuteFunctions, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { invalid, readCollection, toNumber } from '../../shared/input/values';

/**
 * Batching and Timeout, as n8n adds them to declarative nodes. It doesn't add them to a node with a webhook
 * (`applyDeclarativeNodeOptionParameters` in n8n-core), and this node has one for the pages of Send and Wait.
 * Proxy and certificates belong to the credential, because lists, triggers and waits need them too.
 */
export const requestOptions: INodeProperties = {
	displayName: 'Request Options',
	name: 'requestOptions',
	type: 'collection',
	isNodeSetting: true,
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Batching',
			name: 'batching',
			placeholder: 'Add Batching',
			type: 'fixedCollection',
			typeOptions: { multipleValues: false },
			default: { batch: {} },
			options: [
				{
					displayName: 'Batching',
					name: 'batch',
					values: [
						{
							displayName: 'Items per Batch',
							name: 'batchSize',
							type: 'number',
							typeOptions: { minValue: -1 },
							default: 50,
							description:
								'Input will be split in batches to throttle requests. -1 for disabled. 0 will be treated as 1.',
						},
						{
							displayName: 'Batch Interval (Ms)',
							name: 'batchInterval',
							type: 'number',
							typeOptions: { minValue: 0 },
							default: 1000,
							description:
								'Time (in milliseconds) between each batch of requests. 0 for disabled.',
						},
					],
				},
			],
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 10000,
			description:
				'Time in ms to wait for the server to send response headers (and start the response body) before aborting the request',
		},
	],
};

/** Reads the Timeout in milliseconds; undefined, as for 0, means the default. */
export function readTimeoutMs(context: IExecutePaginationFunctions): number | undefined {
	const { timeout } = readCollection(context, 'requestOptions');
	if (timeout === undefined || timeout === null || timeout === '') return undefined;
	const timeoutMs = toNumber(timeout);
	if (!(timeoutMs >= 0)) {
		throw invalid(
			context,
			"The 'Timeout' in 'Request Options' isn't a number of milliseconds",
			'Enter a number such as 10000, or remove the option.',
		);
	}
	return timeoutMs || undefined;
}

/** n8n's Batching: the number of items that begin together, and the pause before the next ones in ms. */
interface Batch {
	batchSize?: number;
	batchInterval?: number;
}

export function readBatch(context: IExecuteFunctions): Batch {
	const options = context.getNodeParameter('requestOptions', 0, {}) as {
		batching?: { batch?: Batch };
	};
	return options.batching?.batch ?? {};
}

/** Works as in n8n's RoutingNode: a size below 0 switches Batching off, and 0 means 1. */
export const pauseBeforeMs = (
	index: number,
	{ batchSize = 1, batchInterval = 0 }: Batch,
): number => (batchSize >= 0 && index % (batchSize || 1) === 0 ? batchInterval : 0);
