import type { IExecutePaginationFunctions } from 'n8n-workflow';

/** The context of an item, in which each parameter is evaluated once, however many read it. */
export function readOnce(context: IExecutePaginationFunctions): IExecutePaginationFunctions {
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
