import type { Target } from './target';
import { openTarget, testWrite } from './target';

describe('contacts, by contract', () => {
	let target: Target;
	beforeAll(async () => (target = await openTarget()));
	afterAll(() => target.close());

	test('a contact is read by its id', async () => {
		const [contact] = (await target.call('GET', '/contacts?page=1&per_page=1')).body.data;
		if (!contact) return;
		const { status, body } = await target.call(
			'GET',
			`/contacts/${encodeURIComponent(contact.id)}`,
		);
		expect([status, body]).toEqual([200, contact]);
	});

	test('an unknown id is answered 404', async () => {
		const { status, body } = await target.call('GET', '/contacts/cnt_does_not_exist');
		expect([status, body]).toEqual([404, { error: expect.any(String) }]);
	});

	testWrite('a contact is made, changed and merged', async () => {
		const { call } = target;
		const made = await call('POST', '/contacts', { name: 'Contract One', city: 'Oslo' });
		expect(made.status).toBeLessThan(300);
		expect(made.body).toMatchObject({ name: 'Contract One', city: 'Oslo' });
		expect(made.body).not.toHaveProperty('comment');
		const other = await call('POST', '/contacts', { name: 'Contract One' });
		expect(other.body.id).not.toBe(made.body.id);
		const changed = await call('PUT', `/contacts/${made.body.id}`, { name: 'Contract Two' });
		expect([changed.status, changed.body]).toEqual([200, { message: expect.any(String) }]);
		expect((await call('GET', `/contacts/${made.body.id}`)).body.name).toBe('Contract Two');
		const merge = { primary_id: made.body.id, secondary_id: other.body.id };
		expect((await call('POST', '/contacts/merge', merge)).status).toBeLessThan(300);
		expect((await call('GET', `/contacts/${other.body.id}`)).status).toBe(404);
	});

	testWrite.each([
		['no name', { city: 'Oslo' }],
		['an empty name', { name: '' }],
		['a name that is too long', { name: 'x'.repeat(201) }],
		['a phone that is too long', { name: 'x', phone: '1'.repeat(51) }],
		['an unknown lead status', { name: 'x', lead_status: 'hot' }],
	])('%s is refused', async (_name, input) => {
		const { status, body } = await target.call('POST', '/contacts', input);
		expect([400, 422]).toContain(status);
		expect(body.error).toEqual(expect.any(String));
	});
});
