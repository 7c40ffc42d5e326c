import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

const BLOCK = 1024 * 1024;

/** A server on loopback that streams one file, which it never holds as a whole. */
export interface FileServer {
	url: string;
	sha256: string;
	size: number;
	close(): void;
}

/** Serves a document of random bytes; `size` in MiB. */
export async function serveFile(size: number, fileName: string): Promise<FileServer> {
	const block = randomBytes(BLOCK);
	function* blocks() {
		for (let index = 0; index < size; index++) {
			const next = Buffer.from(block);
			next.writeUInt32BE(index);
			yield next;
		}
	}
	const hash = createHash('sha256');
	for (const each of blocks()) hash.update(each);
	const server = createServer((_, response) => {
		response.writeHead(200, {
			'content-type': 'application/pdf',
			'content-length': size * BLOCK,
			'content-disposition': `attachment; filename="${fileName}"`,
		});
		Readable.from(blocks()).pipe(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${fileName}`,
		sha256: hash.digest('hex'),
		size: size * BLOCK,
		close: () => void server.close(),
	};
}
