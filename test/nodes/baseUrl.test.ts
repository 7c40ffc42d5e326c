import { Expression, type IDataObject } from 'n8n-workflow';

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
	{ allowedHttpRequestDomains: 'none' },
])(
	'a credential that is not for the HTTP Request node ($allowedHttpRequestDomains) still reaches its own base URL',
	async (data) => {
		await sendWith(data);
		expect(world.simulator.inbox.sentMessages).toHaveLength(1);
	},
);
