import type { LoggedRequest } from '../simulator';
import { itemsOf } from '../support/relasi';
import { fastWorld } from './world';

let onRequest: ((request: LoggedRequest) => void) | undefined;
const world = fastWorld({ seed: 'empty', onRequest: (request) => onRequest?.(request) });
beforeEach(() => (onRequest = undefined));
const upsert = (matchBy: string, matchValue: string, more = {}) => ({
	...{ resource: 'contact', operation: 'upsert', matchBy, matchValue, name: 'Ana', ...more },
});
const contacts = () => world.simulator.inbox.contacts.all().map(({ row }) => row);
const add = (given: object) => world.simulator.inbox.addContact(given);

describe.each(['fuzzy', 'substring'] as const)('with an API whose search is %s', (search) => {
	beforeEach(() => world.simulator.set({ search }));
	afterAll(() => world.simulator.set({ search: 'fuzzy' }));

	test.each([
		['+33 6 12 34 56 78', '+33612345678'],
		['+33-612-345-678', '+33612345678'],
		['+33612345678', '+33 6 12 34 56 78'],
		['+33.6.12.34.56.78', '+33 612 345 678'],
		['(+55) 11 99876-5432', '+5511998765432'],
		['+1 (415) 555-0106', '+14155550106'],
		['+44 (0)20 7946 0958', '+442079460958'],
	])('the stored phone %s is found by %s, and no second contact made', async (phone, given) => {
		add({ id: 'a', phone });
		expect(await world.rows(upsert('phone', given))).toEqual([
			expect.objectContaining({ id: 'a', _action: 'updated' }),
		]);
		expect(contacts()).toHaveLength(1);
	});

	test('a phone is found among 6,000 contacts, with at most 14 requests', async () => {
		world.simulator.generate({ contacts: 6000 });
		for (let count = 0; count < 3200; count++) add({ phone: `+33 7 ${1000 + count} 78` });
		add({ id: 'a', phone: '+33 6 12 34 56 78' });
		const [row] = await world.rows(upsert('phone', '+33612345678'));
		expect(row).toMatchObject({ id: 'a', _action: 'updated' });
		expect(world.calls.length).toBeLessThanOrEqual(14);
	});

	test('two contacts with one phone, written differently, are told', async () => {
		add({ id: 'a', phone: '+33 6 12 34 56 78' });
		add({ id: 'b', phone: '+33612345678' });
		const error = await world.errorOf(upsert('phone', '+33612345678'));
		expect(error.message).toMatch(/Several contacts have the phone/);
	});

	test('a number that begins with 0 is one of the default country, given or stored', async () => {
		add({ id: 'a', phone: '+62 812-5550-1004' });
		add({ id: 'b', phone: '0812-5550-1005' });
		const options = { defaultCountryCode: '+62' };
		const parameters = upsert('phone', '={{ $json.phone }}', { options });
		const rows = await world.rows(parameters, {
			items: itemsOf(
				{ phone: '081255501004' },
				{ phone: '+6281255501005' },
				{ phone: '0812 5550 1006' },
			),
		});
		expect(rows.map(({ id, _action }) => [id, _action])).toEqual([
			['a', 'updated'],
			['b', 'updated'],
			[expect.any(String), 'created'],
		]);
		expect(rows[2].phone).toBe('+6281255501006');
	});
});

test.each([
	['email', 'N/A'],
	['email', 'undefined'],
	['email', 'ana@example.com, bo@example.com'],
	['phone', '0'],
	['phone', '6.28123E+12'],
	['phone', '120363041234567890@g.us'],
	['phone', '123456789012345@lid'],
])('by %s, “%s” is refused although somebody has it, before any request', async (by, value) => {
	const before = { ...add({ id: 'a', [by]: value, company: 'Kept' }) };
	const error = await world.errorOf(upsert(by, value));
	expect(error.message).toMatch(/^Match Value “.*” is /);
	expect(error.description).toBeTruthy();
	expect(world.calls).toEqual([]);
	expect(contacts()).toEqual([before]);
});

test('what is written is the address alone', async () => {
	await world.rows(upsert('email', 'Nathan Smith <Nathan@example.com>'));
	await world.rows(upsert('phone', '＋62 812-3456\u200b-7890'));
	await world.rows(upsert('phone', '6281234567891:12@s.whatsapp.net'));
	expect(world.bodiesOf('POST /contacts')).toEqual([
		{ name: 'Ana', email: 'Nathan@example.com' },
		{ name: 'Ana', phone: '+62 812-3456-7890' },
		{ name: 'Ana', phone: '+6281234567891' },
	]);
});

test.each(['', 'x', '+0', '12345', '={{ $json.none }}'])(
	'“%s” as default country code is no licence to guess',
	async (defaultCountryCode) => {
		const run = upsert('phone', '0812345678', { options: { defaultCountryCode } });
		if (defaultCountryCode === '') {
			expect((await world.rows(run))[0].phone).toBe('0812345678');
		} else {
			expect((await world.errorOf(run)).message).toMatch(/Default Country Code/);
			expect(world.calls).toEqual([]);
		}
	},
);

describe('an additional field that differs from the match value', () => {
	const parameters = upsert('email', 'a@example.com', {
		additionalFields: { email: 'b@example.com' },
	});

	test('is refused where it would create a contact that is not found again', async () => {
		const error = await world.errorOf(parameters);
		expect(error.message).toMatch(/no contact with the email “a@example.com”/);
		expect(error.description).toMatch(/Remove Email from Additional Fields/);
		expect(contacts()).toEqual([]);
	});

	test('changes the contact that is found', async () => {
		add({ id: 'a', email: 'a@example.com' });
		const [row] = await world.rows(parameters);
		expect(row).toMatchObject({ id: 'a', email: 'b@example.com', _action: 'updated' });
	});

	test('is the same in another spelling', async () => {
		const same = { additionalFields: { email: 'A@Example.com' } };
		const [row] = await world.rows(upsert('email', 'a@example.com', same));
		expect(row).toMatchObject({ email: 'A@Example.com', _action: 'created' });
	});
});

test('the contact that was found is not written when it has another email by then', async () => {
	add({ id: 'a', email: 'a@example.com' });
	onRequest = ({ path }) => {
		if (path.endsWith('/contacts/a')) {
			world.simulator.inbox.setContact('a', { email: 'other@example.com' });
		}
	};
	const error = await world.errorOf(upsert('email', 'a@example.com'));
	expect(error.message).toMatch(/another one by now/);
	expect(world.calls.some((call) => call.startsWith('PUT'))).toBe(false);
});
