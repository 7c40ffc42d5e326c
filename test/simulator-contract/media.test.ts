import { createHash } from 'node:crypto';
import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import type { Call } from './call';
import { caller } from './call';

describe('media in the simulator', () => {
	let sim: Simulator;
	let call: Call;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null });
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => {
		sim.reset();
		sim.set({ maxFileBytes: 10_000_000 });
		sim.inbox.addConversation({ id: 'chat' });
	});

	const bytes = Buffer.alloc(3_000_000, 'relasi');
	const form = (
		type = 'image/png',
		fields: Record<string, string> = {},
		data: Buffer = bytes,
	) => {
		const made = new FormData();
		const all = { client_request_id: 'm1', conversation_id: 'chat', ...fields };
		for (const [name, value] of Object.entries(all)) made.append(name, value);
		made.append('file', new Blob([new Uint8Array(data)], { type }), 'grüße 世界.png');
		return made;
	};

	test('a file arrives whole, with its name, type and caption', async () => {
		const fields = { caption: 'Schön', as_system: 'true' };
		const { status, body } = await call('POST', '/messages/image', form('image/png', fields));
		expect(status).toBe(200);
		const { message } = body;
		expect(message).toMatchObject({
			message_type: 'image',
			content: 'Schön',
			from_user_id: null,
		});
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const kept = {
			sha256,
			size: 3_000_000,
			file_name: 'grüße 世界.png',
			mime_type: 'image/png',
		};
		expect(sim.inbox.media.get(message.id)).toEqual(kept);
		expect(sim.requests[0]?.body).toMatchObject({
			fields,
			files: [{ field: 'file', ...kept }],
		});
	});

	test('a repeat is the same message, another file under the same id a conflict', async () => {
		const first = await call('POST', '/messages/image', form());
		const again = await call('POST', '/messages/image', form());
		expect(again.body.message.id).toBe(first.body.message.id);
		const other = form('image/png', {}, Buffer.from('other'));
		expect((await call('POST', '/messages/image', other)).status).toBe(409);
		expect(sim.inbox.dispatches.get('m1')).toBe(1);
	});

	test.each([
		['image', 'image/jpeg', 200],
		['image', 'application/pdf', 422],
		['audio', 'audio/ogg', 200],
		['audio', 'video/mp4', 422],
		['video', 'video/mp4', 200],
		['video', 'application/octet-stream', 422],
		['document', 'application/pdf', 200],
	])('a message of type %s with a file of type %s is answered %i', async (kind, type, status) => {
		expect((await call('POST', `/messages/${kind}`, form(type))).status).toBe(status);
	});

	test('refuses what is not one file in the field file', async () => {
		const two = form();
		two.append('file', new Blob(['x'], { type: 'image/png' }), 'x.png');
		const elsewhere = new FormData();
		elsewhere.append('image', new Blob(['x'], { type: 'image/png' }), 'x.png');
		const asText = new FormData();
		asText.append('file', 'data');
		const empty = form('image/png', {}, Buffer.alloc(0));
		const unknown = form('image/png', { colour: 'red' });
		const notBoolean = form('image/png', { as_system: '1' });
		for (const wrong of [two, elsewhere, asText, empty, unknown, notBoolean, new FormData()]) {
			expect((await call('POST', '/messages/image', wrong)).status).toBe(422);
		}
		expect((await call('POST', '/messages/image', { text: 'x' })).status).toBe(415);
	});

	test('a file beyond the limit is answered 413', async () => {
		sim.set({ maxFileBytes: 1000 });
		expect((await call('POST', '/messages/image', form())).status).toBe(413);
	});
});
