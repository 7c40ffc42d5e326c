import { credentialFor, itemsFor, itemsOf } from '../support/relasi';
import { by, byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const upsert = (matchBy: string, matchValue: string, more = {}) => ({
	...{ resource: 'contact', operation: 'upsert', matchBy, matchValue, name: 'Ana', ...more },
});
const contacts = () => world.simulator.inbox.contacts.all().map(({ row }) => row);
const add = (given: object) => world.simulator.inbox.addContact(given);

describe.each(['fuzzy', 'substring', 'caseSensitive'] as const)(
	'with an API whose search is %s',
	(search) => {
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
		])(
			'the stored phone %s is found by %s, and no second contact made',
			async (phone, given) => {
				add({ id: 'a', phone });
				expect(await world.rows(upsert('phone', given))).toEqual([
					expect.objectContaining({ id: 'a', _action: 'updated' }),
				]);
				expect(contacts()).toHaveLength(1);
			},
		);

		test('a phone is found among 6,000 contacts, with at most 14 requests', async () => {
			world.simulator.generate({ contacts: 6000 });
			for (let count = 0; count < 3200; count++) add({ phone: `+33 7 ${1000 + count} 78` });
			add({ id: 'a', phone: '+33 6 12 34 56 78' });
			const [row] = await world.rows(upsert('phone', '+33612345678'));
			expect(row).toMatchObject({ id: 'a', _action: 'updated' });
			expect(world.calls.length).toBeLessThanOrEqual(14);
		});

		test.each([
			['Nathan@Example.com', 'nathan@example.com'],
			['nathan@example.com', 'NATHAN@Example.com'],
			['NATHAN@EXAMPLE.COM', 'nathan@example.com'],
			['nAtHaN@eXaMpLe.CoM', 'Nathan@example.com'],
			['Nathan Smith <Nathan@Example.com>', 'nathan@example.com'],
		])(
			'the stored email %s is found by %s, and no second contact made',
			async (email, given) => {
				world.simulator.generate({ contacts: 600 });
				add({ id: 'a', email });
				expect(await world.rows(upsert('email', given))).toEqual([
					expect.objectContaining({ id: 'a', _action: 'updated' }),
				]);
				expect(world.calls.length).toBeLessThanOrEqual(
					3 + (search === 'caseSensitive' ? 9 : 2),
				);
				const get = {
					resource: 'contact',
					operation: 'get',
					contactId: by('email', given),
				};
				expect((await world.rows(get))[0].id).toBe('a');
			},
		);

		test('an email that nobody has makes one contact, and later items know how the API searches', async () => {
			world.simulator.generate({ contacts: 600 });
			const before = contacts().length;
			const items = itemsFor(10, (n) => ({ email: `N${n}@x.com` }));
			await world.rows(upsert('email', '={{ $json.email }}'), { items });
			expect(contacts()).toHaveLength(before + 10);
			const searches = search === 'caseSensitive' ? 100 : 22;
			expect(world.calls.length).toBeLessThanOrEqual(searches + 10);
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
	},
);

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
	await world.expectRefused(upsert(by, value), /^Match Value “.*” (is|isn't|contains) /);
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
			await world.expectRefused(run, /Default Country Code/);
		}
	},
);

describe('without a country code', () => {
	test.each([
		['+6281234567890', '6281234567890'],
		['6281234567890', '+62 812-3456-7890'],
		['+44 07911 123456', '+447911123456'],
		['+62 812−3456−7890', '+62 0812 3456 7890'],
	])('the stored phone %s and %s are one contact', async (phone, given) => {
		add({ id: 'a', phone });
		const [row] = await world.rows(upsert('phone', given));
		expect(row).toMatchObject({ id: 'a', _action: 'updated' });
		expect(contacts()).toHaveLength(1);
	});

	test.each([
		['+6281234567890', '081234567890'],
		['0812 3456 7890', '+6281234567890'],
		['+1 415 555 0106 ext. 23', '+14155550106'],
	])('it is not guessed whether %s is %s: nothing is written', async (phone, given) => {
		add({ id: 'a', phone });
		const error = await world.errorOf(upsert('phone', given));
		expect(error.message).toMatch(/The contact a has the phone .* which may or may not be/);
		expect(error.description).toMatch(/Default Country Code/);
		expect(contacts()).toHaveLength(1);
	});
});

