import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Where the server listens, and whether it does. */
export class Listener {
	constructor(
		private readonly server: FastifyInstance,
		private readonly host: string,
		private port: number,
	) {}

	/** `http://127.0.0.1:<port>`, without a path. */
	get origin(): string {
		return `http://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
	}

	/** Fails with EADDRINUSE when the port is taken. */
	async open(): Promise<void> {
		await this.server.listen({ host: this.host, port: this.port });
		this.port = (this.server.server.address() as AddressInfo).port;
	}

	/** Drops all connections and lets new ones be refused. */
	async refuse(): Promise<void> {
		const { server } = this.server;
		if (!server.listening) return;
		const closed = new Promise((resolve) => server.close(resolve));
		server.closeAllConnections();
		await closed;
	}

	/** Listens again, on the same port. */
	async accept(): Promise<void> {
		const { server } = this.server;
		if (server.listening) return;
		server.listen({ host: this.host, port: this.port });
		await once(server, 'listening');
	}

	async close(): Promise<void> {
		await this.refuse();
		await this.server.close();
	}
}
