import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import { http } from '../support/http';
import type { Call } from './call';
import { caller } from './call';
import { listed } from '../support/listed';

describe('what the simulator refuses', () => {
	let sim: Simulator;
	let call: Call;
	const text = { client_request_id: 'r1', conversation_id: 'chat', text: 'Hello' };
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null });
		call = caller(sim.baseUrl, sim.keys.full);
		sim.inbox.addConversation({ id: 'chat' });
		sim.inbox.addMessage({ id: 'elsewhere', conversation_id: sim.inbox.addConversation().id });
	});
	afterAll(() => sim.close());

	test.each([
		...listed(`
			/me?page=1 | /channels?search=x | /contacts?limit=5 | /contacts?search=
			/contacts?lead_status=hot | /contacts?page=0 | /contacts?page=1.5
			/contacts?page=1&page=2 | /contacts?per_page=-1
			/conversations?last_updated_at=2026-06-01 | /conversations?last_updated_at=1.5
			/messages?conversation_id= | /messages?conversation_id[]=x
		`),
	])('GET %s', async (path) => {
		const { status, body } = await call('GET', path);
		expect([status, body]).toEqual([422, { error: expect.any(String) }]);
	});

	test.each([
		['an unknown field', { ...text, content: 'x' }],
		['no idempotency key', { ...text, client_request_id: undefined }],
		['an empty idempotency key', { ...text, client_request_id: '' }],
		['an empty conversation id', { ...text, conversation_id: '' }],
		['an empty text', { ...text, text: '' }],
		['a text of 4,001 characters', { ...text, text: 'x'.repeat(4001) }],
		['a text that is a number', { ...text, text: 5 }],
		['as_system as a text', { ...text, as_system: 'true' }],
		['an empty user', { ...text, from_user_id: '' }],
		['a user of null', { ...text, from_user_id: null }],
		['a user of another workspace', { ...text, from_user_id: 'usr_other' }],
		['an answer to another chat', { ...text, reply_to_message_id: 'elsewhere' }],
		['a list', [text]],
	])('a message with %s', async (_name, body) => {
		expect((await call('POST', '/messages/text', body)).status).toBe(422);
		expect(sim.inbox.sentMessages).toEqual([]);
	});

	test.each([
		['conversation', { ...text, conversation_id: 'nowhere' }],
		['message to answer', { ...text, reply_to_message_id: 'nothing' }],
	])('an unknown %s is answered 404', async (_name, body) => {
		expect((await call('POST', '/messages/text', body)).status).toBe(404);
	});

	test('a contact field of null or of another type', async () => {
		expect((await call('POST', '/contacts', { name: 'x', email: null })).status).toBe(422);
		expect((await call('POST', '/contacts', { name: 'x', city: 5 })).status).toBe(422);
		expect((await call('POST', '/contacts', { name: 'x', id: 'mine' })).status).toBe(422);
	});

	test('bodies that are not JSON, and calls that do not exist', async () => {
		const authorization = `Bearer ${sim.keys.full}`;
		const post = async (type: string, body: string) => {
			const headers = { authorization, 'content-type': type };
			return (await http.post(`${sim.baseUrl}/contacts`, body, { headers })).status;
		};
		expect(await post('application/json', '{"name":')).toBe(400);
		expect(await post('application/x-www-form-urlencoded', 'name=x')).toBe(415);
		expect((await call('DELETE', '/contacts/x')).status).toBe(404);
		expect((await call('GET', '/conversations/chat')).status).toBe(404);
	});

	test('4,000 characters are 4,000 characters, in any script', async () => {
		const { status } = await call('POST', '/messages/text', {
			...text,
			text: '😀'.repeat(4000),
		});
		expect(status).toBe(200);
	});

	test('a page is odd unless its size is told', async () => {
		sim.generate({ contacts: 20 });
		expect((await call('GET', '/contacts')).body).toMatchObject({
			per_page: 7,
			has_next: true,
		});
		const beyond = (await call('GET', '/contacts?page=9&per_page=500')).body;
		expect(beyond).toMatchObject({ data: [], from: 0, to: 0, has_next: false, last_page: 1 });
	});
});
