import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';

// Literally what the interface promises to saved workflows: nothing of it is taken from the code.
const LOCATOR = { mode: 'list', value: '' };
const PAGING = { returnAll: false, limit: 50 };
const CONTACT_FIELDS = [
	'address',
	'city',
	'comment',
	'company',
	'country',
	'email',
	'jobTitle',
].concat(['leadSource', 'leadStatus', 'phone']);
const LEAD_STATUSES = ['contacted', 'lost', 'new', 'qualified', 'won'];
const CONTACT_DEFAULTS = Object.fromEntries(CONTACT_FIELDS.map((name) => [name, '']));

const LIMIT = {
	values: { limitType: 'afterTimeInterval', resumeAmount: 24, resumeUnit: 'hours' },
};
const SENDING = {
	asSystem: false,
	channelType: 'whatsapp',
	clientRequestId: '',
	fromUserId: '',
	markdown: 'keep',
	onlyWithinHours: 24,
	replyToMessageId: '',
};

interface Promise {
	label: string;
	/** Parameters with their defaults; those of collections stand under `inside`. */
	parameters: Record<string, unknown>;
	inside?: Record<string, Record<string, unknown>>;
}

const INTERFACE: Record<string, Record<string, Promise>> = {
	apiKey: { get: { label: 'Get', parameters: {} } },
	channel: { getAll: { label: 'Get Many', parameters: PAGING } },
	contact: {
		create: {
			label: 'Create',
			parameters: { name: '' },
			inside: { additionalFields: CONTACT_DEFAULTS },
		},
		upsert: {
			label: 'Create or Update',
			parameters: { matchBy: 'email', matchValue: '', name: '' },
			inside: {
				additionalFields: CONTACT_DEFAULTS,
				options: { defaultCountryCode: '' },
			},
		},
		get: { label: 'Get', parameters: { contactId: LOCATOR } },
		getAll: {
			label: 'Get Many',
			parameters: PAGING,
			inside: { filters: { search: '', leadStatus: 'new' } },
		},
		merge: {
			label: 'Merge',
			parameters: { primaryContactId: LOCATOR, secondaryContactId: LOCATOR },
		},
		update: {
			label: 'Update',
			parameters: { contactId: LOCATOR },
			inside: { updateFields: { ...CONTACT_DEFAULTS, name: '' } },
		},
	},
	conversation: {
		get: {
			...{ label: 'Get', parameters: { conversationId: LOCATOR } },
			inside: { options: { includeContact: false, includeLastMessage: false } },
		},
		getAll: {
			label: 'Get Many',
			parameters: PAGING,
			inside: {
				filters: {
					...{ updatedAfter: '', contactId: LOCATOR, channelIds: [], channelTypes: [] },
					...{ statuses: [], lastMessageFrom: 'customer' },
				},
				options: { includeContact: false, includeLastMessage: false },
			},
		},
	},
	message: {
		getAll: {
			label: 'Get Many',
			parameters: PAGING,
			inside: {
				filters: {
					conversationId: LOCATOR,
					createdAfter: '',
					direction: 'received',
					messageSessionId: '',
				},
				options: { asTranscript: false, maxCharacters: 12000 },
			},
		},
		send: {
			label: 'Send',
			parameters: { sendTo: 'conversation', conversationId: LOCATOR, text: '' },
			inside: {
				options: {
					...SENDING,
					skipIfEmpty: false,
					splitLongText: false,
					waitForDelivery: false,
					deliveryTimeout: 30,
				},
			},
		},
		prepareReply: {
			label: 'Prepare Reply',
			parameters: {
				conversationId: {
					mode: 'id',
					value: '={{ $json.data?.conversation_id ?? $json.conversation_id }}',
				},
				messageId: '={{ $json.data?.id ?? $json.id }}',
			},
			inside: { options: { quietSeconds: 5, agentPauseHours: 12, maxCharacters: 12000 } },
		},
		handOver: {
			label: 'Hand Over to Human',
			parameters: { sendTo: 'conversation', conversationId: LOCATOR, text: '' },
			inside: { options: { pauseHours: 12 } },
		},
		sendAndWait: {
			label: 'Send and Wait for Response',
			parameters: {
				...{ sendTo: 'conversation', conversationId: LOCATOR },
				...{ message: '', responseType: 'reply' },
			},
			inside: { options: { ...SENDING, quietSeconds: 10, limitWaitTime: LIMIT } },
		},
		sendMedia: {
			label: 'Send Media',
			parameters: {
				...{ sendTo: 'conversation', conversationId: LOCATOR },
				...{ mediaType: 'image', binaryPropertyName: 'data' },
			},
			inside: { options: { ...SENDING, caption: '' } },
		},
	},
};

const relasi = new Relasi();
const { properties } = relasi.description;

/** The parameters that the editor shows for an operation. */
function shown(resource: string, operation: string, sendTo = 'conversation'): INodeProperties[] {
	const parameters: INodeParameters = { resource, operation, returnAll: false, sendTo };
	const node = { typeVersion: 1, parameters } as unknown as INode;
	return properties.filter((property) =>
		NodeHelpers.displayParameter(parameters, property, node, relasi.description),
	);
}

/** Under these all options of the interface are shown that the operation has. */
const CONDITIONS = { sendTo: 'contact', responseType: 'reply' };
const CONDITIONS_INSIDE = {
	asTranscript: true,
	waitForDelivery: true,
	limitWaitTime: { values: { resumeAmount: 3 } },
};
const nodeOf = (parameters: INodeParameters) =>
	({ typeVersion: 1, parameters }) as unknown as INode;

