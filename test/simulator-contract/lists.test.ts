import type { Target } from './target';
import { openTarget } from './target';

const FIELDS: Record<string, string[]> = {
	conversations:
		'id app_id channel channel_id external_id customer_id status created_at updated_at'.split(
			' ',
		),
	messages: (
		'id app_id conversation_id message_session_id channel_id channel from_user_id from_customer ' +
		'client_request_id content message_type send_state created_at updated_at'
	).split(' '),
	contacts: (
		'id app_id name phone email company job_title lead_status lead_source address city country ' +
		'created_at updated_at'
	).split(' '),
	channels:
		'id app_id type external_id name username phone_number email is_active created_at'.split(
			' ',
		),
};
const RFC3339_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

describe('lists, by contract', () => {
	let target: Target;
	beforeAll(async () => (target = await openTarget()));
	afterAll(() => target.close());

	test.each(Object.keys(FIELDS))('%s come in the documented envelope and shape', async (list) => {
		const { status, body } = await target.call('GET', `/${list}?page=1&per_page=2`);
		expect(status).toBe(200);
		const { data, ...envelope } = body;
		expect(envelope).toEqual({
			current_page: 1,
			from: expect.any(Number),
			to: expect.any(Number),
			per_page: 2,
			last_page: expect.any(Number),
			total: expect.any(Number),
			has_next: body.total > 2,
		});
		for (const row of data) {
			expect(Object.keys(row).sort()).toEqual([...(FIELDS[list] ?? [])].sort());
			expect(row.created_at).toMatch(RFC3339_UTC);
		}
	});

	test.each(Object.keys(FIELDS))('the pages of %s follow each other', async (list) => {
		const both = await target.call('GET', `/${list}?page=1&per_page=4`);
		const first = await target.call('GET', `/${list}?page=1&per_page=2`);
		const second = await target.call('GET', `/${list}?page=2&per_page=2`);
		const ids = (answer: { body: { data: Array<{ id: string }> } }) =>
			answer.body.data.map(({ id }) => id);
		expect([...ids(first), ...ids(second)]).toEqual(ids(both));
	});

	test.each(['0', '501', 'x'])('per_page=%s is refused with an error', async (perPage) => {
		const { status, body } = await target.call('GET', `/contacts?page=1&per_page=${perPage}`);
		expect([400, 422]).toContain(status);
		expect(body.error).toEqual(expect.any(String));
	});

	test('conversations come newest activity first', async () => {
		const { body } = await target.call('GET', '/conversations?page=1&per_page=50');
		const times = body.data.map((row: { updated_at: string }) => Date.parse(row.updated_at));
		expect(times).toEqual([...times].sort((a: number, b: number) => b - a));
	});

	test('last_updated_at is inclusive and counts whole seconds', async () => {
		const { body } = await target.call('GET', '/conversations?page=1&per_page=20');
		const rows: Array<{ id: string; updated_at: string }> = body.data;
		const boundary = rows[Math.floor(rows.length / 2)];
		if (!boundary) return;
		const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
		const since = seconds(boundary.updated_at);
		const path = `/conversations?page=1&per_page=20&last_updated_at=${since}`;
		const found = (await target.call('GET', path)).body.data;
		expect(found.map((row: { id: string }) => row.id)).toContain(boundary.id);
		for (const row of found) expect(seconds(row.updated_at)).toBeGreaterThanOrEqual(since);
	});

	test('messages of one conversation are only its own', async () => {
		const [message] = (await target.call('GET', '/messages?page=1&per_page=1')).body.data;
		if (!message) return;
		const id = encodeURIComponent(message.conversation_id);
		const path = `/messages?page=1&per_page=500&conversation_id=${id}`;
		const owners = (await target.call('GET', path)).body.data.map(
			(row: { conversation_id: string }) => row.conversation_id,
		);
		expect(new Set(owners)).toEqual(new Set([message.conversation_id]));
	});

	test('contacts are filtered by lead status', async () => {
		const path = '/contacts?page=1&per_page=50&lead_status=won';
		const { status, body } = await target.call('GET', path);
		expect(status).toBe(200);
		for (const row of body.data) expect(row.lead_status).toBe('won');
	});
});
