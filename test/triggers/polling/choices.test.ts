import { NodeApiError, type IDataObject, type INodeParameters } from 'n8n-workflow';

import { Relasi } from '../../../nodes/Relasi/Relasi.node';
import { RelasiTrigger } from '../../../nodes/RelasiTrigger/RelasiTrigger.node';
import { loadOptions } from '../../support/engine';
import { credentialFor } from '../../support/relasi';
import { triggerWorld } from './trigger';

const world = triggerWorld();

describe('filters', () => {
	/** One conversation for each combination of channel and status, each with a message. */
	const populate = () => {
		const { inbox } = world.simulator;
		const channels = [
			inbox.addChannel({ type: 'whatsapp', name: 'Sales' }),
			inbox.addChannel({ type: 'whatsapp', name: 'Support' }),
			inbox.addChannel({ type: 'telegram', name: 'Bot' }),
		];
		return channels.flatMap((channel) =>
			['open', 'closed', 'snoozed'].map((status) => {
				world.pass(0.1);
				const conversation = inbox.addConversation({ channel_id: channel.id, status });
				return {
					channel,
					status,
					conversation,
					message: inbox.addMessage({ conversation_id: conversation.id }),
				};
			}),
		);
	};
	type Chat = ReturnType<typeof populate>[number];

	const cases: Array<
		[string, (chats: Chat[]) => IDataObject, (chat: Chat, chats: Chat[]) => boolean]
	> = [
		[
			'channel types',
			() => ({ channelTypes: ['whatsapp'] }),
			({ channel }) => channel.type === 'whatsapp',
		],
		[
			'channels',
			([first]) => ({ channelIds: [first.channel.id] }),
			({ channel }, [first]) => channel.id === first.channel.id,
		],
		[
			'statuses with commas',
			() => ({ statuses: ' Open, snoozed,' }),
			({ status }) => status !== 'closed',
		],
		[
			'a list of statuses',
			() => ({ statuses: ['closed'] }),
			({ status }) => status === 'closed',
		],
		[
			'all of them together',
			() => ({ channelTypes: ['telegram', 'email'], statuses: 'open' }),
			({ channel, status }) => channel.type === 'telegram' && status === 'open',
		],
		['nothing', () => ({ channelTypes: [], channelIds: [], statuses: '' }), () => true],
	];

	test.each(cases)('by %s hold for every event', async (_name, filtersFor, passes) => {
		const events = ['conversationCreated', 'conversationUpdated', 'messageReceived'];
		const triggers = await Promise.all(events.map(async (event) => await world.active(event)));
		const chats = populate();
		const wanted = chats.filter((chat) => passes(chat, chats));
		for (const trigger of triggers)
			trigger.parameters.filters = filtersFor(chats) as INodeParameters;
		expect(await triggers[0].ids()).toEqual(wanted.map(({ conversation }) => conversation.id));
		expect(await triggers[1].ids()).toEqual(wanted.map(({ conversation }) => conversation.id));
		expect(await triggers[2].ids()).toEqual(wanted.map(({ message }) => message.id));
	});

	test('ask for no messages of conversations that they leave out', async () => {
		const trigger = await world.active('messageReceived', { filters: { statuses: 'open' } });
		populate();
		await trigger.poll();
		expect(world.requests().filter((path) => path === '/messages')).toHaveLength(3);
	});

	test.each(['conversationCreated', 'conversationUpdated', 'messageReceived'])(
		'count what they leave out of %s as seen, so that changing them brings nothing back',
		async (event) => {
			const trigger = await world.active(event, { filters: { channelTypes: ['email'] } });
			populate();
			expect(await trigger.poll()).toEqual([]);
			trigger.parameters.filters = {};
			world.pass(1);
			expect(await trigger.poll()).toEqual([]);
			world.pass(1);
			const { inbox } = world.simulator;
			const { id } = inbox.addConversation();
			const message = inbox.addMessage({ conversation_id: id });
			expect(await trigger.ids()).toEqual([event === 'messageReceived' ? message.id : id]);
		},
	);

	test('offer the channels of the workspace by name', async () => {
		const { inbox } = world.simulator;
		const first = inbox.addChannel({ type: 'whatsapp', name: 'Sales' });
		const second = inbox.addChannel({ type: 'telegram', name: '', username: 'bot' });
		const options = { credentials: credentialFor(world.simulator) };
		expect(await loadOptions(new RelasiTrigger(), 'getChannels', options)).toEqual([
			{ name: 'bot · telegram', value: second.id },
			{ name: 'Sales · whatsapp', value: first.id },
		]);
	});

	test('offer the statuses of the newest 500 conversations, with one request', async () => {
		const { inbox } = world.simulator;
		inbox.addConversation({ status: 'archived', updated_at: 1 });
		for (let n = 0; n < 500; n++) {
			inbox.addConversation({ status: ['open', 'in_progress', ''][n % 3] });
		}
		const options = { credentials: credentialFor(world.simulator) };
		for (const node of [new RelasiTrigger(), new Relasi()]) {
			const before = world.simulator.requests.length;
			expect(await loadOptions(node, 'getStatuses', options)).toEqual([
				{ name: 'In Progress', value: 'in_progress' },
				{ name: 'Open', value: 'open' },
			]);
			expect(world.simulator.requests.length - before).toBe(1);
		}
	});
});

