import { inspect } from 'node:util';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { relasiApi } from '../support/credentials';
import { runWorkflow } from '../support/engine';
import { errorAt, KEY, plainServer, type Odd } from './plainServer';

const server = plainServer();
const me = { resource: 'apiKey', operation: 'get' };
const create = { resource: 'contact', operation: 'create', name: 'Ana' };
const base = () => `http://${server.address}`;
const HALF = KEY.slice(KEY.indexOf('.') + 1);

/** Any eight characters in a row of the key's secret half give it away. */
const PIECES = Array.from({ length: HALF.length - 7 }, (_, index) => HALF.slice(index, index + 8));

function expectNoKeyIn(value: unknown) {
	const forms = [JSON.stringify(value), inspect(value, { depth: 50, showHidden: true })];
	for (const text of forms) {
		for (const piece of PIECES) expect(text.includes(piece)).toBe(false);
	}
}

describe('the key stays in when the API gives it back', () => {
	test.each<[string, (pad: string) => Odd]>([
		['in its error', (pad) => ({ status: 422, body: { error: `${pad}bad: Bearer ${KEY}` } })],
		['as its secret half alone', (pad) => ({ status: 422, body: { error: pad + HALF } })],
		[
			'encoded for an address',
			(pad) => ({ status: 400, body: { error: pad + encodeURIComponent(KEY) } }),
		],
		[
			'as the scope',
			(pad) => ({ status: 403, body: { error: 'no', required_scope: pad + KEY } }),
		],
		['deep in its error', (pad) => ({ status: 500, body: { error: { seen: [pad, KEY] } } })],
		['in a page', (pad) => ({ body: `<pre>${pad} authorization: Bearer ${KEY}</pre>` })],
		['in a page of a gateway', (pad) => ({ status: 502, body: `<pre>${pad}${KEY}</pre>` })],
		[
			'in a redirect',
			(pad) => ({ status: 302, headers: { location: `http://x/${pad}?key=${KEY}` } }),
		],
	])('%s', async (_, odd) => {
		// Wherever the quotation is cut.
		for (const length of [0, 240, 265, 275, 285, 295]) {
			server.answers(odd('x'.repeat(length)));
			expectNoKeyIn(await errorAt(base(), create));
		}
	});
});

test('nothing of a whole execution that failed has the key in it', async () => {
	for (const onError of [
		'stopWorkflow',
		'continueRegularOutput',
		'continueErrorOutput',
	] as const) {
		server.answers({ status: 401, body: { error: `no such key: ${KEY}` } });
		const credentials = relasiApi({ apiKey: KEY, baseUrl: base() });
		const run = await runWorkflow(new Relasi(), {
			parameters: me,
			credentials,
			node: { onError },
		}).run;
		expectNoKeyIn(run.data.resultData);
	}
});

test('a key that only n8n itself objects to stays in, too', async () => {
	for (const apiKey of [`${KEY}\n${HALF}`, `${KEY} ${HALF}`, `${KEY}é`]) {
		const error = await errorAt(base(), me, {}, { apiKey });
		expectNoKeyIn(error);
		expect(error.message).toMatch(/contains spaces or characters that a Relasi key can't have/);
	}
	expect((await errorAt(base(), me, {}, { apiKey: ' ' })).message).toMatch(/API key is empty/);
});
