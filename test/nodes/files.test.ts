import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { createHash, randomBytes } from 'node:crypto';

import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const bytes = randomBytes(2_500_001);
const base64 = bytes.toString('base64');
const lines = (lineBreak: string) => base64.match(/.{1,76}/g)!.join(lineBreak);
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

const sendMedia = (mediaType: string): INodeParameters => ({
	resource: 'message',
	operation: 'sendMedia',
	mediaType,
	conversationId: byId('c'),
	binaryPropertyName: 'data',
});
const itemWith = (file: Partial<IBinaryData>) => ({
	items: [{ json: {}, binary: { data: file as IBinaryData } }],
});
const media = () => [...world.simulator.inbox.media.values()];
const types = () => world.simulator.inbox.sentMessages.map((message) => message.message_type);

beforeEach(() => world.simulator.inbox.addConversation({ id: 'c' }));

describe('the content of a file within the item', () => {
	test.each([
		['in lines of 76 characters, as mails have it', lines('\r\n')],
		['in lines with a line feed', lines('\n')],
		['with a line break at its end', `${base64}\n`],
		['as a data URL', `data:image/png;base64,${base64}`],
		['without padding', base64.replace(/=+$/, '')],
		['in the alphabet for URLs', bytes.toString('base64url')],
	])('is sent byte by byte: %s', async (_, data) => {
		await world.rows(sendMedia('image'), itemWith({ data, mimeType: 'image/png' }));
		expect(media()).toMatchObject([{ sha256: sha256(bytes), size: bytes.length }]);
	});

	test.each<[string, Partial<IBinaryData>, RegExp]>([
		['is no base64', { data: 'Hello, world!' }, /isn't valid base64/],
		['is an address', { data: 'https://example.com/a.png' }, /isn't valid base64/],
		['is cut off', { data: 'abcde' }, /isn't valid base64/],
		['is a blank', { data: ' \n' }, /is empty/],
		[
			'is kept elsewhere, and the id is missing',
			{ data: 'filesystem-v2' },
			/isn't in this item/,
		],
		[
			'is kept in a database, and the id is missing',
			{ data: 'database' },
			/isn't in this item/,
		],
		['is missing', {}, /isn't in this item/],
		['is gone from the storage', { data: 'filesystem-v2', id: 'filesystem-v2:x' }, /no longer/],
	])('that %s is refused before any request', async (_, file, message) => {
		const given = itemWith({ mimeType: 'image/png', fileName: 'a.png', ...file });
		await world.expectRefused(sendMedia('image'), message, given);
	});
});

describe('the type of a file', () => {
	test.each([
		['photo_12.jpg', 'application/octet-stream', 'image', 'image/jpeg'],
		['photo_12.JPG', undefined, 'image', 'image/jpeg'],
		['voice.ogg', 'binary/octet-stream', 'audio', 'audio/ogg'],
		['clip.mp4', '', 'video', 'video/mp4'],
		['list.csv', 'csv', 'document', 'text/csv'],
		['a.bin', 'application/octet-stream', 'document', 'application/octet-stream'],
		['photo.jpg', 'image/webp', 'image', 'image/webp'],
		['clip.mp4', 'application/mp4', 'video', 'video/mp4'],
		['voice.m4a', 'application/mp4', 'audio', 'audio/mp4'],
		['clip.webm', 'application/webm', 'video', 'video/webm'],
		['clip.ogv', 'application/ogg', 'video', 'video/ogg'],
		['song.mka', 'application/x-matroska', 'audio', 'audio/x-matroska'],
		['photo.jfif', 'application/octet-stream', 'image', 'image/jpeg'],
	])('of %s typed %s is, as %s, %s', async (fileName, mimeType, mediaType, type) => {
		await world.rows(sendMedia(mediaType), itemWith({ data: base64, fileName, mimeType }));
		expect(media()).toMatchObject([{ mime_type: type, file_name: fileName }]);
	});

	test.each([
		['a.png', 'image/png', 'image'],
		['a.ogg', 'application/ogg', 'audio'],
		['a.ogv', 'application/ogg', 'video'],
		['a.mp3', undefined, 'audio'],
		['a.mov', 'application/octet-stream', 'video'],
		['a.pdf', 'application/pdf', 'document'],
		['a', undefined, 'document'],
		['a.md', 'text/markdown', 'document'],
	])('of %s typed %s makes it, with the media type Automatic, %s', async (name, type, wanted) => {
		const file = { data: base64, fileName: name, mimeType: type };
		await world.rows(sendMedia('automatic'), itemWith(file));
		expect(types()).toEqual([wanted]);
	});
});

test.each<[Partial<IBinaryData>, string]>([
	[{ mimeType: 'application/pdf' }, 'file.pdf'],
	[{ mimeType: 'text/plain', fileExtension: 'log' }, 'file.log'],
	[{ mimeType: 'image/jpeg', fileName: '' }, 'file.jpg'],
	[{ mimeType: 'application/pdf; charset=binary', fileName: 'invoice' }, 'invoice.pdf'],
	[{ mimeType: 'application/pdf', fileName: 'invoice.v2' }, 'invoice.v2'],
	[{ mimeType: 'application/pdf', fileName: 'Invoice 30.11.2026' }, 'Invoice 30.11.2026.pdf'],
	[{ mimeType: 'application/x-nobody-knows', fileName: 'notes' }, 'notes'],
	[{ mimeType: 'application/pdf', fileName: 'in\u0000voice\r\n.pdf\ud83d' }, 'invoice.pdf'],
])('a file of %j arrives as %s', async (file, name) => {
	await world.rows(sendMedia('document'), itemWith({ data: base64, ...file }));
	expect(media()).toMatchObject([{ file_name: name }]);
});
