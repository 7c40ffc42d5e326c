import {
	isResourceLocatorValue,
	type IDataObject,
	type IExecutePaginationFunctions,
	type INodeParameters,
} from 'n8n-workflow';

import {
	invalid,
	isNothing,
	isTool,
	readCollection,
	readTextList,
	toParts,
	type ParameterContext,
} from './values';

/**
 * Reads the filters that were added. Throws NodeOperationError for one whose expression gives nothing, since it would
 * quietly mean everything. An AI agent may leave those in `narrowing` empty, which don't choose whose data is read,
 * but not all of them.
 */
export function readFilters(
	context: IExecutePaginationFunctions,
	narrowing: string[] = [],
): IDataObject {
	const filters = { ...readCollection(context, 'filters') };
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

/** True if a value, or each part of a list or of a text that holds one, is nothing. */
function isEmpty(context: IExecutePaginationFunctions, given: unknown): boolean {
	const value: unknown = isResourceLocatorValue(given) ? given.value : given;
	if (Array.isArray(value)) return value.every((part) => isEmpty(context, part));
	const parts = typeof value === 'string' ? toParts(value) : [value];
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

/**
 * Reads the filters of a trigger that are lists; leaves out those that the user added and left empty. Throws
 * NodeOperationError for one whose expression gives nothing, since it would let everything pass.
 */
export function readListFilters<Name extends string>(
	context: ParameterContext,
	labels: Record<Name, string>,
): Partial<Record<Name, string[]>> {
	const given = readCollection(context, 'filters');
	const written = (context.getNode().parameters?.filters ?? {}) as INodeParameters;
	const lists: Partial<Record<Name, string[]>> = {};
	for (const name of Object.keys(labels) as Name[]) {
		if (!Object.hasOwn(given, name)) continue;
		const list = readTextList(context, given[name], labels[name]);
		if (list.length > 0) lists[name] = list;
		else if (!isLeftEmpty(given[name]) || !isLeftEmpty(written[name])) {
			throw invalid(
				context,
				`The filter '${labels[name]}' is empty`,
				'Its expression returns nothing, which would let everything pass. Correct the expression, or remove the filter.',
			);
		}
	}
	return lists;
}

/** True if the user added a list and entered nothing. */
export const isLeftEmpty = (value: unknown): boolean =>
	value === '' || (Array.isArray(value) && value.length === 0);

/** Gives a field's name in the editor: `messageSessionId` is Message Session ID. */
const toLabel = (name: string): string =>
	name
		.replace(/^(contact|conversation)Id$/, '$1')
		.replace(/([A-Z])/g, ' $1')
		.replace(/^./, (first) => first.toUpperCase())
		.replace(/ Id(s?)$/, ' ID$1');
