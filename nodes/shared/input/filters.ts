import {
	isResourceLocatorValue,
	type IDataObject,
	type IExecutePaginationFunctions,
} from 'n8n-workflow';

import { isNothing, isTool, invalid } from './values';

/**
 * The filters that were added. One whose expression gives nothing would quietly mean everything, so it
 * is refused: throws NodeOperationError. `narrowing` are those that do not choose whose data is read:
 * an AI agent may leave them empty, unless none is left then.
 */
export function readFilters(
	context: IExecutePaginationFunctions,
	narrowing: string[] = [],
): IDataObject {
	const filters = { ...(context.getNodeParameter('filters', {}) as IDataObject) };
	const names = Object.keys(filters);
	for (const [name, value] of Object.entries(filters)) {
		if (!isEmpty(context, value)) continue;
		if (!isTool(context) || !narrowing.includes(name)) throw nothing(context, toLabel(name));
		delete filters[name];
	}
	if (names.length > 0 && Object.keys(filters).length === 0) {
		throw nothing(context, names.map(toLabel).join("' or '"));
	}
	return filters;
}

/** Of a list, or of a text with commas, all parts have to be nothing. */
function isEmpty(context: IExecutePaginationFunctions, given: unknown): boolean {
	const value: unknown = isResourceLocatorValue(given) ? given.value : given;
	if (Array.isArray(value)) return value.every((part) => isEmpty(context, part));
	const parts: unknown[] = typeof value === 'string' ? value.split(',') : [value];
	return parts.every((part) => isNothing(context, part));
}

function nothing(context: IExecutePaginationFunctions, label: string) {
	return invalid(
		context,
		`The filter '${label}' is empty`,
		isTool(context)
			? `Give a value for '${label}'.`
			: `Without a value, the node would read everything. Enter a value for '${label}', or remove the filter if you want everything. If it's an expression, check that the previous node returns a value for this item.`,
	);
}

/** What the field is called in the editor: `conversationId` is Conversation ID. */
const toLabel = (name: string): string =>
	name
		.replace(/([A-Z])/g, ' $1')
		.replace(/^./, (first) => first.toUpperCase())
		.replace(/ Id(s?)$/, ' ID$1');
