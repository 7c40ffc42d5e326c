import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { toSimplifyFields } from './simplify';

/**
 * An operation: its entry in the Operation menu, with its routing, and its fields. The `url` of the routing is a fixed
 * path: `runItems` in `handler.ts` evaluates no expressions in it.
 */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
}

/** A resource: its operations, and the default one. */
export interface Resource {
	name: string;
	displayName: string;
	preset: Operation;
	operations: Operation[];
}

/**
 * Makes the properties of the node: the Operation menus, then the fields of each operation, collections last.
 * Operations never share a field, so the editor, and models that write workflows, see only the fields that the
 * operation takes.
 */
export function describeResources(resources: Resource[]): INodeProperties[] {
	const fields = resources.flatMap(({ name, operations }) =>
		operations.flatMap((operation) =>
			[
				...operation.fields.filter((field) => !isCollection(field)),
				...toSimplifyFields(name, String(operation.option.value)),
				...operation.fields.filter(isCollection).map(sortOptions),
			].map((field) => showAt(field, name, operation)),
		),
	);
	return [...resources.map(toMenu), ...fields];
}

const isCollection = ({ type }: INodeProperties): boolean => type === 'collection';

function toMenu({ name, preset, operations }: Resource): INodeProperties {
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

/** Sorts options by name, as n8n asks. The first call of localeCompare would load the rules of a language, which takes long. */
const sortOptions = (field: INodeProperties): INodeProperties => ({
	...field,
	options: [...(field.options as INodeProperties[])].sort((a, b) =>
		a.displayName < b.displayName ? -1 : 1,
	),
});

/** Works as n8n-workflow's `updateDisplayOptions`, whose deep merge would take a third of the node's load time. */
const showAt = (
	field: INodeProperties,
	resource: string,
	{ option }: Operation,
): INodeProperties => ({
	...field,
	displayOptions: {
		...field.displayOptions,
		show: { ...field.displayOptions?.show, resource: [resource], operation: [option.value] },
	},
});
