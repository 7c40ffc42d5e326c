import fc from 'fast-check';
import {
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { hostileText, hostileValue } from './hostile';

/** One operation with every field that the editor can show for it. */
export interface FuzzedOperation {
	resource: string;
	operation: string;
	fields: INodeProperties[];
}

const { description } = new Relasi();
const menuOf = (property: INodeProperties) => property.options as INodePropertyOptions[];

/** All operations, as the node itself describes them: a new one, or a new field, is fuzzed unasked. */
export const operations: FuzzedOperation[] = description.properties
	.filter(({ name }) => name === 'operation')
	.flatMap((menu) => {
		const [resource] = menu.displayOptions!.show!.resource as string[];
		return menuOf(menu).map(({ value }) => operationOf(resource, String(value)));
	});

function operationOf(resource: string, operation: string): FuzzedOperation {
	const fields = description.properties.filter(({ name, displayOptions: { show } = {} }) => {
		if (['operation', 'resource', 'requestOptions'].includes(name)) return false;
		return [show?.resource, show?.operation].every((wanted, index) => {
			return (
				wanted === undefined || (wanted as string[]).includes([resource, operation][index])
			);
		});
	});
	return { resource, operation, fields: fields.filter(isOneOfItsName) };
}

function isOneOfItsName({ name }: INodeProperties, index: number, all: INodeProperties[]): boolean {
	return all.findIndex((other) => other.name === name) === index;
}

/** One hostile run: the parameters as saved, and the json of the item that their expressions read. */
export interface Case {
	parameters: INodeParameters;
	json: Record<string, unknown>;
}

/** Hostile parameters, as literal texts and through expressions that give the wrong type. */
export const casesOf = ({ resource, operation, fields }: FuzzedOperation): fc.Arbitrary<Case> =>
	fc.tuple(...fields.map((field) => fieldCase(field))).map((parts) => ({
		parameters: Object.assign(
			{ resource, operation },
			...parts.map(({ parameters }) => parameters),
		),
		json: Object.assign({}, ...parts.map(({ json }) => json)),
	}));

function fieldCase(field: INodeProperties, place = field.name): fc.Arbitrary<Case> {
	if (field.type === 'collection') return collectionCase(field);
	const usual = usualValue(field);
	return fc.oneof(
		{ weight: 2, arbitrary: fc.constant(given(field, usual)) },
		{ weight: 2, arbitrary: hostileText.map((text) => given(field, text)) },
		{
			weight: 3,
			arbitrary: hostileValue.map((value) => ({
				...given(field, `={{ $json[${JSON.stringify(place)}] }}`),
				json: { [place]: value },
			})),
		},
	);
}

function collectionCase(field: INodeProperties): fc.Arbitrary<Case> {
	const options = field.options as INodeProperties[];
	const some = options.map((option) =>
		fc.option(fieldCase(option, `${field.name}.${option.name}`), { nil: undefined }),
	);
	return fc.tuple(...some).map((parts) => {
		const present = parts.filter((part) => part !== undefined);
		const value = Object.assign(
			{},
			...present.map(({ parameters }) => parameters),
		) as INodeParameters;
		const json = Object.assign({}, ...present.map((part) => part.json)) as Case['json'];
		return { parameters: { [field.name]: value }, json };
	});
}

function given({ name, type }: INodeProperties, value: unknown): Case {
	const saved = type === 'resourceLocator' ? { __rl: true, mode: 'id', value } : value;
	return { parameters: { [name]: saved } as INodeParameters, json: {} };
}

/** So that not every field is broken at once, and one broken field gets as far as the API. */
function usualValue({ name, type, default: preset }: INodeProperties): unknown {
	if (type === 'resourceLocator')
		return name === 'conversationId' ? '={{ $json.aChat }}' : '={{ $json.aContact }}';
	if (type === 'string' && preset === '') return 'Some text';
	return preset;
}
