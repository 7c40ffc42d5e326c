import fc from 'fast-check';
import { NodeApiError, NodeOperationError, type INodeExecutionData } from 'n8n-workflow';
import { inspect } from 'node:util';

import { startSimulator, type LoggedRequest, type Simulator } from '../simulator';
import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { runNode } from '../support/engine';
import { credentialFor } from '../support/relasi';
import { hostileText } from './hostile';
import { casesOf, operations, type Case, type FuzzedOperation } from './operations';

const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const BASE = '/api/public/v1';
const ID = '[^/?#]+';
const PATHS: Record<string, RegExp> = {
	apiKey: /^GET \/me$/,
	channel: /^GET \/channels$/,
	contact: new RegExp(
		`^(GET|POST) /contacts$|^(GET|PUT) /contacts/${ID}$|^POST /contacts/merge$`,
	),
	conversation: new RegExp(`^GET /(conversations|messages|contacts|contacts/${ID})$`),
	message: new RegExp(
		`^GET /(conversations|messages|contacts|contacts/${ID})$|^POST /messages/(text|audio|document|image|video)$`,
	),
};
const GIBBERISH =
	/cannot read|is not a function|cannot (convert|destructure)|not iterable|malformed|unexpected token|\[object/i;

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({
		requestsPerSecond: null,
		delivery: { afterMs: 0, outcome: 'delivered' },
	});
});
afterAll(async () => await simulator.close());

async function outcomeOf(
	{ parameters, json }: Case,
	file: Partial<Record<'fileName' | 'mimeType', string>> = {},
	isTool = false,
) {
	const [chat] = simulator.inbox.conversations.all();
	const [contact] = simulator.inbox.contacts.all();
	const item = {
		json: { ...json, aChat: chat.row.id, aContact: contact.row.id },
		binary: { data: { data: 'aGVsbG8=', mimeType: 'image/png', fileName: 'a.png', ...file } },
	} as INodeExecutionData;
	const credentials = credentialFor(simulator, { requestsPerSecond: 10_000 });
	const node = isTool ? { type: 'n8n-nodes-relasi.relasiTool' } : {};
	// Its own function would wait for a customer.
	const routingNode = parameters.operation === 'sendAndWait';
	const options = { parameters, items: [item], credentials, node, routingNode };
	return await runNode(new Relasi(), options).catch((error: Error) => error);
}

/** The key must not be anywhere in what a log or an error panel may show. */
function expectNoKey(outcome: unknown) {
	const [, secret] = simulator.keys.full.split('.');
	const seen = [inspect(outcome, { depth: 12, showHidden: true }), JSON.stringify(outcome)];
	if (outcome instanceof Error) seen.push(outcome.message, String(outcome.stack));
	expect(seen.filter((text) => text.includes(secret))).toEqual([]);
}

function expectClear(error: Error) {
	expect(error instanceof NodeApiError || error instanceof NodeOperationError).toBe(true);
	expect(error.message.trim()).not.toBe('');
	// Quotes hold the user's own words, or Relasi's.
	expect(error.message.replace(/[“{["].*/s, '')).not.toMatch(GIBBERISH);
	expect(error.message).not.toMatch(/unknown (field|parameter)/i);
}

function expectOwnRequest({ method, path, body }: LoggedRequest, { resource }: FuzzedOperation) {
	expect(path.slice(0, BASE.length)).toBe(BASE);
	expect(`${method} ${path.slice(BASE.length)}`).toMatch(PATHS[resource]);
	// Whatever else is encoded, such a segment is resolved away by servers and proxies.
	expect(path.split('/').filter((segment) => /^(\.|%2e){1,2}$/i.test(segment))).toEqual([]);
	expect(JSON.stringify(body ?? '')).not.toContain('[object ');
	const { text = '' } = (body ?? {}) as { text?: string };
	expect(Buffer.from(text).toString()).toBe(text);
}

const nameOf = ({ resource, operation }: FuzzedOperation) => `${resource} ${operation}`;

describe.each(operations.map((operation) => [nameOf(operation), operation] as const))(
	'%s',
	(_name, operation) => {
		test('answers hostile input with a right request or a clear refusal', async () => {
			await fc.assert(
				fc.asyncProperty(casesOf(operation), fc.boolean(), async (given, isTool) => {
					simulator.clearRequests();
					const outcome = await outcomeOf(given, {}, isTool);
					if (outcome instanceof Error) expectClear(outcome);
					else expect(outcome.every(({ json }) => typeof json === 'object')).toBe(true);
					for (const request of simulator.requests) expectOwnRequest(request, operation);
					expectNoKey(outcome);
					expect(Object.keys(Object.prototype)).toEqual([]);
					expect(({} as Record<string, unknown>).polluted).toBeUndefined();
				}),
				{ numRuns: RUNS },
			);
		}, 600_000);
	},
);

test('the name and type of a file cannot add a form field or a header', async () => {
	const media = { resource: 'message', operation: 'sendMedia', mediaType: 'document' };
	const parameters = {
		...media,
		conversationId: { __rl: true, mode: 'id', value: '={{ $json.aChat }}' },
	};
	await fc.assert(
		fc.asyncProperty(hostileText, hostileText, async (fileName, type) => {
			simulator.clearRequests();
			const mimeType = `application/${type.slice(0, 200)}`;
			const outcome = await outcomeOf({ parameters, json: {} }, { fileName, mimeType });
			if (outcome instanceof Error) expectClear(outcome);
			for (const { body } of simulator.requests) {
				const { fields = {}, files = [] } = (body ?? {}) as {
					fields?: object;
					files?: unknown[];
				};
				expect(
					Object.keys(fields).filter(
						(name) => !/^(client_request_id|conversation_id)$/.test(name),
					),
				).toEqual([]);
				expect(files.length).toBeLessThanOrEqual(1);
			}
			expectNoKey(outcome);
		}),
		{ numRuns: RUNS },
	);
}, 600_000);
