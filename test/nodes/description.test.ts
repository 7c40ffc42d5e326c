import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { INTERFACE } from './interface';

const LEAD_STATUSES = ['contacted', 'lost', 'new', 'qualified', 'won'];

const relasi = new Relasi();
const { properties } = relasi.description;

const nodeOf = (parameters: INodeParameters) =>
	({ typeVersion: 1, parameters }) as unknown as INode;

/** The fields of an operation that the editor shows. */
const shown = (resource: string, operation: string, more: INodeParameters = {}) => {
	const parameters: INodeParameters = { resource, operation, ...more };
	return properties.filter((property) =>
		NodeHelpers.displayParameter(parameters, property, nodeOf(parameters), relasi.description),
	);
};

/** All fields of an operation, whatever shows them: no field belongs to two. */
const fieldsOf = (name: string): INodeProperties[] =>
	properties.filter(({ type, displayOptions: { show } = {} }) => {
		const belongsTo = `${show?.resource?.join()} ${show?.operation?.join()}`;
		return type !== 'notice' && belongsTo === name;
	});

/** Names with defaults; of the switch that is on for AI agents, the one of workflows. */
const defaultsOf = (fields: INodeProperties[]): Record<string, unknown> =>
	Object.fromEntries(
		fields
			.filter(({ displayOptions }) => !displayOptions?.show?.['@tool']?.includes(true))
			.map(({ name, type, default: preset, options }) => [
				name,
				type === 'collection' ? defaultsOf(options as INodeProperties[]) : preset,
			]),
	);

