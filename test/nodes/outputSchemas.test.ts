import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { SECRET, serve } from '../triggers/webhook/serving';
import { triggerWorld } from '../triggers/polling/trigger';
import { byId, fastWorld } from './world';

interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

const NODES = join(__dirname, '../../nodes');

/** What the editor offers as the output of a file's operation or trigger before it has run. */
function schemaOf(file: string): Schema {
	const [, name] = /^export const output = '(\w+)';$/m.exec(
		readFileSync(join(NODES, `${file}.ts`), 'utf8'),
	)!;
	return JSON.parse(readFileSync(join(NODES, `schemas/${name}.json`), 'utf8')) as Schema;
}

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** The paths of what an output has; those that the schema doesn't have, or has as another type, are marked. */
function pathsOf(value: unknown, schema: Schema | undefined, path: string): string[] {
	if (value === null || value === undefined) return schema ? [path] : [`${path} is extra`];
	const type = schema?.type === 'integer' ? 'number' : schema?.type;
	if (type !== typeOf(value)) return [`${path} is extra`];
	const inner = Array.isArray(value)
		? value.flatMap((each) => pathsOf(each, schema!.items, `${path}[]`))
		: typeof value === 'object'
			? Object.entries(value).flatMap(([key, each]) =>
					pathsOf(each, schema!.properties?.[key], `${path}.${key}`),
				)
			: [];
	return [path, ...inner];
}

/** All paths of a schema. */
function pathsIn({ properties = {}, items }: Schema, path: string): string[] {
	return [
		path,
		...(items ? pathsIn(items, `${path}[]`) : []),
		...Object.entries(properties).flatMap(([key, each]) => pathsIn(each, `${path}.${key}`)),
	];
}

/** Of these outputs every field is in the schema, and every field of the schema in one of them. */
function expectExactly(file: string, outputs: unknown[]): void {
	const schema = schemaOf(file);
	const found = new Set(outputs.flatMap((output) => pathsOf(output, schema, '')));
	expect([...found].sort()).toEqual(pathsIn(schema, '').sort());
}

const world = fastWorld();
const LIMIT = {
	values: { limitType: 'afterTimeInterval', resumeAmount: 0.02, resumeUnit: 'minutes' },
};

/** A conversation with a message of its contact. */
function aConversation() {
	const { inbox } = world.simulator;
	const [{ row: contact }] = inbox.contacts.all();
	const conversation = inbox.addConversation({ customer_id: contact.id, external_id: 'ext' });
	const message = inbox.addMessage({ conversation_id: conversation.id, content: 'Hi' });
	return { contact, conversation, message };
}

const RUNS: Record<string, () => INodeParameters> = {
	'apiKey/get': () => ({}),
	'channel/getAll': () => ({ returnAll: true }),
	'contact/create': () => ({ name: 'Ana' }),
	'contact/upsert': () => ({ matchBy: 'email', matchValue: 'ana@b.id', name: 'Ana' }),
	'contact/get': () => ({ contactId: byId(aConversation().contact.id) }),
	'contact/getAll': () => ({ returnAll: true }),
	'contact/merge': () => ({
		primaryContactId: byId(world.simulator.inbox.contacts.all()[0].row.id),
		secondaryContactId: byId(world.simulator.inbox.contacts.all()[1].row.id),
	}),
	'contact/update': () => ({
		contactId: byId(aConversation().contact.id),
		updateFields: { city: 'Bandung' },
	}),
	'conversation/get': () => ({
		conversationId: byId(aConversation().conversation.id),
		options: { includeContact: true, includeLastMessage: true },
	}),
	'conversation/getAll': () => ({
		limit: 5,
		options: { includeContact: true, includeLastMessage: true },
	}),
	'message/send': () => ({
		conversationId: byId(aConversation().conversation.id),
		text: 'Hello',
	}),
	'message/handOver': () => ({
		conversationId: byId(aConversation().conversation.id),
		text: 'A colleague answers soon.',
	}),
	'message/sendMedia': () => ({
		conversationId: byId(aConversation().conversation.id),
		mediaType: 'automatic',
	}),
};

