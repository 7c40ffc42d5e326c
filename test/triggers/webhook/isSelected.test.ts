import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { deliveryOf, sample, send, serve } from './serving';

interface Event {
	type: string;
	data?: IDataObject;
}

/** Which of the events start a workflow with these parameters, and what the others were answered. */
async function chosenOf(parameters: INodeParameters, events: Event[]) {
	const server = await serve({ parameters });
	for (const event of events) {
		const answer = await send(server, deliveryOf(JSON.stringify(event)));
		expect(answer.status).toBe(200);
		expect(answer.message).toMatch(/Accepted|not selected/);
	}
	return server.started;
}

const message = (data: IDataObject): Event => ({ type: 'message.created', data });

test('an event that is not selected gets 200, starts nothing and is not remembered', async () => {
	const workflowId = 'events';
	const others = await serve({ workflowId, parameters: { events: ['contact.created'] } });
	const [delivery] = sample(1);
	expect(await send(others, delivery)).toEqual({
		status: 200,
		message: expect.stringContaining('not selected'),
	});
	expect(others.started).toEqual([]);
	expect(others.saved).toBe('{}');
	const changed = await serve({
		workflowId,
		parameters: { events: ['contact.created', 'message.created'] },
	});
	expect(await send(changed, delivery)).toMatchObject({ message: 'Accepted.' });
});

test('with * also an event of an unknown type starts the workflow, and without none does', async () => {
	for (const body of ['{"type":"message.reaction_added"}', '{}']) {
		const delivery = deliveryOf(body);
		const all = await serve();
		await send(all, delivery, { 'x-relasi-event': 'message.created' });
		expect(all.started).toEqual([JSON.parse(body)]);
		const some = await serve({ parameters: { events: ['message.created'] } });
		await send(some, delivery, { 'x-relasi-event': 'message.created' });
		expect(some.started).toEqual([]);
	}
});

test('Message Received and Message Sent tell who wrote, and a message that does not say is neither', async () => {
	const received = message({ from_customer: true });
	const sent = message({ from_customer: false });
	const unknown = [
		message({}),
		message({ from_customer: null }),
		message({ from_customer: 'x' }),
	];
	const others = [{ type: 'message.updated', data: { from_customer: true } }];
	const all = [received, sent, ...unknown, ...others];
	const of = async (events: string[]) => await chosenOf({ events }, all);
	expect(await of(['message.received'])).toEqual([received]);
	expect(await of(['message.sent'])).toEqual([sent]);
	expect(await of(['message.received', 'message.sent'])).toEqual([received, sent]);
	expect(await of(['message.created'])).toEqual([received, sent, ...unknown]);
});

test('the events may be a text with commas', async () => {
	const events = '={{ "message.created, contact.created" }}' as never;
	const [one, two, other] = ['message.created', 'contact.created', 'contact.updated'].map(
		(type) => ({ type }),
	);
	expect(await chosenOf({ events }, [one, two, other])).toEqual([one, two]);
});

test('a choice may be its value or its label, in any case', async () => {
	const [message, contact] = [{ type: 'message.updated' }, { type: 'contact.created' }];
	const of = async (events: unknown) =>
		await chosenOf({ events } as INodeParameters, [message, contact]);
	expect(await of(['Message Updated'])).toEqual([message]);
	expect(await of('CONTACT.CREATED')).toEqual([contact]);
	expect(await of('all events')).toEqual([message, contact]);
	const telegram = { type: 'message.created', data: { channel: 'telegram' } };
	const livechat = { type: 'message.created', data: { channel: 'livechat' } };
	const filters = { channelTypes: 'Live Chat' };
	expect(await chosenOf({ events: ['*'], filters }, [telegram, livechat])).toEqual([livechat]);
});

test.each([
	[{ events: 'message.recieved' }, /^'Trigger On' isn't one of its choices/],
	[
		{ filters: { channelTypes: ['sms'] } },
		/^The filter 'Channel Types' isn't one of its choices/,
	],
	[{ filters: { channelTypes: ',' } }, /^The filter 'Channel Types' is empty/],
	[{ filters: { channelIds: ' , ' } }, /^The filter 'Channel IDs' is empty/],
	[{ filters: { channelIds: ' ' } }, /^The filter 'Channel IDs' is empty/],
])('a choice that is none lets nothing through, and says so: %j', async (given, message) => {
	const server = await serve({ parameters: given as unknown as INodeParameters });
	expect(await send(server, deliveryOf('{"type":"message.created"}'))).toMatchObject({
		status: 500,
	});
	expect(server.failures).toEqual([expect.stringMatching(message)]);
	expect(server.started).toEqual([]);
});

describe('filters by channel', () => {
	const telegram = message({ channel: 'telegram', channel_id: 'chn_1' });
	const whatsapp = message({ channel: 'whatsapp', channel_id: 'chn_2' });
	const resolved = {
		type: 'conversation.status_changed',
		data: { channel: 'WhatsApp', channel_id: 'chn_3' },
	};
	const contact = { type: 'contact.created', data: { name: 'Jo' } };
	const silent = message({});
	const all = [telegram, whatsapp, resolved, contact, silent];

	test.each<[string, IDataObject, Event[]]>([
		['no filter', {}, all],
		['an empty filter', { channelTypes: [], channelIds: '' }, all],
		['a type', { channelTypes: ['whatsapp'] }, [whatsapp, resolved, contact]],
		['types as text', { channelTypes: 'telegram, email' }, [telegram, contact]],
		['ids as text', { channelIds: 'chn_1, chn_3' }, [telegram, resolved, contact]],
		['ids as list', { channelIds: ['chn_2'] }, [whatsapp, contact]],
		['both', { channelTypes: ['whatsapp'], channelIds: 'chn_1,chn_2' }, [whatsapp, contact]],
	])('%s: contacts pass, messages and conversations of other channels do not', async (...row) => {
		const [, filters, expected] = row;
		const parameters = { events: ['*'], filters } as unknown as INodeParameters;
		expect(await chosenOf(parameters, all)).toEqual(expected);
	});
});

test.each([
	{ events: '={{ $json.none }}' },
	{ filters: { channelIds: '={{ $json.none }}' } },
	{ filters: { channelIds: '={{ "" }}' } },
	{ filters: { channelTypes: '={{ null }}' } },
	{ filters: { channelTypes: '={{ [] }}' } },
])(
	'a choice whose expression gives nothing lets nothing through, and says so: %j',
	async (given) => {
		const server = await serve({ parameters: given as unknown as INodeParameters });
		expect(await send(server, deliveryOf('{"type":"message.created"}'))).toMatchObject({
			status: 500,
		});
		expect(server.failures).toEqual([
			expect.stringMatching(
				/^('Trigger On' has no value|The filter 'Channel (IDs|Types)' is empty)$/,
			),
		]);
		expect(server.started).toEqual([]);
	},
);
