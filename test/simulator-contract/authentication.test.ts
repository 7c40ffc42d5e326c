import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import { http } from '../support/http';
import { caller } from './call';
import type { Target } from './target';
import { openTarget } from './target';

describe('authentication, by contract', () => {
	let target: Target;
	beforeAll(async () => (target = await openTarget()));
	afterAll(() => target.close());

	test('GET /me tells what the key is', async () => {
		const { status, body } = await target.call('GET', '/me');
		expect(status).toBe(200);
		expect(body).toMatchObject({
			app_id: expect.any(String),
			key_id: expect.any(String),
			name: expect.any(String),
			public_id: expect.any(String),
			mode: expect.stringMatching(/^(live|test)$/),
			scopes: expect.any(Array),
			created_at: expect.any(String),
		});
	});

	test.each([
		['no key', null],
		['a malformed key', 'hello'],
		['an unknown key', 'ru_test_unknown.secret'],
	])('%s is answered 401', async (_name, key) => {
		const { status, body } = await caller(target.baseUrl, key)('GET', '/me');
		expect([status, body]).toEqual([401, { error: expect.any(String) }]);
	});
});

describe('authentication in the simulator', () => {
	let sim: Simulator;
	beforeAll(async () => (sim = await startSimulator()));
	afterAll(() => sim.close());

	test.each(['revoked', 'expired'] as const)('a key that is %s gets 401', async (name) => {
		const { status } = await caller(sim.baseUrl, sim.keys[name])('GET', '/me');
		expect(status).toBe(401);
	});

	test('a key that is revoked while in use gets 401 from then on', async () => {
		const key = sim.addKey();
		const call = caller(sim.baseUrl, key);
		expect((await call('GET', '/me')).status).toBe(200);
		sim.revokeKey(key);
		expect((await call('GET', '/me')).status).toBe(401);
		expect((await caller(sim.baseUrl, sim.keys.full)('GET', '/me')).status).toBe(200);
		expect(() => sim.revokeKey('none')).toThrow('no key');
	});

	test('a client that is not on the allowlist gets 403 without a scope', async () => {
		const { status, body } = await caller(sim.baseUrl, sim.keys.ipBlocked)('GET', '/me');
		expect([status, body]).toEqual([403, { error: expect.stringContaining('allowlist') }]);
	});

	test.each([
		['GET', '/conversations', 'conversations:read'],
		['GET', '/messages', 'messages:read'],
		['POST', '/messages/text', 'messages:write'],
		['POST', '/messages/image', 'messages:write'],
		['GET', '/contacts', 'customers:read'],
		['GET', '/contacts/x', 'customers:read'],
		['POST', '/contacts', 'customers:write'],
		['PUT', '/contacts/x', 'customers:write'],
		['POST', '/contacts/merge', 'customers:write'],
		['GET', '/channels', 'channels:read'],
	])('%s %s needs %s', async (method, path, scope) => {
		const without = await caller(sim.baseUrl, sim.keys.noScopes)(method, path);
		expect([without.status, without.body.required_scope]).toEqual([403, scope]);
		const key = sim.addKey({ scopes: [scope] });
		expect((await caller(sim.baseUrl, key)(method, path)).status).not.toBe(403);
	});

	test('a stranger is told 401 whatever he sends and wherever', async () => {
		const call = caller(sim.baseUrl, 'ru_test_no.one');
		expect((await call('GET', '/nowhere')).status).toBe(401);
		const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
		const broken = await http.post(`${sim.baseUrl}/contacts`, '{"na', { headers });
		expect(broken.status).toBe(401);
	});
});
