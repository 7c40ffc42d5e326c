import {
	isResourceLocatorValue,
	type IDataObject,
	type IExecutePaginationFunctions,
	type INodeParameters,
	type INodePropertyOptions,
} from 'n8n-workflow';

import {
	invalid,
	isNothing,
	isTool,
	readChoice,
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

/** Filters by lists: a conversation or message passes if its values are among those listed. No list, or an empty one, lets all pass. */
export interface ConversationFilter {
	channelIds?: string[];
	channelTypes?: string[];
	statuses?: string[];
}

const LABELS = {
	channelIds: 'Channel IDs',
	channelTypes: 'Channel Types',
	statuses: 'Statuses',
};
const FILTERS = Object.keys(LABELS) as Array<keyof ConversationFilter>;

/**
 * Reads a trigger's filters; leaves out those that the user added and left empty. Throws NodeOperationError for one
 * whose expression gives nothing, since it would let everything pass, and for a type that isn't in the menu.
 */
export function readEventFilter(
	context: ParameterContext,
	channelTypes: INodePropertyOptions[],
): ConversationFilter {
	const readers: Record<keyof ConversationFilter, (text: string) => string> = {
		channelIds: (id) => id,
		channelTypes: (type) =>
			readChoice(context, type, "The filter 'Channel Types'", channelTypes),
		statuses: lower,
	};
	const given = readCollection(context, 'filters');
	const written = (context.getNode().parameters?.filters ?? {}) as INodeParameters;
	const filter: ConversationFilter = {};
	for (const name of FILTERS) {
		if (!Object.hasOwn(given, name)) continue;
		const list = readTextList(context, given[name], LABELS[name]);
		if (list.length > 0) filter[name] = list.map(readers[name]);
		else if (!isLeftEmpty(given[name]) || !isLeftEmpty(written[name])) {
			throw invalid(
				context,
				`The filter '${LABELS[name]}' is empty`,
				'Its expression returns nothing, which would let everything pass. Correct the expression, or remove the filter.',
			);
		}
	}
	return filter;
}

export function passesFilter(
	filter: ConversationFilter,
	{ channel, channel_id: channelId, status }: IDataObject,
): boolean {
	const values: Record<keyof ConversationFilter, string> = {
		channelIds: String(channelId),
		channelTypes: lower(channel),
		statuses: lower(status),
	};
	return FILTERS.every((name) => !filter[name]?.length || filter[name].includes(values[name]));
}

/** The API and the user may write the same name in different cases. */
const lower = (value: unknown): string => String(value ?? '').toLowerCase();

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
