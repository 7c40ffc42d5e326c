import { relasiApi } from '../support/credentials';
import { credentialFor, relasiWorld } from '../support/relasi';
import { loadOptions, searchList } from '../support/engine';
import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { KEY, plainServer } from './plainServer';

const world = relasiWorld({ seed: 'empty', requestsPerSecond: null });
const queries = () =>
	world.simulator.requests.map(({ path, query }) => [path.split('/').pop(), query]);
const as = async (apiKey: string, method: string, filter?: string) =>
	await searchList(
		new Relasi(),
		method,
		{ credentials: credentialFor(world.simulator, { apiKey }) },
		filter,
	);

describe('the list of contacts', () => {
	test('names each by what it has: name, phone or else email, or at least the ID', async () => {
		const { inbox } = world.simulator;
		let created_at = 10;
		const add = (given: object) => inbox.addContact({ ...given, created_at: created_at-- });
		add({ id: 'a', name: 'Ana', phone: '+55 11', email: 'ana@example.com' });
		add({ id: 'b', name: 'Bo', email: 'bo@example.com' });
		add({ id: 'c', name: '', email: 'c@example.com' });
		add({ id: 'd', name: '' });
		const { results, paginationToken } = await world.list('searchContacts');
		expect(results).toEqual([
			{ name: 'Ana · +55 11', value: 'a' },
			{ name: 'Bo · bo@example.com', value: 'b' },
			{ name: 'c@example.com', value: 'c' },
			{ name: 'd', value: 'd' },
		]);
		expect(paginationToken).toBeUndefined();
	});

	test('comes page by page, as the user scrolls', async () => {
		world.simulator.generate({ contacts: 120 });
		const seen: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await world.list('searchContacts', undefined, token);
			seen.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
		} while (token);
		expect(new Set(seen).size).toBe(120);
		expect(world.simulator.requests).toHaveLength(3);
	});

	test('is searched by the API, on every page', async () => {
		await world.list('searchContacts', 'ana');
		await world.list('searchContacts', 'ana', '2');
		expect(queries()).toEqual([
			['contacts', { search: 'ana', page: '1', per_page: '50' }],
			['contacts', { search: 'ana', page: '2', per_page: '50' }],
		]);
	});

	test.each([
		['+62 812-5550', '628125550'],
		['0812 5550 1004', '081255501004'],
		['(415) 555.0106', '4155550106'],
		['12', '12'],
		['Ana 12', 'Ana 12'],
	])('is asked for %j by %j: the digits of a phone go out joined', async (typed, search) => {
		await world.list('searchContacts', typed);
		expect(queries()).toEqual([['contacts', { search, page: '1', per_page: '50' }]]);
	});

	test('says what is missing when the key may not read contacts', async () => {
		await expect(as(world.simulator.keys.noScopes, 'searchContacts')).rejects.toThrow(
			'The API key lacks the scope “customers:read”',
		);
	});
});