test('each email of a stored field counts, and a domain in Unicode or ASCII is one', async () => {
	add({ id: 'a', email: 'a@x.id ::: b@x.id' });
	add({ id: 'b', email: 'c@bücher.example' });
	expect((await world.rows(upsert('email', 'B@x.id')))[0].id).toBe('a');
	expect((await world.rows(upsert('email', 'c@xn--bcher-kva.example')))[0].id).toBe('b');
});

describe('the country code of the credential', () => {
	const credentials = (defaultCountryCode: string) =>
		credentialFor(world.simulator, { defaultCountryCode, requestsPerSecond: 5000 });

	test.each(['+62', '62', '0062'])('%s counts where the option is left out', async (code) => {
		add({ id: 'a', phone: '+62 812-3456-7890', name: 'Ana' });
		const more = { credentials: credentials(code) };
		const [row] = await world.rows(upsert('phone', '0812 3456 7890'), more);
		expect(row.id).toBe('a');
		const contactId = by('phone', '81234567890');
		const get = { resource: 'contact', operation: 'get', contactId };
		expect((await world.rows(get, more))[0].id).toBe('a');
		await world.rows(
			{
				...{ resource: 'contact', operation: 'create', name: 'Bo' },
				additionalFields: { phone: '0812 3456 7891' },
			},
			more,
		);
		expect(world.bodiesOf('POST /contacts')).toEqual([{ name: 'Bo', phone: '+6281234567891' }]);
	});

	test('and after it where it is not', async () => {
		const more = { credentials: credentials('+62') };
		const options = { defaultCountryCode: '+44' };
		const [row] = await world.rows(upsert('phone', '07911 123456', { options }), more);
		expect(row.phone).toBe('+447911123456');
	});

	test.each(['ID', '+062', '1234', '+999'])(
		'“%s” is refused before any request',
		async (code) => {
			const more = { credentials: credentials(code) };
			await world.expectRefused(
				upsert('phone', '07911 123456'),
				/Default Country Code/,
				more,
			);
		},
	);
});

test.each([
	['phone', '6.28123E+12', /^Phone “6.28123E\+12” isn't a valid phone number/],
	['email', 'N/A', /^Email “N\/A” isn't a valid email/],
])('a field %s is refused as Match Value would be: %s', async (field, value, message) => {
	const parameters = { resource: 'contact', operation: 'create', name: 'Ana' };
	const fields = { [field]: value };
	await world.expectRefused({ ...parameters, additionalFields: fields }, message);
	add({ id: 'a', [field]: 'kept' });
	const update = { resource: 'contact', operation: 'update', contactId: byId('a') };
	await world.expectRefused({ ...update, updateFields: fields }, message);
	const [row] = await world.rows({ ...update, updateFields: { [field]: '' } });
	expect(row[field]).toBe('');
});

describe('an additional field that differs from the match value', () => {
	const parameters = upsert('email', 'a@example.com', {
		additionalFields: { email: 'b@example.com' },
	});

	test('is refused where it would create a contact that is not found again', async () => {
		const error = await world.errorOf(parameters);
		expect(error.message).toMatch(/no contact with the email “a@example.com”/);
		expect(error.description).toMatch(/Remove 'Email' from 'Additional Fields'/);
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
	world.onRequest(({ path }) => {
		if (path.endsWith('/contacts/a'))
			world.simulator.inbox.setContact('a', { email: 'other@example.com' });
	});
	const error = await world.errorOf(upsert('email', 'a@example.com'));
	expect(error.message).toMatch(/now has a different one/);
	expect(world.calls.some((call) => call.startsWith('PUT'))).toBe(false);
});

test.each(['+999', '6 2', 'ID'])(
	"the credential's default country code %s is refused before any request",
	async (defaultCountryCode) => {
		await world.expectRefused(
			upsert('phone', '081255501004'),
			/^'Default Country Code' in the Relasi credential isn't a country code$/,
			{ credentials: credentialFor(world.simulator, { defaultCountryCode }) },
		);
	},
);
