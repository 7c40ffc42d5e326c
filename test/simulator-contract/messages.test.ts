import type { Target } from './target';
import { openTarget, testSend } from './target';

describe('sending, by contract', () => {
	let target: Target;
	beforeAll(async () => (target = await openTarget()));
	afterAll(() => target.close());

	testSend('a repeat of a client_request_id gets the first message', async () => {
		const [{ id }] = (await target.call('GET', '/conversations?page=1&per_page=1')).body.data;
		const body = { client_request_id: 'contract-1', conversation_id: id, text: 'Hello' };
		const first = await target.call('POST', '/messages/text', body);
		const again = await target.call('POST', '/messages/text', body);
		expect(first.body.message).toMatchObject({ content: 'Hello', from_customer: false });
		expect(again.body.message.id).toBe(first.body.message.id);
	});
});
