import { itemsOf } from '../support/relasi';
import { fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const upsert = (matchBy: string, matchValue: string, more = {}) => ({
	resource: 'contact',
	operation: 'upsert',
	matchBy,
	matchValue,
	name: 'Ana',
	...more,
});
const contacts = () => world.simulator.inbox.contacts.all().map(({ row }) => row);
const add = (given: object) => world.simulator.inbox.addContact(given);

describe('a contact that exists', () => {
	test.each([
		['an email as it stands', 'email', 'ana@example.com', 'ana@example.com'],
		['an email in another case', 'email', 'Ana@Example.com', 'ANA@example.COM'],
		['an email with blanks around it', 'email', 'ana@example.com', '  ana@example.com '],
		['a phone as it stands', 'phone', '+5511998765432', '+5511998765432'],
		['a phone written differently', 'phone', '+55 (11) 99876-5432', '+55 11 998765432'],
		['a phone grouped in other places', 'phone', '+55 11 998 76 54 32', '+5511-9987-65432'],
		['a phone with its plus in brackets', 'phone', '(+55) 11 9987', '+55119987'],
		['a phone of this country', 'phone', '0119 987', '0119987'],
		['a short phone', 'phone', '112', '1-12'],
	] as const)('is found by %s and updated', async (_, matchBy, stored, given) => {
		const before = { ...add({ id: 'a', name: 'Old', [matchBy]: stored, city: 'Recife' }) };
		const items = await world.items(
			upsert(matchBy, given, { additionalFields: { company: 'Lima Ltd' } }),
		);
		const updated_at = expect.any(String);
		const after = { ...before, name: 'Ana', company: 'Lima Ltd', updated_at };
		expect(items).toEqual([
			{ json: { ...after, _action: 'updated' }, pairedItem: { item: 0 } },
		]);
		expect(contacts()).toEqual([after]);
	});

	test('is found among so many similar ones that they fill pages', async () => {
		add({ id: 'a', email: 'ana@example.com', created_at: 1 });
		for (let count = 0; count < 1100; count++) add({ email: `ana@example.com.${count}` });
		const [row] = await world.rows(upsert('email', 'ana@example.com'));
		expect(row).toMatchObject({ id: 'a', _action: 'updated' });
	});

	test('twice is not guessed at: the error names the IDs, and nothing is written', async () => {
		add({ id: 'a1', email: 'ana@example.com' });
		add({ id: 'a2', email: 'ANA@example.com' });
		const error = await world.errorOf(upsert('email', 'ana@example.com'));
		expect(error.message).toMatch(/Several contacts/);
		expect(error.description).toMatch(/a1.*a2|a2.*a1/);
		expect(world.calls.every((call) => call === 'GET /contacts')).toBe(true);
	});

	test('keeps what is not given, and loses what is given empty', async () => {
		add({ id: 'a', email: 'ana@example.com', city: 'Recife', country: 'Brazil' });
		const [row] = await world.rows(
			upsert('email', 'ana@example.com', { additionalFields: { city: '' } }),
		);
		expect(row).toMatchObject({ city: '', country: 'Brazil', email: 'ana@example.com' });
	});
});

describe('a contact that does not exist', () => {
	test.each([
		['a longer email', 'email', 'ana@example.com.br', 'ana@example.com'],
		['an email that ends like it', 'email', 'joana@example.com', 'ana@example.com'],
		['a name that reads like the email', 'name', 'ana@example.com', 'ana@example.com'],
		['a phone with another country code', 'phone', '+3511998765432', '+5511998765432'],
		['a phone with one more digit', 'phone', '+55119987654321', '+5511998765432'],
	])('is created beside %s', async (_, field, stored, given) => {
		add({ id: 'other', [field]: stored });
		const matchBy = given.includes('@') ? 'email' : 'phone';
		const items = await world.items(upsert(matchBy, given));
		expect(items).toEqual([
			{
				json: expect.objectContaining({
					name: 'Ana',
					[matchBy]: given,
					_action: 'created',
				}),
				pairedItem: { item: 0 },
			},
		]);
		expect(contacts()).toHaveLength(2);
		expect(world.bodiesOf('POST /contacts')).toEqual([{ name: 'Ana', [matchBy]: given }]);
	});

	test('is created once when two items ask for it, and the second updates it', async () => {
		const parameters = upsert('email', '={{ $json.email }}', { name: '={{ $json.name }}' });
		const items = await world.items(parameters, {
			items: itemsOf(
				{ email: 'ana@example.com', name: 'Ana' },
				{ email: 'ANA@example.com', name: 'Ana Lima' },
				{ email: 'bo@example.com', name: 'Bo' },
			),
		});
		const seen = items.map(({ json, pairedItem }) => [json.name, json._action, pairedItem]);
		expect(seen).toEqual([
			['Ana', 'created', { item: 0 }],
			['Ana Lima', 'updated', { item: 1 }],
			['Bo', 'created', { item: 2 }],
		]);
		expect(contacts()).toHaveLength(2);
	});

	test('is not created twice when the connection breaks after the work', async () => {
		world.simulator.faults.add({ kind: 'resetAfter', match: { method: 'POST' } });
		const error = await world.errorOf(upsert('email', 'ana@example.com'));
		expect(error.description).toMatch(/Run the node again/);
		expect(world.bodiesOf('POST /contacts')).toHaveLength(1);
		const [again] = await world.rows(upsert('email', 'ana@example.com'));
		expect(again._action).toBe('updated');
		expect(contacts()).toHaveLength(1);
	});

	test('can be found again by the value, also when an additional field is given empty', async () => {
		const parameters = upsert('email', 'ana@example.com', { additionalFields: { email: '' } });
		await world.rows(parameters);
		const [again] = await world.rows(parameters);
		expect(again._action).toBe('updated');
		expect(contacts()).toHaveLength(1);
	});
});

test.each([
	['no value', 'email', '', /Match Value is empty/],
	['blanks', 'email', '  ', /Match Value is empty/],
	['nothing from an expression', 'email', '={{ $json.none }}', /Match Value|Email/],
	['a phone without digits', 'phone', 'none', /isn't a valid phone number/],
	['an object', 'email', '={{ ({}) }}', /isn't text/],
])(
	'%s to match by ends in an error that says so, before any request',
	async (_, by, value, message) => await world.expectRefused(upsert(by, value), message),
);
