import { startSimulator } from '../simulator';
import type { FaultKind, Simulator } from '../simulator';
import { http } from '../support/http';
import type { Call } from './call';
import { caller } from './call';

describe('faults on order', () => {
	let sim: Simulator;
	let call: Call;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null });
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => sim.reset());

	const add = async () => await call('POST', '/contacts', { name: 'New' });

	test('a status comes with its headers and body, and the work is not done', async () => {
		const headers = { 'retry-after': '7' };
		sim.faults.add({ kind: 'status', status: 429, headers, body: { error: 'slow down' } });
		const answer = await add();
		expect([answer.status, answer.body]).toEqual([429, { error: 'slow down' }]);
		expect(answer.headers.get('retry-after')).toBe('7');
		expect(sim.inbox.contacts.size).toBe(0);
		expect(sim.requests[0]).toMatchObject({
			status: 429,
			fault: 'status',
			body: { name: 'New' },
		});
		expect((await add()).status).toBe(201);
	});

	test.each<[FaultKind, number]>([
		['resetBefore', 0],
		['resetAfter', 1],
		['cutBody', 1],
	])('%s breaks the connection, the work done %i times', async (kind, times) => {
		sim.faults.add({ kind });
		await expect(add()).rejects.toThrow();
		expect(sim.inbox.contacts.size).toBe(times);
	});

	test('a 5xx may come although the work was done', async () => {
		sim.faults.add({ kind: 'statusAfter', status: 504 });
		expect(await add()).toMatchObject({ status: 504, body: { error: expect.any(String) } });
		expect(sim.inbox.contacts.size).toBe(1);
	});

	test('a list may say that it has hundreds of thousands of rows', async () => {
		await add();
		sim.faults.add({ kind: 'largeTotal', total: 250_001 });
		const { body } = await call('GET', '/contacts?per_page=500');
		expect(body).toMatchObject({ total: 250_001, last_page: 501, has_next: true });
		expect((body as { data: unknown[] }).data).toHaveLength(1);
	});

	test('a 200 may hold cut JSON or a page of HTML', async () => {
		sim.faults.add({ kind: 'cutJson' });
		const cut = await add();
		expect([cut.status, cut.body]).toEqual([200, undefined]);
		expect(cut.text).toMatch(/^\{"id":/);
		sim.faults.add({ kind: 'html' });
		const html = await add();
		expect([html.status, html.text]).toEqual([200, expect.stringContaining('<html>')]);
		sim.faults.add({ kind: 'html', afterWork: true });
		await add();
		expect(sim.inbox.contacts.size).toBe(2);
	});

	test('a slow body and a delay arrive whole', async () => {
		sim.faults.add({ kind: 'slowBody', ms: 20 });
		sim.faults.add({ kind: 'delay', ms: 10 });
		expect((await add()).body.name).toBe('New');
		expect((await add()).body.name).toBe('New');
	});

	test('a call that hangs ends when its caller gives up, or the simulator closes', async () => {
		sim.faults.add({ kind: 'hang', times: 2 });
		const headers = { authorization: `Bearer ${sim.keys.full}` };
		const giveUp = new AbortController();
		const arrived = nextRequest(sim);
		const hung = http.get(`${sim.baseUrl}/me`, { headers, signal: giveUp.signal });
		await arrived;
		giveUp.abort();
		await expect(hung).rejects.toThrow('canceled');
		const other = await startSimulator({ seed: 'empty' });
		other.faults.add({ kind: 'hang' });
		const reached = nextRequest(other);
		const alsoHung = caller(other.baseUrl, other.keys.full)('GET', '/me').catch(String);
		await reached;
		await other.close();
		expect(await alsoHung).toMatch(/socket hang up/);
	});

	test('a fault hits only what it matches, as often as told, in the order of the queue', async () => {
		sim.faults.add({
			kind: 'status',
			status: 500,
			match: { method: 'post', path: '/contacts' },
		});
		sim.faults.add({ kind: 'status', status: 502, times: 2, match: { path: /^\/contacts\b/ } });
		const status = async (method: string, path: string, body?: object) =>
			(await call(method, path, body)).status;
		expect(await status('GET', '/me')).toBe(200);
		expect(await status('GET', '/contacts?per_page=5')).toBe(502);
		expect(await status('POST', '/contacts', { name: 'x' })).toBe(500);
		expect(await status('POST', '/contacts', { name: 'x' })).toBe(502);
		expect(await status('POST', '/contacts', { name: 'x' })).toBe(201);
		expect(sim.faults.list()).toEqual([]);
	});

	test('mixed faults strike the same way each time, about half of them after the work', () => {
		const run = () => {
			sim.faults.clear();
			sim.faults.mixed({ probability: 0.5, seed: 3 });
			const taken = Array.from(
				{ length: 400 },
				() => sim.faults.take('GET', '/me', 'k')?.kind,
			);
			return taken.filter((kind) => kind !== undefined);
		};
		const first = run();
		expect(run()).toEqual(first);
		expect(first.length).toBeGreaterThan(150);
		const after = first.filter((kind) =>
			['statusAfter', 'resetAfter', 'cutBody'].includes(kind),
		);
		expect(after.length / first.length).toBeCloseTo(0.5, 0.7);
	});

	test('refused connections are refused until they are accepted again', async () => {
		await sim.refuseConnections();
		await expect(call('GET', '/me')).rejects.toThrow();
		await sim.acceptConnections();
		expect((await call('GET', '/me')).status).toBe(200);
	});
});

async function nextRequest(sim: Simulator): Promise<void> {
	const before = sim.requests.length;
	while (!sim.requests.slice(before).some(({ fault }) => fault === 'hang')) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}