const named = (list: INodeProperties[], name: string) => list.filter((one) => one.name === name);
const valuesOf = ({ options }: INodeProperties) =>
	((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);

test('the node is the one that workflows know, and n8n’s declarative engine runs it', () => {
	expect(relasi.description).toMatchObject({
		name: 'relasi',
		displayName: 'Relasi',
		version: 1,
		usableAsTool: true,
		credentials: [{ name: 'relasiApi', required: true }],
	});
	expect(relasi).not.toHaveProperty('execute');
});

test('the hint for n8n’s workflow builder names operations that exist', () => {
	const hint = relasi.description.builderHint!.searchHint!;
	const named = [...hint.matchAll(/(\w+): (\w+)/g)].map(([, resource, operation]) => [
		resource,
		operation,
	]);
	expect(named.length).toBeGreaterThan(2);
	expect(Object.keys(INTERFACE)).toEqual(
		expect.arrayContaining(named.map((operation) => operation.join(' '))),
	);
});

test('the resources and their operations are those of the interface', () => {
	const [resource] = named(properties, 'resource');
	const order = ['message', 'conversation', 'contact', 'channel', 'apiKey'];
	expect(valuesOf(resource)).toEqual(order);
	expect(resource.default).toBe('message');
	const menus = named(properties, 'operation');
	const labels = menus.flatMap((menu) => {
		expect(valuesOf(menu)).toContain(menu.default);
		return (menu.options as INodePropertyOptions[]).map((option) => {
			const { name, value, action, description } = option;
			expect(action).toMatch(/^[A-Z][a-z]+ (?=.*[a-z])/);
			expect(description).toMatch(/\w+ \w+/);
			return [`${menu.displayOptions!.show!.resource!.join()} ${String(value)}`, name];
		});
	});
	expect(Object.fromEntries(labels)).toEqual(
		Object.fromEntries(Object.entries(INTERFACE).map(([name, [label]]) => [name, label])),
	);
});

test.each(Object.entries(INTERFACE))(
	'%s has exactly its fields, with their defaults',
	(name, [, fields]) => {
		expect(defaultsOf(fieldsOf(name))).toEqual(fields);
	},
);

test.each([
	['getAll', 'maxCharacters', { asTranscript: true }, { asTranscript: false }],
	['getAll', 'order', {}, { asTranscript: true }],
	['send', 'deliveryTimeout', { waitForDelivery: true }, {}],
	['sendAndWait', 'linkText', {}, { approvalPage: false }],
	['sendAndWait', 'clarification', { ifUnclear: 'askAgain' }, { ifUnclear: 'keepWaiting' }],
])('%s keeps %s only beside what it belongs to, also by expression', (operation, name, on, off) => {
	const root = { resource: 'message', operation, responseType: 'approval' };
	const kept = (others: INodeParameters) => {
		const options = { ...others, [name]: '={{ 5 }}' };
		const parameters = { ...root, options };
		const given = NodeHelpers.getNodeParameters(
			properties,
			parameters,
			...([false, false, nodeOf(parameters), relasi.description] as const),
		);
		return (given?.options as INodeParameters | undefined)?.[name];
	};
	const byExpression = Object.fromEntries(Object.keys(on).map((key) => [key, '={{ $json.x }}']));
	expect([on, byExpression, off].map(kept)).toEqual(['={{ 5 }}', '={{ 5 }}', undefined]);
});

test('menus have the values of the interface', () => {
	const valuesIn = (operation: string, name: string, collection?: string) => {
		const fields = fieldsOf(operation);
		const [{ options }] = collection ? named(fields, collection) : [{ options: fields }];
		return valuesOf(named(options as INodeProperties[], name)[0]).sort();
	};
	for (const [operation, collection] of [
		['contact create', 'additionalFields'],
		['contact upsert', 'additionalFields'],
		['contact update', 'updateFields'],
	])
		expect(valuesIn(operation, 'leadStatus', collection)).toEqual(['', ...LEAD_STATUSES]);
	expect(valuesIn('contact getAll', 'leadStatus', 'filters')).toEqual(LEAD_STATUSES);
	expect(valuesIn('contact upsert', 'matchBy')).toEqual(['email', 'phone']);
	const mediaTypes = ['audio', 'automatic', 'document', 'image', 'video'];
	expect(valuesIn('message sendMedia', 'mediaType')).toEqual(mediaTypes);
});

test('every ID can be chosen from a searchable list or entered', () => {
	const locators = properties.filter(({ type }) => type === 'resourceLocator');
	expect(new Set(locators.map(({ name }) => name))).toEqual(
		new Set(['contactId', 'primaryContactId', 'secondaryContactId', 'conversationId']),
	);
	for (const { name, modes = [], required } of locators) {
		expect(required).toBe(true);
		expect(modes.map((mode) => mode.name)).toEqual([
			...['list', 'id', ...(name === 'conversationId' ? [] : ['email', 'phone'])],
		]);
		expect(modes.every(({ placeholder }) => placeholder)).toBe(true);
		const { searchListMethod, searchable } = modes[0].typeOptions ?? {};
		expect(searchable).toBe(true);
		expect(relasi.methods.listSearch).toHaveProperty(String(searchListMethod));
	}
});

test.each(['send', 'sendMedia', 'sendAndWait', 'handOver'])(
	'%s goes to a conversation or to a contact',
	(operation) => {
		const locatorsFor = (sendTo: string) =>
			shown('message', operation, { sendTo })
				.filter(({ type }) => type === 'resourceLocator')
				.map(({ name }) => name);
		expect(locatorsFor('conversation')).toEqual(['conversationId']);
		expect(locatorsFor('contact')).toEqual(['contactId']);
		const [sendTo] = named(fieldsOf(`message ${operation}`), 'sendTo');
		expect(valuesOf(sendTo)).toEqual(['contact', 'conversation']);
	},
);

test('limits are hidden once all is returned', () => {
	expect(named(shown('contact', 'getAll', { returnAll: false }), 'limit')).toHaveLength(1);
	expect(named(shown('contact', 'getAll', { returnAll: true }), 'limit')).toEqual([]);
});

test('no text of the editor has n8n’s avoided words, and optional fields stand in order', () => {
	const all = [...properties];
	for (const property of all) {
		const options = (property.options ?? []) as INodePropertyCollection[];
		if (property.type !== 'collection') continue;
		all.push(...(options as unknown as INodeProperties[]));
		const names = options.map(({ displayName }) => displayName);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
	}
	for (const { displayName, description = '' } of all) {
		expect(`${displayName} ${description}`).not.toMatch(/\b(error|problem|failure)\b/i);
	}
});