describe('another event', () => {
	test('goes on from where the first one stopped, without what was before', async () => {
		const { inbox } = world.simulator;
		const { id: conversation_id } = inbox.addConversation();
		const trigger = await world.active('conversationUpdated');
		world.pass(10);
		inbox.addMessage({ conversation_id });
		expect(await trigger.ids()).toEqual([conversation_id]);
		world.pass(10);
		const between = inbox.addMessage({ conversation_id });
		trigger.parameters.event = 'messageReceived';
		expect(await trigger.ids()).toEqual([between.id]);
		world.pass(10);
		const reply = inbox.addMessage({ conversation_id, from_customer: false });
		trigger.parameters.event = 'messageSent';
		expect(await trigger.ids()).toEqual([reply.id]);
		trigger.parameters.event = 'messageReceived';
		expect(await trigger.ids()).toEqual([]);
	});
});

describe('a test in the editor', () => {
	test.each(['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'])(
		'gives the newest object of %s that matches, and leaves the memory alone',
		async (event) => {
			const { inbox } = world.simulator;
			const [other, channel] = [inbox.addChannel(), inbox.addChannel()];
			const [older, newer] = [0, 1].map(() => {
				world.pass(60);
				return inbox.addConversation({ channel_id: channel.id });
			});
			const received = inbox.addMessage({ conversation_id: older.id });
			const sent = inbox.addMessage({ conversation_id: newer.id, from_customer: false });
			world.pass(60);
			inbox.touchConversation(older.id);
			world.pass(1);
			const foreign = inbox.addConversation({ channel_id: other.id });
			inbox.addMessage({ conversation_id: foreign.id });
			inbox.addMessage({ conversation_id: foreign.id, from_customer: false });
			const newest: Record<string, object> = {
				conversationCreated: newer,
				conversationUpdated: { ...older, updated_at: expect.anything() },
				messageReceived: received,
				messageSent: sent,
			};
			const trigger = world.trigger(event, { filters: { channelIds: [channel.id] } });
			await trigger.poll();
			const before = JSON.stringify(trigger.memory);
			inbox.touchConversation(older.id, world.nowMs + 1000);
			expect(await trigger.poll('manual')).toEqual([newest[event]]);
			expect(JSON.stringify(trigger.memory)).toBe(before);
		},
	);

	test('finds the newest message behind conversations that changed later', async () => {
		const { inbox } = world.simulator;
		const chats = [0, 1, 2].map(() => inbox.addConversation());
		const rows = chats.map(({ id }) => {
			world.pass(10);
			return inbox.addMessage({ conversation_id: id });
		});
		for (const { id } of [...chats].reverse()) {
			world.pass(1);
			inbox.touchConversation(id);
		}
		const trigger = world.trigger('messageReceived');
		expect(await trigger.poll('manual')).toEqual([rows[2]]);
	});

	test('before anything was activated starts nothing: a later activation begins from then', async () => {
		const { inbox } = world.simulator;
		inbox.addMessage();
		const trigger = world.trigger('messageReceived');
		expect(await trigger.poll('manual')).toHaveLength(1);
		expect(trigger.memory).toBeUndefined();
		expect(await trigger.poll()).toEqual([]);
	});

	test('says what to do when there is nothing that matches', async () => {
		const trigger = world.trigger('messageReceived', { filters: { statuses: 'archived' } });
		world.simulator.inbox.addMessage();
		await expect(trigger.poll('manual')).rejects.toMatchObject({
			message: 'Relasi has no message that matches',
			description:
				'Send a message through one of your channels, or change the filters. Then fetch again.',
		});
	});

	test('shows the error of the API', async () => {
		world.simulator.inbox.addMessage();
		const trigger = world.trigger(
			'messageReceived',
			{},
			{ apiKey: world.simulator.keys.revoked },
		);
		await expect(trigger.poll('manual')).rejects.toBeInstanceOf(NodeApiError);
	});
});

