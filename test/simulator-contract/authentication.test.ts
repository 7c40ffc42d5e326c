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
