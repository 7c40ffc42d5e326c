import type { INodeParameters } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { byId, fastWorld } from './world';

const world = fastWorld();
const chat = () => world.simulator.inbox.conversations.all()[0].row.id;
const person = () => world.simulator.inbox.contacts.all()[0].row.id;
const fieldsOf = (row: object) => Object.keys(row).length;

describe('simplify', () => {
	test.each<[string, () => INodeParameters]>([
		[
			'contact: get',
			() => ({ resource: 'contact', operation: 'get', contactId: byId(person()) }),
		],
		['contact: getAll', () => ({ resource: 'contact', operation: 'getAll', limit: 2 })],
		['message: getAll', () => ({ resource: 'message', operation: 'getAll', limit: 2 })],
		[
			'conversation: getAll',
			() => ({
				...{ resource: 'conversation', operation: 'getAll', limit: 2 },
				options: { includeContact: true, includeLastMessage: true },
			}),
		],
	])(
		'%s gives more than ten fields, and at most ten of the same when simplified',
		async (_, make) => {
			const parameters = make();
			const [raw] = await world.rows(parameters);
			const [simple] = await world.rows({ ...parameters, simplify: true });
			expect(fieldsOf(raw)).toBeGreaterThan(10);
			expect(fieldsOf(simple)).toBeLessThanOrEqual(10);
			expect(Object.keys(raw)).toEqual(expect.arrayContaining(Object.keys(simple)));
			expect(simple.id).toBeTruthy();
		},
	);

	const send = () => ({
		...{ resource: 'message', operation: 'send', text: 'Hello' },
		conversationId: byId(chat()),
	});
	const upsert = {
		...{ resource: 'contact', operation: 'upsert', name: 'A' },
		...{ matchBy: 'email', matchValue: 'a@example.com' },
	};

	test('is for what is read; what is written comes back whole', async () => {
		for (const parameters of [send(), upsert]) {
			const [row] = await world.rows({ ...parameters, simplify: true });
			expect(fieldsOf(row)).toBeGreaterThan(10);
		}
	});

	test('is done for an AI agent also to what is written, but for what this node adds', async () => {
		const node = { type: 'test.relasiTool' };
		const [contact] = await world.rows(upsert, { node });
		expect(fieldsOf(contact)).toBeLessThanOrEqual(10);
		expect(contact._action).toBe('created');
		world.simulator.set({ delivery: { afterMs: 100, outcome: 'pending' } });
		const options = { waitForDelivery: true, deliveryTimeout: 0.5 };
		const [sent] = await world.rows({ ...send(), options }, { node });
		expect(sent._delivery_timed_out).toBe(true);
		expect(fieldsOf(sent)).toBeLessThanOrEqual(10);
	});

	test('makes what is added to a conversation smaller too', async () => {
		const [row] = await world.rows({
			...{ resource: 'conversation', operation: 'getAll', limit: 1, simplify: true },
			options: { includeContact: true, includeLastMessage: true },
		});
		for (const added of [row.contact, row.last_message] as object[]) {
			expect(fieldsOf(added)).toBeGreaterThan(5);
			expect(fieldsOf(added)).toBeLessThanOrEqual(10);
		}
	});

	test('leaves a transcript whole', async () => {
		const transcript: INodeParameters = {
			resource: 'message',
			operation: 'getAll',
			simplify: true,
			filters: { conversationId: chat() },
			options: { asTranscript: true },
		};
		const [row] = await world.rows(transcript);
		expect(Object.keys(row)).toEqual(
			expect.arrayContaining(['conversation_id', 'transcript', 'message_count', 'truncated']),
		);
	});

	test.each([
		['relasi', false],
		['relasiTool', true],
	])('is a switch of %s, by default %p, where objects have many fields', (name, preset) => {
		const description = { ...new Relasi().description, name };
		const parametersOf = (resource: string, operation: string) =>
			NodeHelpers.getNodeParameters(
				description.properties,
				{ resource, operation },
				true,
				false,
				null,
				description,
			);
		for (const resource of ['contact', 'conversation', 'message']) {
			expect(parametersOf(resource, 'getAll')).toMatchObject({ simplify: preset });
		}
		expect(parametersOf('contact', 'get')).toMatchObject({ simplify: preset });
		for (const write of ['create', 'merge', 'update', 'upsert']) {
			expect(parametersOf('contact', write)).not.toHaveProperty('simplify');
		}
		for (const write of ['send', 'sendMedia']) {
			expect(parametersOf('message', write)).not.toHaveProperty('simplify');
		}
		expect(parametersOf('channel', 'getAll')).not.toHaveProperty('simplify');
	});
});
