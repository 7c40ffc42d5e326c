import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { simplify } from './simplify';

/** One operation: its entry in the Operation menu, with what it does, and the fields it shows. */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
}

/** A resource: its operations, and the one that is chosen at first. */
export interface Resource {
	name: string;
	preset: Operation;
	operations: Operation[];
}

/** An operation of a resource, where fields are shown. */
interface Place {
	resource: string;
	operation: INodePropertyOptions['value'];
	fields: INodeProperties[];
}

interface Entry {
	field: INodeProperties;
	places: Place[];
	/** Those of a collection, with where each is shown. */
	options: Map<INodeProperties, Place[]>;
}

/**
 * The Operation menus, followed by the fields of all operations, the optional ones last. n8n evaluates a
 * parameter, for every item, twice for each entry of its name, shown or not. So a field that operations
 * share is one entry, and so are collections of one name, as far as displayOptions can say where it is
 * shown: in all combinations of some resources and some operations.
 */
export function describeResources(resources: Resource[]): INodeProperties[] {
	const all = resources.flatMap(({ name, operations }) =>
		operations.map(({ option, fields }): Place => ({
			resource: name,
			operation: option.value,
			fields,
		})),
	);
	const entries: Entry[] = [];
	for (const place of all) {
		for (const field of place.fields) {
			let entry = entries.find(
				({ field: known, places }) =>
					(known === field || (isOptional(known) && known.name === field.name)) &&
					areAll([...places, place], all),
			);
			if (!entry) entries.push((entry = { field, places: [], options: new Map() }));
			entry.places.push(place);
			for (const option of isOptional(field) ? (field.options as INodeProperties[]) : [])
				entry.options.set(option, [...(entry.options.get(option) ?? []), place]);
		}
	}
	return [
		...resources.map(menuOf),
		...entries.filter(({ field }) => !isOptional(field)).map(described),
		...simplify,
		...entries.filter(({ field }) => isOptional(field)).map(described),
	];
}

const isOptional = ({ type }: INodeProperties): boolean => type === 'collection';

/** Whether these are all places that the combinations of their resources and operations make. */
const areAll = (places: Place[], all: Place[]): boolean =>
	all.every(
		(place) =>
			places.includes(place) ||
			!places.some(({ resource }) => resource === place.resource) ||
			!places.some(({ operation }) => operation === place.operation),
	);

function menuOf({ name, preset, operations }: Resource): INodeProperties {
	const { value: presetValue } = preset.option;
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [name] } },
		options: operations.map(({ option }) => option),
		default: presetValue,
	};
}

const described = ({ field, places, options }: Entry): INodeProperties => ({
	...shownAt(field, places),
	...(isOptional(field) && {
		options: [...options]
			.map(([option, own]) =>
				own.length < places.length ? shownAt(option, own, '/') : option,
			)
			.sort(byName),
	}),
});

/** As n8n-workflow's `updateDisplayOptions`, whose deep merge would take a third of the node's load time. */
const shownAt = (field: INodeProperties, places: Place[], path = ''): INodeProperties => ({
	...field,
	displayOptions: {
		...field.displayOptions,
		show: {
			...field.displayOptions?.show,
			[`${path}resource`]: [...new Set(places.map(({ resource }) => resource))],
			[`${path}operation`]: [...new Set(places.map(({ operation }) => operation))],
		},
	},
});

/** Not localeCompare: its first call loads a language's rules, which takes longer than all this package. */
const byName = (a: INodeProperties, b: INodeProperties) => (a.displayName < b.displayName ? -1 : 1);