/** The options of a collection that the editor offers at an operation. */
function optionsOf(collection: INodeProperties, resource: string, operation: string) {
	const parameters: INodeParameters = { ...CONDITIONS, resource, operation };
	return (collection.options as INodeProperties[]).filter((option) =>
		NodeHelpers.displayParameter(
			CONDITIONS_INSIDE,
			option,
			nodeOf(parameters),
			relasi.description,
			parameters,
		),
	);
}

/** What the collections of this name offer anywhere. */
const optionNamesOf = (name: string): string[] =>
	named(properties, name).flatMap(({ options = [] }) => options.map((option) => option.name));

const pick = (from: object, keys: object) =>
	Object.fromEntries(Object.entries(from).filter(([key]) => key in keys));

const named = (list: INodeProperties[], name: string) => list.filter((one) => one.name === name);
const valuesOf = ({ options }: INodeProperties) =>
	((options ?? []) as INodePropertyOptions[]).map(({ value }) => value);

const operations = Object.entries(INTERFACE).flatMap(([resource, all]) =>
	Object.entries(all).map(([operation, promise]) => [resource, operation, promise] as const),
);

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
	const known = operations.map(([resource, operation]) => [resource, operation]);
	expect(known).toEqual(expect.arrayContaining(named));
});

test('the resources and their operations are those of the interface', () => {
	const [resource] = named(properties, 'resource');
	const order = ['message', 'conversation', 'contact', 'channel', 'apiKey'];
	expect(valuesOf(resource)).toEqual(order);
	expect(Object.keys(INTERFACE).sort()).toEqual([...order].sort());
	expect(resource.default).toBe('message');
	for (const [name, all] of Object.entries(INTERFACE)) {
		const menus = properties.filter(
			(one) => one.name === 'operation' && one.displayOptions?.show?.resource?.includes(name),
		);
		expect(menus).toHaveLength(1);
		const options = menus[0].options as INodePropertyOptions[];
		expect(new Set(options.map(({ value }) => value))).toEqual(new Set(Object.keys(all)));
		expect(Object.keys(all)).toContain(menus[0].default);
		for (const { name: label, value, action, description } of options) {
			expect(label).toBe(all[String(value)].label);
			expect(action).toMatch(/^[A-Z][a-z]+ (?=.*[a-z])/);
			expect(description).toMatch(/\w+ \w+/);
		}
	}
});

test.each(operations)(
	'%s %s has its parameters with their defaults',
	(resource, operation, promise) => {
		const visible = shown(resource, operation);
		for (const [name, preset] of Object.entries(promise.parameters)) {
			expect(named(visible, name).map((one) => one.default)).toEqual([preset]);
		}
		for (const [name, fields] of Object.entries(promise.inside ?? {})) {
			const [collection] = named(visible, name);
			expect(collection).toMatchObject({ type: 'collection', default: {} });
			const options = optionsOf(collection, resource, operation);
			const presets = Object.fromEntries(options.map((one) => [one.name, one.default]));
			expect(presets).toMatchObject(fields);
			expect(new Set(Object.keys(presets)).size).toBe(options.length);
			// What the same collection has at other operations is neither offered nor kept there.
			const elsewhere = optionNamesOf(name).filter((other) => !(other in presets));
			const all = [...Object.keys(fields), ...elsewhere];
			const values = {
				...Object.fromEntries(all.map((other) => [other, 'given'])),
				...pick(CONDITIONS_INSIDE, fields),
			};
			const kept = NodeHelpers.getNodeParameters(
				properties,
				{ ...CONDITIONS, resource, operation, [name]: values },
				...([false, false, nodeOf({}), relasi.description] as const),
			);
			expect(kept?.[name]).toEqual(pick(values, fields));
		}
		const names = visible.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
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
	const statusOf = (operation: string, collection: string) =>
		named(
			optionsOf(named(shown('contact', operation), collection)[0], 'contact', operation),
			'leadStatus',
		);
	for (const [operation, collection] of [
		['create', 'additionalFields'],
		['upsert', 'additionalFields'],
		['update', 'updateFields'],
	]) {
		expect(valuesOf(statusOf(operation, collection)[0]).sort()).toEqual(['', ...LEAD_STATUSES]);
	}
	expect(valuesOf(statusOf('getAll', 'filters')[0]).sort()).toEqual(LEAD_STATUSES);
	expect(valuesOf(named(shown('contact', 'upsert'), 'matchBy')[0])).toEqual(['email', 'phone']);
	expect(valuesOf(named(shown('message', 'sendMedia'), 'mediaType')[0])).toEqual([
		...['audio', 'automatic', 'document', 'image', 'video'],
	]);
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
			shown('message', operation, sendTo)
				.filter(({ type }) => type === 'resourceLocator')
				.map(({ name }) => name);
		expect(locatorsFor('conversation')).toEqual(['conversationId']);
		expect(locatorsFor('contact')).toEqual(['contactId']);
		expect(valuesOf(named(shown('message', operation), 'sendTo')[0])).toEqual([
			...['contact', 'conversation'],
		]);
	},
);

test('limits are hidden once all is returned', () => {
	const parameters = { resource: 'contact', operation: 'getAll', returnAll: true };
	const node = { typeVersion: 1, parameters } as unknown as INode;
	const visible = named(properties, 'limit').filter((one) =>
		NodeHelpers.displayParameter(parameters, one, node, relasi.description),
	);
	expect(visible).toEqual([]);
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