describe('settings that make no sense', () => {
	test.each([
		[{ overlapSeconds: -1 }, "'Overlap' isn't a number of seconds: it is -1"],
		[{ overlapSeconds: 'a while' }, `'Overlap' isn't a number of seconds: it is "a while"`],
		[
			{ quietSeconds: 'soon', combineMessages: true },
			`'Quiet Time' isn't a number of seconds: it is "soon"`,
		],
		[
			{ maxWaitSeconds: -5, combineMessages: true },
			"'Maximum Wait' isn't a number of seconds: it is -5",
		],
		[
			{ combineMessages: 'perhaps' },
			'\'Combine Messages\' is neither true nor false: it is "perhaps"',
		],
	])('%j are refused before anything is asked', async (options, message) => {
		const trigger = world.trigger('messageReceived', { options });
		await expect(trigger.poll()).rejects.toMatchObject({ message });
		expect(world.requests()).toEqual([]);
	});

	const FILTERS = [
		['channelIds', 'Channel IDs'],
		['channelTypes', 'Channel Types'],
		['statuses', 'Statuses'],
	];
	const NOTHING = ['={{ null }}', '={{ [null] }}', '={{ [""] }}', '={{ [] }}', '={{ "," }}', ','];
	const cases = FILTERS.flatMap(([name, label]) =>
		NOTHING.map((value) => [name, value, label] as const),
	);

	test.each(cases)(
		'a filter %s that %s gives nothing to does not mean everything',
		async (name, value, label) => {
			const trigger = world.trigger('messageReceived', { filters: { [name]: value } });
			await expect(trigger.poll()).rejects.toMatchObject({
				message: `The filter '${label}' is empty`,
			});
			expect(world.requests()).toEqual([]);
		},
	);

	test('as a channel type that does not exist are refused; a label of the menu is not', async () => {
		const { inbox } = world.simulator;
		const channel = inbox.addChannel({ type: 'whatsapp' });
		const filters = { channelTypes: '={{ ["Fax"] }}' };
		const trigger = world.trigger('conversationCreated', { filters });
		await expect(trigger.poll()).rejects.toMatchObject({
			message: `The filter 'Channel Types' isn't one of its choices: it is "Fax"`,
		});
		expect(world.requests()).toEqual([]);
		trigger.parameters.filters = { channelTypes: '={{ "Live Chat, WHATSAPP" }}' };
		await trigger.poll();
		inbox.addConversation({ channel_id: inbox.addChannel({ type: 'telegram' }).id });
		const { id } = inbox.addConversation({ channel_id: channel.id });
		expect(await trigger.ids()).toEqual([id]);
	});

	test('as an event of a later version are refused, not taken for another one', async () => {
		const trigger = world.trigger('contactCreated');
		await expect(trigger.poll()).rejects.toMatchObject({
			message: `'Trigger On' isn't one of its choices: it is "contactCreated"`,
		});
		await expect(trigger.poll('manual')).rejects.toThrow('contactCreated');
		expect(world.requests()).toEqual([]);
	});
});

describe('settings as text', () => {
	test.each([
		['true', 1],
		['1', 1],
		['={{ 1 }}', 1],
		['={{ 0 }}', 2],
		['false', 2],
		['', 2],
	])('combineMessages "%s" gives two quick messages as %s items', async (text, count) => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const options = { combineMessages: text, quietSeconds: '3', overlapSeconds: '60' };
		const trigger = await world.active('messageReceived', { options });
		for (let number = 0; number < 2; number++) inbox.addMessage({ conversation_id: id });
		world.pass(20);
		expect(await trigger.poll()).toHaveLength(count);
	});
});
