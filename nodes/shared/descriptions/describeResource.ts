import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { simplifyOf } from './simplify';

/** One operation: its entry in the Operation menu, with what it does, and the fields it shows. */
export interface Operation {
	option: INodePropertyOptions;
	fields: INodeProperties[];
}

/** The Operation menu of a resource, followed by the fields of each operation, the optional ones last. */
export function describeResource(
	resource: string,
	preset: Operation,
	operations: Operation[],
): INodeProperties[] {
	const { value: presetValue } = preset.option;
	const menu: INodeProperties = {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: operations.map(({ option }) => option),
		default: presetValue,
	};
	const fields = distinct(operations).map(([field, operation]) =>
		shownFor(field, { resource: [resource], operation }),
	);
	const isOptional = ({ type }: INodeProperties) => type === 'collection';
	return [
		menu,
		...fields.filter((field) => !isOptional(field)),
		...simplifyOf(resource),
		...fields.filter(isOptional),
	];
}

/**
 * Each field once, with the operations that have it: n8n evaluates a parameter for every item as often
 * as the node describes one of its name.
 */
function distinct(
	operations: Operation[],
): Array<[INodeProperties, INodePropertyOptions['value'][]]> {
	const users = new Map<INodeProperties, INodePropertyOptions['value'][]>();
	for (const { option, fields } of operations) {
		for (const field of fields) users.set(field, [...(users.get(field) ?? []), option.value]);
	}
	return [...users];
}

/** As n8n-workflow's `updateDisplayOptions`, whose deep merge would take a third of the node's load time. */
const shownFor = (field: INodeProperties, show: IDisplayOptions['show']): INodeProperties => ({
	...field,
	...(field.type === 'collection' && { options: inOrder(field.options) }),
	displayOptions: { ...field.displayOptions, show: { ...field.displayOptions?.show, ...show } },
});

/** Not localeCompare: its first call loads a language's rules, which takes longer than all this package. */
const inOrder = (options: INodeProperties['options']): INodeProperties['options'] =>
	([...(options ?? [])] as INodeProperties[]).sort((a, b) =>
		a.displayName < b.displayName ? -1 : 1,
	);
