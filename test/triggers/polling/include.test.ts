import { triggerWorld } from './trigger';

const world = triggerWorld();
const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'];
const include = { options: { include: ['contact', 'conversation'] } };

/** Something of every kind in a conversation of a contact. */
function happen(customer_id: string) {
	const { inbox } = world.simulator;
	world.pass(1);
	const conversation = inbox.addConversation({ customer_id });
	inbox.addMessage({ conversation_id: conversation.id });
	inbox.addMessage({ conversation_id: conversation.id, from_customer: false });
	return conversation;
}

describe('what goes along with each item', () => {
	test.each(EVENTS)('of %s is the conversation and its contact', async (event) => {
		const { inbox } = world.simulator;
		const contact = inbox.addContact({ name: 'Ana' });
		const trigger = await world.active(event, include);
		const conversation = happen(contact.id);
		expect(await trigger.poll()).toMatchObject([{ conversation, contact }]);
		expect(await trigger.poll('manual')).toMatchObject([{ conversation, contact }]);
	});

	test('is chosen part by part, also as a text', async () => {
		const contact = world.simulator.inbox.addContact();
		const trigger = await world.active('messageReceived', { options: { include: 'contact' } });
		happen(contact.id);
		const [item] = await trigger.poll();
		expect(item).toMatchObject({ contact });
		expect(item).not.toHaveProperty('conversation');
	});

	test('costs one request for each contact, however many items are theirs', async () => {
		const { inbox } = world.simulator;
		const [first, second] = [inbox.addContact(), inbox.addContact()];
		const trigger = await world.active('conversationCreated', include);
		for (const { id } of [first, second, first, first, second]) happen(id);
		expect((await trigger.poll()).map(({ contact }) => (contact as { id: string }).id)).toEqual(
			[first, second, first, first, second].map(({ id }) => id),
		);
		expect(world.requests().filter((path) => path.startsWith('/contacts/'))).toHaveLength(2);
	});

	test('is null where the contact is gone, or where the key may not read it', async () => {
		const { inbox } = world.simulator;
		const [gone, kept] = [inbox.addContact(), inbox.addContact()];
		const scopes = ['conversations:read', 'messages:read'];
		const poor = world.trigger('messageReceived', include, {
			apiKey: world.simulator.addKey({ scopes }),
		});
		await poor.poll();
		const trigger = await world.active('messageReceived', include);
		const [first, second] = [happen(gone.id), happen(kept.id)];
		inbox.contacts.remove(gone.id);
		expect(await trigger.poll()).toMatchObject([
			{ conversation_id: first.id, contact: null },
			{ conversation_id: second.id, contact: { id: kept.id } },
		]);
		expect(await poor.poll()).toMatchObject([{ contact: null }, { contact: null }]);
	});

	test('comes with combined messages too', async () => {
		const contact = world.simulator.inbox.addContact();
		const options = { combineMessages: true, include: ['contact', 'conversation'] };
		world.simulator.inbox.addConversation();
		const trigger = await world.active('messageReceived', { options });
		const { id } = happen(contact.id);
		world.pass(20);
		expect(await trigger.poll()).toMatchObject([
			{ text: 'Hello', conversation: { id }, contact },
		]);
	});

	test('is refused before any request where it is not known', async () => {
		const options = { include: ['contact', 'channel'] };
		const trigger = world.trigger('messageReceived', { options });
		await expect(trigger.poll()).rejects.toMatchObject({
			message: `'Include' isn't one of its choices: it is "channel"`,
		});
		expect(world.requests()).toEqual([]);
	});
});
