import type { INodeParameters } from 'n8n-workflow';

import { credentialFor, itemsOf } from '../support/relasi';
import { by, byId, fastWorld } from './world';

const first = fastWorld({ seed: 'empty' });
const second = fastWorld({ seed: 'empty' });
const inboxes = () => [first.simulator.inbox, second.simulator.inbox];
const namesIn = ({ simulator }: typeof first) =>
	simulator.inbox.contacts
		.all()
		.map(({ row }) => row.name)
		.sort();

/**
 * An execution does its first item in one workspace and fails at its second. Its user gives the node the
 * credential of another workspace and retries it.
 */
async function retryInSecond(parameters: INodeParameters, items = itemsOf({ n: 1 }, { n: 2 })) {
	const match = { method: 'POST' };
	first.simulator.faults.add({ kind: 'delay', ms: 0, match });
	first.simulator.faults.add({ kind: 'status', status: 422, match });
	const { data } = await first.workflow(parameters, { items }).run;
	expect(data.resultData.error).toBeDefined();
	first.simulator.clearRequests();
	const credentials = credentialFor(second.simulator, { requestsPerSecond: 5000 });
	const [rows] = await first.workflow(parameters, { credentials, retryOf: data }).outputs();
	expect(first.calls).toEqual([]);
	return rows!.map(({ json }) => json);
}

describe('an execution that is retried with the credential of another workspace', () => {
	test('creates there what it had created in the first one', async () => {
		const create = { resource: 'contact', operation: 'create', name: '=N{{ $json.n }}' };
		const rows = await retryInSecond(create);
		expect(rows.map(({ name }) => name)).toEqual(['N1', 'N2']);
		expect(namesIn(first)).toEqual(['N1']);
		expect(namesIn(second)).toEqual(['N1', 'N2']);
	});

	test('creates there what Create or Update had created in the first one', async () => {
		const rows = await retryInSecond({
			...{ resource: 'contact', operation: 'upsert', matchBy: 'email' },
			...{ matchValue: '=n{{ $json.n }}@example.com', name: '=N{{ $json.n }}' },
		});
		expect(rows.map(({ name, _action }) => [name, _action])).toEqual([
			['N1', 'created'],
			['N2', 'created'],
		]);
		expect(namesIn(second)).toEqual(['N1', 'N2']);
	});

	test('merges there what it had merged in the first one', async () => {
		for (const inbox of inboxes())
			for (const id of ['a1', 'b1', 'a2', 'b2']) inbox.addContact({ id, name: id });
		const rows = await retryInSecond({
			...{ resource: 'contact', operation: 'merge' },
			primaryContactId: byId('=a{{ $json.n }}'),
			secondaryContactId: byId('=b{{ $json.n }}'),
		});
		expect(rows.map(({ id }) => id)).toEqual(['a1', 'a2']);
		expect(namesIn(first)).toEqual(['a1', 'a2', 'b2']);
		expect(namesIn(second)).toEqual(['a1', 'a2']);
	});

	test("writes into the conversations of that workspace's contacts", async () => {
		for (const [number, inbox] of inboxes().entries()) {
			inbox.addContact({ id: `k${number}`, email: 'ana@example.com' });
			inbox.addConversation({ id: `c${number}`, customer_id: `k${number}` });
		}
		const rows = await retryInSecond({
			...{ resource: 'message', operation: 'send', sendTo: 'contact', text: 'Hello' },
			contactId: by('email', 'ana@example.com'),
		});
		expect(rows.map(({ conversation_id: id }) => id)).toEqual(['c1', 'c1']);
	});
});
