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
		['contact: create', () => ({ resource: 'contact', operation: 'create', name: 'A' })],
		[
			'contact: upsert',
			() => ({
				resource: 'contact',
				operation: 'upsert',
				name: 'A',
				matchBy: 'email',
				matchValue: 'a@example.com',
			}),
		],
		['message: getAll', () => ({ resource: 'message', operation: 'getAll', limit: 2 })],
		[
			'message: send',
			() => ({
				resource: 'message',
				operation: 'send',
				conversationId: byId(chat()),
				text: 'Hello',
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

	test('keeps what this node adds', async () => {
		const contact = { resource: 'contact', operation: 'upsert', name: 'A', simplify: true };
		const by = { matchBy: 'email', matchValue: 'a@example.com' };
		expect((await world.rows({ ...contact, ...by }))[0]._action).toBe('created');
		world.simulator.set({ delivery: { afterMs: 100, outcome: 'pending' } });
		const message = { resource: 'message', operation: 'send', text: 'Hello', simplify: true };
		const options = { waitForDelivery: true, deliveryTimeout: 0.5 };
		const [sent] = await world.rows({ ...message, conversationId: byId(chat()), options });
		expect(sent._delivery_timed_out).toBe(true);
		expect(fieldsOf(sent)).toBeLessThanOrEqual(10);
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
		expect(Object.keys(row)).toEqual([
			...['conversation_id', 'transcript', 'message_count', 'truncated'],
		]);
	});

	test.each([
		['relasi', false],
		['relasiTool', true],
	])('is a switch of %s, by default %p, where objects have many fields', (name, preset) => {
		const description = { ...new Relasi().description, name };
		const parametersOf = (resource: string) =>
			NodeHelpers.getNodeParameters(
				...([
					description.properties,
					{ resource },
					true,
					false,
					null,
					description,
				] as const),
			);
		expect(parametersOf('contact')).toMatchObject({ simplify: preset });
		expect(parametersOf('message')).toMatchObject({ simplify: preset });
		expect(parametersOf('conversation')).not.toHaveProperty('simplify');
		expect(parametersOf('channel')).not.toHaveProperty('simplify');
	});
});
