import { deliver } from '../../simulator/webhooks/deliver';
import { SECRET, serve } from './serving';

test('npm run deliver signs an event that starts the workflow, and repeats it on order', async () => {
	const server = await serve({ parameters: { events: ['message.received'] } });
	const to = ['--url', server.url, '--secret', SECRET];
	const accepted = await deliver([...to, '--id', 'evt_mine', '--data', '{"content":"Hey"}']);
	expect(accepted).toMatchObject({ status: 200, event_id: 'evt_mine' });
	expect(await deliver([...to, '--id', 'evt_mine'])).toMatchObject({
		answer: expect.stringContaining('received before'),
	});
	expect(await deliver([...to, '--data', '{"from_customer":false}'])).toMatchObject({
		answer: expect.stringContaining('not selected'),
	});
	expect(server.started).toEqual([
		expect.objectContaining({
			type: 'message.created',
			data: expect.objectContaining({ content: 'Hey', from_customer: true }),
		}),
	]);
});

test('npm run deliver signs with the decoded bytes on order', async () => {
	const secret = 'whsec_c2VjcmV0LWJ5dGVzLW9mLTI0LWNoYXJzIQ==';
	const server = await serve({ secret });
	const event = ['--event', 'contact.updated', '--bytes'];
	const delivered = await deliver(['--url', server.url, '--secret', secret, ...event]);
	expect(delivered).toMatchObject({ status: 200 });
	expect(server.started).toMatchObject([{ type: 'contact.updated' }]);
	await expect(deliver(['--url', server.url])).rejects.toThrow(/--secret are needed/);
});