describe('the list of conversations', () => {
	beforeEach(() => {
		const { inbox } = world.simulator;
		inbox.addChannel({ id: 'wa', type: 'whatsapp' });
		inbox.addChannel({ id: 'tg', type: 'telegram' });
		inbox.addContact({ id: 'ana', name: 'Ana Lima', phone: '+55 11' });
		inbox.addContact({ id: 'bo', name: 'Bo', email: 'bo@example.com' });
		const at = (minute: number) => Date.UTC(2026, 5, 12, 10, minute);
		inbox.addConversation({
			id: 'c1',
			customer_id: 'ana',
			channel_id: 'wa',
			updated_at: at(1),
		});
		inbox.addConversation({ id: 'c2', customer_id: 'bo', channel_id: 'tg', updated_at: at(2) });
		inbox.addConversation({
			id: 'c3',
			customer_id: 'ana',
			channel_id: 'tg',
			updated_at: at(3),
		});
	});

	test('names each by its contact, channel and last activity, the newest first', async () => {
		expect((await world.list('searchConversations')).results).toEqual([
			{ name: 'Ana Lima · +55 11 · telegram · 2026-06-12 10:03 UTC', value: 'c3' },
			{ name: 'Bo · bo@example.com · telegram · 2026-06-12 10:02 UTC', value: 'c2' },
			{ name: 'Ana Lima · +55 11 · whatsapp · 2026-06-12 10:01 UTC', value: 'c1' },
		]);
	});

	test.each([
		['the name of its contact', 'lima', ['c3', 'c1']],
		['the email of its contact', 'bo@example.com', ['c2']],
		['its channel', 'Telegram', ['c3', 'c2']],
		['its ID', 'c1', ['c1']],
		['what nothing matches', 'zzz', []],
	])('is searched by %s', async (_, filter, ids) => {
		const { results } = await world.list('searchConversations', filter);
		expect(results.map(({ value }) => value)).toEqual(ids);
	});

	test('comes page by page, each conversation once', async () => {
		for (let count = 0; count < 60; count++) {
			world.simulator.inbox.addConversation({ customer_id: 'ana', created_at: count });
		}
		const seen: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await world.list('searchConversations', undefined, token);
			seen.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
		} while (token);
		expect(seen).toHaveLength(63);
		expect(new Set(seen).size).toBe(63);
	});

	test('shows the newest of many that a search finds, and asks to type more', async () => {
		for (let count = 0; count < 60; count++) {
			world.simulator.inbox.addConversation({ customer_id: 'ana', created_at: count });
		}
		const { results } = await world.list('searchConversations', 'lima');
		expect(results).toHaveLength(26);
		expect(results[25].name).toMatch(/^Type more/);
	});

	test('stands although a contact was merged away meanwhile', async () => {
		world.simulator.inbox.contacts.remove('bo');
		const { results } = await world.list('searchConversations');
		expect(results[1]).toEqual({ name: 'bo · telegram · 2026-06-12 10:02 UTC', value: 'c2' });
	});

	test('stands although the key may not read contacts', async () => {
		const key = world.simulator.addKey({ scopes: ['conversations:read'] });
		const { results } = await as(key, 'searchConversations');
		expect(results.map(({ value }) => value)).toEqual(['c3', 'c2', 'c1']);
		expect(results[1].name).toMatch(/telegram · 2026-06-12 10:02 UTC$/);
		const found = await as(key, 'searchConversations', 'c1');
		expect(found.results.map(({ value }) => value)).toEqual(['c1']);
	});

	test('takes at most ten requests a page, however many contacts are in it', async () => {
		const { inbox } = world.simulator;
		for (let count = 0; count < 700; count++) {
			inbox.addContact({ id: `p${count}`, name: `Person ${count}` });
			inbox.addConversation({ customer_id: `p${count}`, created_at: count });
		}
		let token: string | undefined;
		for (let page = 1; page <= 3; page++) {
			world.simulator.clearRequests();
			const { results, paginationToken } = await world.list(
				'searchConversations',
				undefined,
				token,
			);
			token = paginationToken as string;
			expect(results).toHaveLength(25);
			expect(world.simulator.requests.length).toBeLessThanOrEqual(10);
		}
	});

	test('takes at most ten requests for a search, whoever the contacts are that it finds', async () => {
		const { inbox } = world.simulator;
		for (let count = 0; count < 2500; count++) {
			const channel = count % 90 === 0 ? 'telegram' : 'whatsapp';
			inbox.addContact({ id: `p${count}`, name: `Person ${count}` });
			inbox.addConversation({ customer_id: `p${count}`, created_at: count, channel });
		}
		const { results } = await world.list('searchConversations', 'telegram');
		expect(results.length).toBeGreaterThan(20);
		expect(world.simulator.requests.length).toBeLessThanOrEqual(10);
	});

	test('does not download everything on a search', async () => {
		world.simulator.generate({ conversations: 5000 });
		const { results } = await world.list('searchConversations', 'zzz');
		expect(world.simulator.requests.length).toBeLessThanOrEqual(5);
		expect(results.map(({ name }) => name)).toEqual([expect.stringMatching(/^Type more/)]);
	});
});

test('a list searched with blanks is the whole list', async () => {
	world.simulator.inbox.addContact({ id: 'a' });
	expect((await world.list('searchContacts', '  ')).results).toHaveLength(1);
	expect(queries()).toEqual([['contacts', { page: '1', per_page: '50' }]]);
});

describe('the menu of channels', () => {
	const server = plainServer();

	test('reads at most ten pages of a list without an end', async () => {
		server.answers(({ url }) => {
			const page = Number(new URL(`http://x${url}`).searchParams.get('page'));
			return {
				body: { data: [{ id: `c${page}`, name: `Channel ${page}` }], has_next: true },
			};
		});
		const credentials = relasiApi({ apiKey: KEY, baseUrl: `http://${server.address}` });
		expect(await loadOptions(new Relasi(), 'getChannels', { credentials })).toHaveLength(10);
		expect(server.requests).toBe(10);
	});
});
