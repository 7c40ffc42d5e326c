import { itemsOf } from '../support/relasi';
import { by, byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const getMany = (filters: object, more = {}) =>
	({ resource: 'message', operation: 'getAll', filters, ...more }) as never;
const byPhone = by('phone', '6281234567890');

beforeEach(() => {
	const { inbox } = world.simulator;
	inbox.addContact({ id: 'p', phone: '+62 812-3456-7890' });
	inbox.addContact({ id: 'silent' });
	inbox.addConversation({ id: 'c1', customer_id: 'p' });
	inbox.addConversation({ id: 'c2', customer_id: 'p' });
	inbox.addConversation({ id: 'other', customer_id: 'q' });
	const texts = { c1: ['1', '3'], c2: ['2', '4'], other: ['5'] };
	for (const [conversation_id, contents] of Object.entries(texts))
		for (const content of contents)
			inbox.addMessage({
				conversation_id,
				content,
				created_at: 1e12 + Number(content) * 1e4,
			});
});

test('what a number wrote is one list, in the order that is asked for', async () => {
	const contents = async (more: object) =>
		(await world.rows(getMany({ contactId: byPhone }, more))).map(({ content }) => content);
	expect((await contents({})).sort()).toEqual(['1', '2', '3', '4']);
	expect(await contents({ options: { order: 'newestFirst' }, limit: 3 })).toEqual([
		'4',
		'3',
		'2',
	]);
	expect(await contents({ options: { order: 'oldestFirst' } })).toEqual(['1', '2', '3', '4']);
});

test('a transcript is one item a conversation', async () => {
	const rows = await world.rows(getMany({ contactId: 'p' }, { options: { asTranscript: true } }));
	expect(rows.map(({ conversation_id }) => conversation_id).sort()).toEqual(['c1', 'c2']);
});

test('nobody is an error, somebody without conversations gives nothing', async () => {
	const contactId = byId('={{ $json.id }}');
	expect(await world.rows(getMany({ contactId }), { items: itemsOf({ id: 'silent' }) })).toEqual(
		[],
	);
	const error = await world.errorOf(getMany({ contactId }), { items: itemsOf({ id: 'x' }) });
	expect(error.message).toMatch(/no contact/);
});

test('with a conversation it is an error before any request', async () => {
	const both = { contactId: 'p', conversationId: 'c1' };
	await world.expectRefused(getMany(both), /can't be combined/);
});

test('conversations are found by their contact’s phone', async () => {
	const parameters = { resource: 'conversation', operation: 'getAll' };
	const rows = await world.rows({ ...parameters, filters: { contactId: byPhone } } as never);
	expect(rows.map(({ id }) => id).sort()).toEqual(['c1', 'c2']);
});
