import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const CONTACTS = 1000;

test('a broadcast to 1,000 contacts reads the list of conversations once and sends once to each', async () => {
	const { inbox } = world.simulator;
	const contacts = Array.from({ length: CONTACTS }, (_, index) =>
		inbox.addContact({ name: `Contact ${index}` }),
	);
	for (const { id } of contacts) inbox.addConversation({ customer_id: id });
	const run = world.workflow(
		{
			resource: 'message',
			operation: 'send',
			sendTo: 'contact',
			contactId: byId('={{ $json.id }}'),
			text: '=Hello {{ $json.name }}',
		},
		{ items: itemsOf(...contacts.map(({ id, name }) => ({ id, name }))) },
	);
	expect((await run.outputs())[0]).toHaveLength(CONTACTS);
	const reads = world.calls.filter((call) => call === 'GET /conversations');
	expect(reads).toHaveLength(2);
	expect(world.calls).toHaveLength(reads.length + CONTACTS);
	const greeted = inbox.sentMessages.map(({ conversation_id: id, content }) => [
		inbox.conversations.get(id)?.customer_id,
		content,
	]);
	expect(new Map(greeted as Array<[string, string]>)).toEqual(
		new Map(contacts.map(({ id, name }) => [id, `Hello ${name}`])),
	);
}, 60_000);
