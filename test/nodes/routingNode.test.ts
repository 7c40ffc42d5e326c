import type { INodeParameters } from 'n8n-workflow';

import type { EngineOptions } from '../support/engine';
import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

// An AI Agent of version 2 runs the description by n8n's RoutingNode, everything else by `runItems`.
const world = fastWorld({ seed: 'empty' });
const calls: Array<[string, string, INodeParameters]> = [
	['apiKey', 'get', {}],
	['channel', 'getAll', { limit: 2 }],
	['contact', 'get', { contactId: byId('={{ $json.contact }}') }],
	['contact', 'getAll', { filters: { search: 'Ana' } }],
	['contact', 'create', { name: 'Bo', additionalFields: { city: '={{ $json.city }}' } }],
	['contact', 'update', { contactId: byId('a'), updateFields: { city: '={{ $json.city }}' } }],
	['contact', 'upsert', { matchBy: 'email', matchValue: 'A@example.com', name: 'Ann' }],
	['conversation', 'get', { conversationId: byId('c') }],
	['conversation', 'getAll', { options: { includeContact: true } }],
	['message', 'getAll', { filters: { conversationId: byId('c') } }],
	['message', 'send', { conversationId: byId('c'), text: 'Hi', options: { asSystem: true } }],
];

test.each(calls)(
	'%s: %s asks the API for the same and gives the same by either way',
	async (resource, operation, more) => {
		const items = itemsOf({ contact: 'a', city: 'Malang' });
		const parameters = { resource, operation, ...more };
		const runBy = async (options: EngineOptions) => {
			world.simulator.reset();
			world.simulator.inbox.addContact({ id: 'a', name: 'Ana', email: 'a@example.com' });
			world.simulator.inbox.addConversation({ id: 'c', customer_id: 'a' });
			world.simulator.inbox.addMessage({ id: 'm', conversation_id: 'c', content: 'Hello' });
			const rows = await world.items(parameters, { items, ...options });
			return {
				calls: world.calls,
				pairs: rows.map(({ pairedItem }) => pairedItem),
				names: rows.map(({ json }) => Object.keys(json)),
				bodies: ['POST /contacts', 'PUT /contacts/a'].map(world.bodiesOf),
			};
		};
		const own = await runBy({});
		expect(own.pairs[0]).toEqual({ item: 0 });
		expect(await runBy({ routingNode: true })).toEqual(own);
	},
);
