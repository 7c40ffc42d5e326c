import fc from 'fast-check';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { byId } from '../nodes/world';
import { startSimulator, type Simulator } from '../simulator';
import { relasiApi } from '../support/credentials';
import { runWorkflow } from '../support/engine';

const RUNS = Number(process.env.FUZZ_RUNS ?? 100);
const CONVERSATIONS = ['c1', 'c2'];
const CONTACTS = ['p1', 'p2'];
type Tenant = 'ours' | 'theirs';

/** Two workspaces with the same ids and emails in them, whose rows say whose they are. */
const workspaces = {} as Record<Tenant, Simulator>;
beforeAll(async () => {
	for (const tenant of ['ours', 'theirs'] as const) {
		workspaces[tenant] = await startSimulator({ seed: 'empty', requestsPerSecond: null });
	}
});
afterAll(async () => {
	for (const workspace of Object.values(workspaces)) await workspace.close();
});

function fill(tenant: Tenant) {
	const workspace = workspaces[tenant];
	workspace.reset();
	for (const id of CONTACTS) {
		workspace.inbox.addContact({ id, name: tenant, email: `${id}@x.com`, city: tenant });
	}
	for (const [index, id] of CONVERSATIONS.entries()) {
		workspace.inbox.addConversation({ id, customer_id: CONTACTS[index] });
		workspace.inbox.addMessage({ conversation_id: id, content: tenant });
	}
}

const email = '={{ $json.contact }}@x.com';
const text = '={{ $json.tenant }}';
const contact = { resource: 'contact' };
const included = { includeContact: true, includeLastMessage: true };
const OPERATIONS: Record<string, INodeParameters> = {
	get: { ...contact, operation: 'get', contactId: byId('={{ $json.contact }}') },
	list: { ...contact, operation: 'getAll', returnAll: true },
	update: {
		...contact,
		operation: 'update',
		contactId: byId('={{ $json.contact }}'),
		updateFields: { company: text },
	},
	getByEmail: {
		...contact,
		operation: 'get',
		contactId: { __rl: true, mode: 'email', value: email } as unknown as INodeParameters,
	},
	conversation: {
		resource: 'conversation',
		operation: 'get',
		conversationId: byId('={{ $json.conversation }}'),
		options: included,
	},
	conversations: {
		resource: 'conversation',
		operation: 'getAll',
		filters: { contactId: '={{ $json.contact }}', lastMessageFrom: 'customer' },
		options: included,
	},
	sendToContact: {
		resource: 'message',
		operation: 'send',
		sendTo: 'contact',
		contactId: byId('={{ $json.contact }}'),
		text,
	},
	upsert: { ...contact, operation: 'upsert', matchValue: email, name: text },
	messages: {
		resource: 'message',
		operation: 'getAll',
		filters: { conversationId: '={{ $json.conversation }}' },
	},
	send: {
		resource: 'message',
		operation: 'send',
		conversationId: byId('={{ $json.conversation }}'),
		text,
	},
};

interface Given {
	operation: string;
	items: Array<{ tenant: Tenant; conversation: string; contact: string }>;
}

const given: fc.Arbitrary<Given> = fc.record({
	operation: fc.constantFrom(...Object.keys(OPERATIONS)),
	items: fc.array(
		fc.record({
			tenant: fc.constantFrom<Tenant>('ours', 'theirs'),
			conversation: fc.constantFrom(...CONVERSATIONS),
			contact: fc.constantFrom(...CONTACTS),
		}),
		{ minLength: 1, maxLength: 6 },
	),
});

/** One node, whose credential is an expression. */
async function outputOf({ operation, items }: Given): Promise<INodeExecutionData[]> {
	const access = (tenant: Tenant) => ({
		key: workspaces[tenant].keys.full,
		base: workspaces[tenant].baseUrl,
	});
	const data = { apiKey: '={{ $json.key }}', baseUrl: '={{ $json.base }}' };
	const run = runWorkflow(new Relasi(), {
		parameters: OPERATIONS[operation],
		credentials: relasiApi({ ...data, requestsPerSecond: 10_000 }),
		items: items.map((item) => ({ json: { ...item, ...access(item.tenant) } })),
	});
	return (await run.outputs())[0] ?? [];
}

/** What a row says about whose it is. */
const marksOf = (row: IDataObject): string[] =>
	JSON.stringify(row).match(/\bours\b|\btheirs\b/g) ?? [];

const otherOf = (tenant: Tenant): Tenant => (tenant === 'ours' ? 'theirs' : 'ours');

test('two tenants through one node, by a credential that is an expression, never meet', async () => {
	await fc.assert(
		fc.asyncProperty(given, async (run) => {
			for (const tenant of ['ours', 'theirs'] as const) fill(tenant);
			const rows = await outputOf(run);
			const seen = new Set<number>();
			for (const { json, pairedItem } of rows) {
				const { item } = pairedItem as { item: number };
				seen.add(item);
				expect(marksOf(json)).not.toContain(otherOf(run.items[item].tenant));
			}
			expect(seen.size).toBe(run.items.length);
			for (const tenant of ['ours', 'theirs'] as const) {
				const { inbox } = workspaces[tenant];
				const all = [...inbox.contacts.all(), ...inbox.messages.all()];
				const marks = all.flatMap(({ row }) => marksOf(row as unknown as IDataObject));
				expect(marks).not.toContain(otherOf(tenant));
			}
		}),
		{ numRuns: RUNS },
	);
}, 600_000);

test('a key that an item does not give fails that item alone', async () => {
	fill('ours');
	const { keys, baseUrl } = workspaces.ours;
	const data = { apiKey: '={{ $json.key }}', baseUrl };
	const run = runWorkflow(new Relasi(), {
		parameters: OPERATIONS.get,
		credentials: relasiApi({ ...data, requestsPerSecond: 10_000 }),
		items: [keys.full, undefined, keys.full].map((key) => ({ json: { contact: 'p1', key } })),
		node: { onError: 'continueErrorOutput' },
	});
	const [rows, errors] = await run.outputs();
	expect(rows?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	expect(errors?.map(({ json }) => json.error)).toEqual(['The API key is empty']);
});
