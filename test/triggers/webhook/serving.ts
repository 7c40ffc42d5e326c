import fc from 'fast-check';
import type { INodeType } from 'n8n-workflow';

import { RelasiWebhookTrigger } from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';
import { sign } from '../../simulator/webhooks/sign';
import { http } from '../../support/http';
import { genuine, headersOf, type Delivery } from './deliveries';
import { WebhookServer, type WebhookServerOptions } from './webhookServer';

export const SECRET = 'whsec_5Jx0kQ2mR8vT1yWz';

// Hundreds of deliveries one after the other take long on a busy machine.
jest.setTimeout(30_000);

const servers: WebhookServer[] = [];
let workflows = 0;
let made = 0;

afterEach(async () => {
	await Promise.all(servers.splice(0).map(async (server) => server.close()));
});

/** A server with a workflow of its own, unless `options` name one. */
export async function serve(
	options: Partial<WebhookServerOptions> = {},
	node: INodeType = new RelasiWebhookTrigger(),
): Promise<WebhookServer> {
	const workflowId = `workflow-${++workflows}`;
	const server = await new WebhookServer(node, {
		secret: SECRET,
		workflowId,
		...options,
	}).listen();
	servers.push(server);
	return server;
}

/** The node in another process, or after a restart: with an empty memory. */
export function freshNode(): INodeType {
	let node: INodeType | undefined;
	jest.isolateModules(() => {
		const file = jest.requireActual<{ RelasiWebhookTrigger: new () => INodeType }>(
			'../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node',
		);
		node = new file.RelasiWebhookTrigger();
	});
	return node!;
}

/** Genuine deliveries, all different. */
export const sample = (count: number): Delivery[] => fc.sample(genuine(SECRET, Date.now()), count);

/** Holds the first execution of a server back until `open` is called. */
export function gate() {
	let open: (error?: Error) => void = () => {};
	let arrive = (): void => {};
	const opened = new Promise<void>((resolve, reject) => {
		open = (error) => (error ? reject(error) : resolve());
	});
	const reached = new Promise<void>((resolve) => (arrive = resolve));
	let isFirst = true;
	const store = async () => {
		if (!isFirst) return;
		isFirst = false;
		arrive();
		await opened;
	};
	return { open, reached, store };
}

/** A genuine delivery of the given body. */
export function deliveryOf(body: string): Delivery {
	const id = `evt_${++made}`;
	const timestamp = new Date().toISOString();
	const signature = sign({ id, timestamp, body, secret: SECRET });
	return { change: 'none', id, timestamp, signature, body: Buffer.from(body) };
}

/** The same event sent again, later. */
export function sentAgain({ id, body, timestamp }: Delivery): Delivery {
	const later = new Date(Date.parse(timestamp) + 5000).toISOString();
	const signature = sign({ id, timestamp: later, body: body.toString(), secret: SECRET });
	return { change: 'none', id, timestamp: later, signature, body };
}

export async function send(
	server: WebhookServer,
	delivery: Delivery,
	headers: Record<string, string> = {},
	signal?: AbortSignal,
) {
	const { status, data } = await http.post<string>(server.url, delivery.body, {
		headers: { ...headersOf(delivery), ...headers },
		signal,
	});
	return { status, ...(JSON.parse(data) as { message?: string; error?: string }) };
}
