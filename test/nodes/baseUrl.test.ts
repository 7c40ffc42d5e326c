import { Expression, type IDataObject, type NodeOperationError } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { runNode } from '../support/engine';
import { credentialFor, itemsOf, relasiWorld } from '../support/relasi';

const world = relasiWorld();
const SEND = { resource: 'message', operation: 'send' };

const sendWith = async (data: IDataObject, count = 1, text = 'Hello') => {
	const [{ row }] = world.simulator.inbox.conversations.all();
	return await runNode(new Relasi(), {
		credentials: credentialFor(world.simulator, data),
		parameters: { ...SEND, text, conversationId: { __rl: true, mode: 'id', value: row.id } },
		items: itemsOf(...Array.from({ length: count }, (_, number) => ({ number }))),
	});
};

test('literal parameters cost no evaluation of an expression, however many items there are', async () => {
	const engine = Expression.prototype as unknown as { renderExpression: () => unknown };
	const evaluate = jest.spyOn(engine, 'renderExpression');
	await sendWith({}, 20);
	expect(evaluate).toHaveBeenCalledTimes(0);
	await sendWith({}, 1, '={{ "Hello" }}');
	expect(evaluate).toHaveBeenCalled();
	evaluate.mockRestore();
});

test.each<IDataObject>([
	{ allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' },
	{ allowedHttpRequestDomains: 'domains', allowedDomains: '' },
	{ allowedHttpRequestDomains: 'none' },
])(
	'a credential that is not for the HTTP Request node ($allowedHttpRequestDomains) still reaches its own base URL',
	async (data) => {
		await sendWith(data);
		expect(world.simulator.inbox.sentMessages).toHaveLength(1);
	},
);

test.each([
	'http://emma:pa55word@HOST',
	'  http://emma@HOST  ',
	'HTTP://:pa55word@HOST',
	'http:\\\\emma:pa55word@HOST',
	'http:/emma:pa55word@HOST',
])('a base URL with a login (%s) is refused before any request, and never quoted', async (form) => {
	world.simulator.clearRequests();
	const baseUrl = form.replace('HOST', world.simulator.baseUrl.replace('http://', ''));
	const error = await sendWith({ baseUrl }).catch((thrown: NodeOperationError) => thrown);
	expect(error).toMatchObject({
		message: 'The base URL in the Relasi credential contains a user name or password',
		description: expect.stringContaining('remove everything between // and @'),
	});
	expect(JSON.stringify(error)).not.toMatch(/pa55word|emma/);
	expect(world.simulator.requests).toHaveLength(0);
});

test.each(['http://HOST/', ' \n\thttp://HOST ', 'HTTP://HOST//'])(
	'what copying adds to a base URL is taken off: %j',
	async (form) => {
		const baseUrl = form.replace('HOST', world.simulator.baseUrl.replace('http://', ''));
		await sendWith({ baseUrl });
		expect(world.simulator.inbox.sentMessages).toHaveLength(1);
	},
);