test.each(Object.entries(RUNS))(
	'what %s gives is what the editor offers beforehand',
	async (name, parametersOf) => {
		const [resource, operation] = name.split('/');
		const file = { data: Buffer.from('x').toString('base64'), mimeType: 'image/png' };
		const items = [{ json: {}, binary: { data: file } }];
		const parameters = { resource, operation, simplify: false, ...parametersOf() };
		const rows = await world.rows(parameters, { items });
		expectExactly(`Relasi/resources/${name}`, rows);
	},
);

test('what Get Many of messages gives, with and without As Transcript, is what the editor offers beforehand', async () => {
	const filters = { conversationId: byId(aConversation().conversation.id) };
	const getMany = async (options: INodeParameters) =>
		await world.rows({
			...{ resource: 'message', operation: 'getAll', simplify: false },
			...{ filters, options },
		});
	expectExactly('Relasi/resources/message/getAll', [
		...(await getMany({})),
		...(await getMany({ asTranscript: true })),
	]);
});

test('what Prepare Reply gives is what the editor offers beforehand', async () => {
	const { conversation, message } = aConversation();
	const rows = await world.rows(
		{
			...{ resource: 'message', operation: 'prepareReply' },
			...{ conversationId: byId(conversation.id), messageId: message.id },
			options: { quietSeconds: 0 },
		},
		{ items: itemsOf({}) },
	);
	expectExactly('Relasi/resources/message/prepareReply', rows);
});

test('what Send and Wait gives, whatever it waits for, is what the editor offers beforehand', async () => {
	const ask = async (parameters: INodeParameters, answer?: string) => {
		const { id } = aConversation().conversation;
		const [items] = await Promise.all([
			world
				.workflow({
					...{ resource: 'message', operation: 'sendAndWait', message: 'Monday?' },
					...{ conversationId: byId(id), ...parameters },
					options: { quietSeconds: 0, limitWaitTime: LIMIT },
				})
				.outputs(),
			answerOnce(id, answer),
		]);
		return items.flat().map((item) => item?.json);
	};
	const outputs = [
		...(await ask({}, 'Yes')),
		...(await ask({ responseType: 'approval' }, 'Yes')),
		...(await ask({ responseType: 'choice', choices: 'Yes, No' }, 'Yes')),
		...(await ask({})),
		...(await ask({ responseType: 'approval' })),
	];
	expectExactly('Relasi/resources/message/sendAndWait/index', outputs);
});

/** Lets the customer answer once the question stands in the conversation; without an answer does nothing. */
async function answerOnce(conversation_id: string, content?: string): Promise<void> {
	const { inbox } = world.simulator;
	if (content === undefined) return;
	const isAsked = () =>
		inbox.sentMessages.some((sent) => sent.conversation_id === conversation_id);
	while (!isAsked()) await new Promise((resolve) => setTimeout(resolve, 10));
	inbox.addMessage({ conversation_id, content, created_at: Date.now() + 5 });
}

describe('a trigger', () => {
	const polled = triggerWorld();

	test('gives at its default event what the editor offers beforehand', async () => {
		const { inbox } = polled.simulator;
		const trigger = await polled.active('messageReceived', {
			options: {
				include: ['contact', 'conversation'],
				combineMessages: true,
				quietSeconds: 0,
			},
		});
		polled.pass(1);
		const { id } = inbox.addConversation({ customer_id: inbox.addContact().id });
		inbox.addMessage({ conversation_id: id });
		const rows: IDataObject[] = [];
		for (let poll = 0; poll < 3; poll++) {
			polled.pass(60);
			rows.push(...(await trigger.poll()));
		}
		expectExactly('RelasiTrigger/properties', rows);
	});

	test('gives of all events that are delivered what the editor offers beforehand', async () => {
		const server = await serve();
		const { inbox, webhooks } = world.simulator;
		webhooks.register({ url: server.url, secret: SECRET });
		const { id: customer_id } = inbox.addContact();
		const { id: conversation_id } = inbox.addConversation({ customer_id });
		inbox.addMessage({ conversation_id });
		await webhooks.settled();
		expect(server.started).toHaveLength(3);
		expectExactly('RelasiWebhookTrigger/properties', server.started);
	});
});
