import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import type { Call } from './call';
import { caller } from './call';
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

describe('contacts in the simulator', () => {
	let sim: Simulator;
	let call: Call;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null });
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => sim.reset());

	const full = { phone: '+62 811', email: 'a@example.com', city: 'Oslo', comment: 'VIP' };

	test('PUT clears the fields left out, or leaves them alone, as told', async () => {
		const { id } = (await call('POST', '/contacts', { name: 'A', ...full })).body;
		sim.set({ putReplaces: false });
		await call('PUT', `/contacts/${id}`, { name: 'B', city: '' });
		expect(sim.inbox.contacts.get(id)).toMatchObject({
			name: 'B',
			email: full.email,
			city: '',
		});
		expect(sim.inbox.comments.get(id)).toBe('VIP');
		sim.set({ putReplaces: true });
		await call('PUT', `/contacts/${id}`, { name: 'C', phone: '1' });
		expect(sim.inbox.contacts.get(id)).toMatchObject({ name: 'C', phone: '1', email: null });
		expect(sim.inbox.comments.has(id)).toBe(false);
	});

	test('the search is fuzzy: words in any field, without accents, phones by their digits', async () => {
		sim.inbox.addContact({ id: 'jose', name: 'José Álvarez', phone: '+34 600-555-204' });
		sim.inbox.addContact({ id: 'joseph', name: 'Joseph Stone', company: 'Alvarez & Co' });
		sim.inbox.addContact({ id: 'anna', name: 'Anna', email: 'anna@example.com' });
		const search = async (text: string) => {
			const query = new URLSearchParams({ per_page: '50', search: text });
			const { data } = (await call('GET', `/contacts?${query}`)).body;
			return data.map((row: { id: string }) => row.id).sort();
		};
		expect(await search('jose')).toEqual(['jose', 'joseph']);
		expect(await search('ALVAREZ')).toEqual(['jose', 'joseph']);
		expect(await search('+34600555204')).toEqual(['jose']);
		expect(await search('anna@example.com')).toEqual(['anna']);
		sim.inbox.setContact('anna', { name: 'Jose' });
		expect(await search('jose')).toEqual(['anna', 'jose', 'joseph']);
	});

	test('the search may be a plain one: the text as it stands, in any field, in any case or only as written', async () => {
		sim.set({ search: 'substring' });
		sim.inbox.addContact({ id: 'jose', name: 'José Álvarez', phone: '+34 600-555-204' });
		sim.inbox.addContact({ id: 'anna', name: 'Anna', company: 'Jose & Co' });
		const search = async (text: string) => {
			const query = new URLSearchParams({ per_page: '50', search: text });
			const { data } = (await call('GET', `/contacts?${query}`)).body;
			return data.map((row: { id: string }) => row.id).sort();
		};
		expect(await search('jose')).toEqual(['anna']);
		expect(await search('ÁLVAREZ')).toEqual(['jose']);
		expect(await search('+34600555204')).toEqual([]);
		expect(await search('204')).toEqual(['jose']);
		sim.set({ search: 'caseSensitive' });
		expect(await search('jose')).toEqual([]);
		expect(await search('Jose')).toEqual(['anna']);
		sim.set({ search: 'fuzzy' });
	});

	test('a merge moves the conversations and removes the secondary', async () => {
		for (const id of ['keep', 'drop']) sim.inbox.addContact({ id });
		sim.inbox.addConversation({ id: 'chat', customer_id: 'drop' });
		const merge = { primary_id: 'keep', secondary_id: 'drop' };
		expect(await call('POST', '/contacts/merge', merge)).toMatchObject({
			status: 200,
			text: '',
		});
		expect(sim.inbox.conversations.get('chat')?.customer_id).toBe('keep');
		expect((await call('POST', '/contacts/merge', merge)).status).toBe(404);
		const self = { primary_id: 'keep', secondary_id: 'keep' };
		expect((await call('POST', '/contacts/merge', self)).status).toBe(422);
	});

	test('an id is one encoded segment of the path', async () => {
		sim.inbox.addContact({ id: 'a/b?c #ü' });
		const path = `/contacts/${encodeURIComponent('a/b?c #ü')}`;
		expect((await call('GET', path)).body.id).toBe('a/b?c #ü');
		expect((await call('GET', '/contacts/a/b')).status).toBe(404);
		expect(sim.requests[0]?.path).toBe(`/api/public/v1${path}`);
	});
});
