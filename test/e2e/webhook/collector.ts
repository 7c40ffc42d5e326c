import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event's envelope, as a workflow hands it on. */
interface Envelope {
	id: string;
	[field: string]: unknown;
}

/** A server that workflows call with what they were started with. */
export class Collector {
	readonly envelopes: Envelope[] = [];
	private held: { id: string; until: Promise<void> } | undefined;
	private readonly server = createServer(
		(request, response) => void this.take(request, response),
	);

	async listen(): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	/** How often each id has come. */
	counts(): Map<string, number> {
		const counts = new Map<string, number>();
		for (const { id } of this.envelopes) counts.set(id, (counts.get(id) ?? 0) + 1);
		return counts;
	}

	/** Answers the call for one event only once the returned function is called. */
	hold(id: string): () => void {
		let release!: () => void;
		this.held = { id, until: new Promise((resolve) => (release = resolve)) };
		return release;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const envelope = JSON.parse(Buffer.concat(chunks).toString()) as Envelope;
		this.envelopes.push(envelope);
		const { held } = this;
		if (held && held.id === envelope.id) await held.until;
		response.setHeader('content-type', 'application/json').end('{}');
	}
}
