import { itemsOf } from '../support/relasi';
import { by, byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const contact = (operation: string, more = {}) => ({ resource: 'contact', operation, ...more });

const full = {
	name: 'Ana Lima',
	phone: '+55 11 1234',
	email: 'ana@example.com',
	company: 'Lima Ltd',
	job_title: 'Buyer',
	lead_status: 'won',
	lead_source: 'Fair',
	address: 'Rua 1',
	city: 'Recife',
	country: 'Brazil',
};

describe('get', () => {
	test('gives the contact as the API has it, item by item', async () => {
		const ana = world.simulator.inbox.addContact({ ...full, id: 'a' });
		const bo = world.simulator.inbox.addContact({ id: 'b' });
		const items = await world.items(contact('get', { contactId: byId('={{ $json.id }}') }), {
			items: itemsOf({ id: 'a' }, { id: 'b' }),
		});
		expect(items).toEqual([
			{ json: ana, pairedItem: { item: 0 } },
			{ json: bo, pairedItem: { item: 1 } },
		]);
		expect(world.calls.sort()).toEqual(['GET /contacts/a', 'GET /contacts/b']);
	});

	test('takes an ID from the list, as plain text and as a number', async () => {
		world.simulator.inbox.addContact({ id: '42' });
		for (const contactId of [by('list', '42'), ' 42 ', byId('={{ 42 }}')]) {
			const [row] = await world.rows(contact('get', { contactId }));
			expect(row.id).toBe('42');
		}
	});
});

describe('create', () => {
	test('sends what is given, under the names of the API, and gives the new contact', async () => {
		const {
			name,
			job_title: jobTitle,
			lead_status: leadStatus,
			lead_source: leadSource,
			...same
		} = full;
		const additionalFields = { ...same, jobTitle, leadStatus, leadSource, comment: 'VIP' };
		const items = await world.items(contact('create', { name, additionalFields }));
		expect(world.bodiesOf('POST /contacts')).toEqual([{ ...full, comment: 'VIP' }]);
		expect(items).toEqual([
			{
				json: expect.objectContaining({ ...full, id: expect.any(String) }),
				pairedItem: { item: 0 },
			},
		]);
	});

	test('sends nothing that is not given, and nothing of one item with another', async () => {
		const parameters = contact('create', {
			name: '={{ $json.name }}',
			additionalFields: {
				city: '={{ $json.city }}',
				phone: '={{ $json.phone }}',
				company: '',
			},
		});
		await world.items(parameters, {
			items: itemsOf(
				{ name: 'A', city: 'Oslo' },
				{ name: 'B', phone: 4712345 },
				{ name: 'C', city: null },
			),
		});
		const bodies = world.bodiesOf('POST /contacts');
		expect(bodies.sort((a, b) => String(a.name).localeCompare(String(b.name)))).toEqual([
			{ name: 'A', city: 'Oslo', company: '' },
			{ name: 'B', phone: '4712345', company: '' },
			{ name: 'C', company: '' },
		]);
	});

	test.each([
		['no name', { name: '   ' }, /Name is empty/],
		['a name that is too long', { name: 'x'.repeat(201) }, /Name is too long: 201/],
		[
			'an object for a text',
			{ name: 'A', additionalFields: { city: '={{ ({a: 1}) }}' } },
			/City/,
		],
		['a list for a text', { name: '={{ ["A"] }}' }, /Name isn't text/],
		[
			'a phone that is too long',
			{ name: 'A', additionalFields: { phone: '1'.repeat(51) } },
			/Phone/,
		],
		[
			'a status of its own',
			{ name: 'A', additionalFields: { leadStatus: 'hot' } },
			/Lead Status/,
		],
	])('%s ends in an error that says so, before any request', async (_, given, message) => {
		await world.expectRefused(contact('create', given), message);
	});

	test.each(['resetAfter', 'cutBody', 'statusAfter', 'cutJson'] as const)(
		'after %s there is one contact, and the advice to use Create or Update',
		async (kind) => {
			world.simulator.faults.add({ kind, times: 5 });
			const error = await world.errorOf(contact('create', { name: 'Ana' }));
			expect(error.description).toMatch(/Create or Update/);
			expect(world.calls).toEqual(['POST /contacts']);
			expect(world.simulator.inbox.contacts.size).toBe(1);
		},
	);
});

describe.each([true, false])('update, when the API %j replaces what is left out', (putReplaces) => {
	beforeEach(() => {
		world.simulator.set({ putReplaces });
		world.simulator.inbox.addContact({ ...full, id: 'a' });
	});

	test('changes what is given and leaves the rest', async () => {
		const items = await world.items(
			contact('update', { contactId: byId('a'), updateFields: { jobTitle: 'Director' } }),
		);
		const expected = { ...full, id: 'a', job_title: 'Director' };
		expect(items).toEqual([
			{ json: expect.objectContaining(expected), pairedItem: { item: 0 } },
		]);
		expect(world.simulator.inbox.contacts.get('a')).toMatchObject(expected);
	});

	test('clears what is given empty, and leaves what an expression gives nothing for', async () => {
		const updateFields = {
			city: '',
			leadStatus: '',
			phone: '={{ null }}',
			email: '={{ $json.none }}',
		};
		const [row] = await world.rows(contact('update', { contactId: byId('a'), updateFields }));
		expect(row).toMatchObject({ ...full, city: '', lead_status: '' });
	});

	test('changes the name alone', async () => {
		const [row] = await world.rows(
			contact('update', { contactId: byId('a'), updateFields: { name: 'Ana B.' } }),
		);
		expect(row).toMatchObject({ ...full, name: 'Ana B.' });
	});

	test('two items for one contact do not undo each other', async () => {
		const updateFields = { city: '={{ $json.city }}', country: '={{ $json.country }}' };
		await world.items(contact('update', { contactId: byId('a'), updateFields }), {
			items: itemsOf({ city: 'Oslo' }, { country: 'Norway' }),
		});
		expect(world.simulator.inbox.contacts.get('a')).toMatchObject({
			...full,
			city: 'Oslo',
			country: 'Norway',
		});
	});
});

test('update with nothing to change says so, before any request', async () => {
	for (const updateFields of [{}, { city: '={{ undefined }}' }]) {
		const update = contact('update', { contactId: byId('a'), updateFields });
		await world.expectRefused(update, /^There is nothing to update$/);
	}
});

describe('merge', () => {
	const merge = contact('merge', { primaryContactId: byId('a'), secondaryContactId: byId('b') });
	beforeEach(() => {
		world.simulator.inbox.addContact({ ...full, id: 'a' });
		world.simulator.inbox.addContact({ id: 'b' });
	});

	test.each(['empty', 'noContent', 'message'] as const)(
		'gives the contact that stays, when the API answers %s',
		async (mergeAnswer) => {
			world.simulator.set({ mergeAnswer });
			const items = await world.items(merge);
			const json = expect.objectContaining({ ...full, id: 'a' });
			expect(items).toEqual([{ json, pairedItem: { item: 0 } }]);
			expect(world.bodiesOf('POST /contacts/merge')).toEqual([
				{ primary_id: 'a', secondary_id: 'b' },
			]);
			expect(world.simulator.inbox.contacts.get('b')).toBeUndefined();
		},
	);

	test('an error after the merge says that the contacts are merged', async () => {
		world.simulator.faults.add({ kind: 'status', status: 403, match: { method: 'GET' } });
		const error = await world.errorOf(merge);
		expect(error.description).toMatch(/^The contacts were merged. Only reading/);
		expect(world.simulator.inbox.contacts.get('b')).toBeUndefined();
	});

	test('a contact is not merged with itself', async () => {
		const same = { primaryContactId: byId('a'), secondaryContactId: byId(' a ') };
		await world.expectRefused(contact('merge', same), /same/);
	});
});

describe('an update that the stored contact stands in the way of', () => {
	const update = (updateFields: object) =>
		contact('update', { contactId: byId('a'), updateFields });

	test('says of a contact without a name that it needs one, before it writes', async () => {
		world.simulator.inbox.addContact({ id: 'a', name: '' });
		const error = await world.errorOf(update({ city: 'Malang' }));
		expect(error.message).toBe(
			"The contact has no name, and Relasi can't update a contact without one",
		);
		expect(world.calls).toEqual(['GET /contacts/a']);
		expect(await world.rows(update({ city: 'Malang', name: 'Ana' }))).toMatchObject([
			{ city: 'Malang', name: 'Ana' },
		]);
	});

	test('says of a stored value that Relasi refuses that it is stored', async () => {
		world.simulator.inbox.addContact({ id: 'a', name: 'Ana', company: 'x'.repeat(300) });
		const error = await world.errorOf(update({ city: 'Malang' }));
		expect(error.description).toMatch(/the company that the contact already has/);
	});
});
