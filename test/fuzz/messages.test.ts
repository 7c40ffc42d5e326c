import fc from 'fast-check';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import { byId, fastWorld } from '../nodes/world';
import { hostileText } from './hostile';

const RUNS = Number(process.env.FUZZ_RUNS ?? 25);
const world = fastWorld();
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const chat = () => world.simulator.inbox.conversations.all()[0].row.id;

/** Bytes with a text of base64 as mails, data URLs, command line tools or URLs hold it. */
const written = fc
	.record({
		bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
		width: fc.constantFrom(64, 76, Infinity),
		lineBreak: fc.constantFrom('\n', '\r\n'),
		prefix: fc.constantFrom('', 'data:image/png;base64,', 'data:;base64,'),
		isForUrls: fc.boolean(),
		isPadded: fc.boolean(),
		end: fc.constantFrom('', '\n', '\r\n', ' '),
	})
	.map(({ bytes, width, lineBreak, prefix, isForUrls, isPadded, end }) => {
		const base64 = bytes.toString(isForUrls ? 'base64url' : 'base64');
		const text = isPadded ? base64 : base64.replace(/=+$/, '');
		const lines = text.match(new RegExp(`.{1,${Math.min(width, 5000)}}`, 'g')) ?? [];
		return { bytes, data: prefix + lines.join(lineBreak) + end };
	});

const sendFile = async (file: Partial<IBinaryData>) => {
	world.simulator.clearRequests();
	const before = world.simulator.inbox.media.size;
	const parameters: INodeParameters = {
		resource: 'message',
		operation: 'sendMedia',
		mediaType: 'automatic',
		conversationId: byId(chat()),
	};
	const items = [{ json: {}, binary: { data: file as IBinaryData } }];
	const outcome = await world.items(parameters, { items }).catch((error: Error) => error);
	return { outcome, media: [...world.simulator.inbox.media.values()].slice(before) };
};

test('a file is sent byte by byte, however its base64 is written', async () => {
	await fc.assert(
		fc.asyncProperty(written, hostileText, hostileText, async (file, fileName, mimeType) => {
			const { media, outcome } = await sendFile({ data: file.data, fileName, mimeType });
			if (outcome instanceof Error) throw outcome;
			expect(media).toMatchObject([{ sha256: sha256(file.bytes), size: file.bytes.length }]);
		}),
		{ numRuns: RUNS },
	);
}, 600_000);

test('a file that is none is refused before any request, or sent as the base64 that it happens to be', async () => {
	await fc.assert(
		fc.asyncProperty(hostileText, async (data) => {
			const { outcome, media } = await sendFile({ data, mimeType: 'image/png' });
			if (outcome instanceof Error) expect(world.calls).toEqual([]);
			else
				expect(media).toMatchObject([
					{ sha256: sha256(Buffer.from(data.replace(/^data:.*,/, ''), 'base64')) },
				]);
		}),
		{ numRuns: RUNS },
	);
}, 600_000);
