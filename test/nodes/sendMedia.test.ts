import { BinaryDataConfig, BinaryDataService, FileLocation } from 'n8n-core';
import type { IBinaryData, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { byId, fastWorld } from './world';

interface Container {
	set<T>(type: new (...given: never[]) => T, instance: T): void;
	get<T>(type: new (...given: never[]) => T): T;
}
// The one that n8n-core itself asks for its services.
const inCore = createRequire(require.resolve('n8n-core')).resolve('@n8n/di');
const { Container: container } = jest.requireActual<{ Container: Container }>(inCore);

const world = fastWorld();
const bytes = randomBytes(300_000);
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const inMemory = (mimeType: string, more: Partial<IBinaryData> = {}): IBinaryData => ({
	mimeType,
	data: bytes.toString('base64'),
	fileName: 'file.bin',
	...more,
});
const itemWith = (file: IBinaryData, json: IDataObject = {}): INodeExecutionData => ({
	json,
	binary: { data: file },
});
const chat = () => world.simulator.inbox.conversations.all()[0].row.id;
const sendMedia = (
	mediaType: string,
	more: INodeParameters = {},
	options: INodeParameters = {},
): INodeParameters => ({
	resource: 'message',
	operation: 'sendMedia',
	mediaType,
	options,
	conversationId: byId(chat()),
	binaryPropertyName: 'data',
	...more,
});
const media = () => [...world.simulator.inbox.media.values()];
const paths = () => world.simulator.requests.map(({ path }) => path.replace(/.*\/messages/, ''));
const fieldsOf = (index = 0) =>
	(world.simulator.requests[index].body as { fields: Record<string, string> }).fields;

describe('sending media', () => {
	test.each([
		['image', 'image/png', 'Grüße aus “Köln”.png'],
		['audio', 'audio/ogg', 'voice note.ogg'],
		['video', 'video/mp4', 'clip.mp4'],
		['document', 'application/pdf', 'Rechnung; Nr. 7 (neu).pdf'],
		['document', 'image/jpeg', '写真.jpg'],
	])('%s: %s goes out whole, with its name and type', async (type, mimeType, fileName) => {
		const items = [itemWith(inMemory(mimeType, { fileName }))];
		const [sent] = await world.items(sendMedia(type), { items });
		expect(paths()).toEqual([`/${type}`]);
		const file = { sha256: sha256(bytes), size: bytes.length, mime_type: mimeType };
		expect(media()).toEqual([{ ...file, file_name: fileName }]);
		expect(sent.json).toEqual(world.simulator.inbox.sentMessages[0]);
		expect(sent.json).toMatchObject({
			message_type: type,
			conversation_id: chat(),
			content: '',
		});
		expect(sent.pairedItem).toEqual({ item: 0 });
	});

	test('caption, attribution and id go along as form fields', async () => {
		const [original] = world.simulator.inbox.messages.all().map(({ row }) => row);
		const options = { caption: 'Your invoice', clientRequestId: 'invoice-7' };
		const more = { fromUserId: 'usr_marco02', replyToMessageId: original.id };
		const to = { conversationId: byId(original.conversation_id) };
		const items = [itemWith(inMemory('text/plain'))];
		await world.rows(sendMedia('document', to, { ...options, ...more }), { items });
		expect(fieldsOf()).toEqual({
			conversation_id: original.conversation_id,
			client_request_id: 'invoice-7',
			from_user_id: 'usr_marco02',
			reply_to_message_id: original.id,
			caption: 'Your invoice',
		});
	});

	test('only what is given is sent, and as the system when wanted', async () => {
		const items = [itemWith(inMemory('text/plain'))];
		await world.rows(sendMedia('document', {}, { caption: '' }), { items });
		await world.rows(sendMedia('document', {}, { asSystem: true }), { items });
		expect(Object.keys(fieldsOf(0)).sort()).toEqual(['client_request_id', 'conversation_id']);
		expect(fieldsOf(0).client_request_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8/);
		expect(fieldsOf(1)).toMatchObject({ as_system: 'true' });
	});

	test('each item sends its own file', async () => {
		const contents = ['a', 'bb', 'ccc'].map((text) => Buffer.from(text));
		const items = contents.map((content) =>
			itemWith(inMemory('text/plain', { data: content.toString('base64') })),
		);
		const sent = await world.items(sendMedia('document'), { items });
		expect(media().map((file) => file.sha256)).toEqual(contents.map(sha256));
		expect(sent.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
	});

	test('the file may stand in another field, or be given by an expression', async () => {
		const file = inMemory('text/plain');
		const items = [{ json: {}, binary: { attachment_0: file } }];
		await world.rows(sendMedia('document', { binaryPropertyName: ' attachment_0 ' }), {
			items,
		});
		const expression = '={{ $("Start").item.binary.attachment_0 }}';
		await world
			.workflow(sendMedia('document', { binaryPropertyName: expression }), { items })
			.outputs();
		expect(media().map((each) => each.sha256)).toEqual([sha256(bytes), sha256(bytes)]);
	});

	test('a try that failed on the way reads the file anew, and it is sent once', async () => {
		world.simulator.faults.add({ kind: 'resetAfter', times: 1 });
		world.simulator.faults.add({ kind: 'status', status: 503, times: 1 });
		const items = [itemWith(inMemory('video/mp4'))];
		await world.rows(sendMedia('video'), { items });
		expect(paths()).toEqual(['/video', '/video', '/video']);
		expect(media().map((file) => file.sha256)).toEqual([sha256(bytes)]);
		expect([...world.simulator.inbox.dispatches.values()]).toEqual([1]);
	});
});

describe('before any request', () => {
	test.each<[string, INodeExecutionData[], string, RegExp]>([
		['no file', [{ json: {} }], 'image', /no file in the field “data”/],
		[
			'another field',
			[{ json: {}, binary: { photo: inMemory('image/png') } }],
			'image',
			/no file in the field “data”/,
		],
		[
			'a field without a file',
			[{ json: {}, binary: { data: null as never } }],
			'image',
			/no file in the field “data”/,
		],
		['an empty file', [itemWith(inMemory('image/png', { data: '' }))], 'image', /is empty/],
		[
			'a PDF as image',
			[itemWith(inMemory('application/pdf'))],
			'image',
			/isn't an image.*application\/pdf/,
		],
		[
			'an image as video',
			[itemWith(inMemory('image/gif'))],
			'video',
			/isn't a video.*image\/gif/,
		],
		[
			'a video as audio',
			[itemWith(inMemory('video/mp4'))],
			'audio',
			/isn't an audio.*video\/mp4/,
		],
		['no type as image', [itemWith(inMemory(''))], 'image', /application\/octet-stream/],
	])('%s is refused', async (_, items, type, message) => {
		await world.expectRefused(sendMedia(type), message, { items });
	});

	test('the error names the fields that hold files', async () => {
		const items = [{ json: {}, binary: { photo: inMemory('image/png') } }];
		const error = await world.errorOf(sendMedia('image'), { items });
		expect(error.description).toMatch(/photo/);
	});
});

describe("a file in n8n's storage on disk", () => {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-binary-'));
	let service: BinaryDataService;
	beforeAll(async () => {
		const config = {
			mode: 'filesystem',
			localStoragePath: folder,
			availableModes: ['filesystem'],
		};
		container.set(BinaryDataConfig, config as unknown as BinaryDataConfig);
		service = container.get(BinaryDataService);
		await service.init();
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	const stored = async (content: Buffer, mimeType: string) =>
		await service.store(FileLocation.ofExecution('w', '1'), content, {
			mimeType,
			fileName: 'big.bin',
			data: '',
		});

	test('is streamed from there, also at the second try', async () => {
		const file = await stored(bytes, 'application/zip');
		expect(file.id).toMatch(/^filesystem-v2:/);
		expect(readdirSync(folder)).not.toEqual([]);
		world.simulator.faults.add({ kind: 'resetAfter', times: 1 });
		await world.rows(sendMedia('document'), { items: [itemWith(file)] });
		const sent = { sha256: sha256(bytes), size: bytes.length, mime_type: 'application/zip' };
		expect(media()).toEqual([{ ...sent, file_name: 'big.bin' }]);
		expect(paths()).toHaveLength(2);
	});

	test('is refused when it is empty', async () => {
		const file = await stored(Buffer.alloc(0), 'application/zip');
		const error = await world.errorOf(sendMedia('document'), { items: [itemWith(file)] });
		expect(error.message).toMatch(/“big.bin” is empty/);
	});
});
