import type { N8nApi } from '../n8n/api';

const WEBHOOK_TRIGGER = 'n8n-nodes-relasi.relasiWebhookTrigger';
const LOOK_EVERY_MS = 2_000;

/** Reports, until stopped, each address at which a Relasi Webhook Trigger of an n8n listens, the user's own included: for tests, and once published. */
export function watchWebhooks(api: N8nApi, report: (url: string) => void): () => void {
	const seen = new Map<string, string>();
	let isLooking = false;
	const look = async () => {
		for (const { id, updatedAt } of await api.listWorkflows()) {
			if (seen.get(id) === updatedAt) continue;
			for (const url of await addressesIn(api, id)) report(url);
			seen.set(id, updatedAt);
		}
	};
	const lookOnce = () => {
		if (isLooking) return;
		isLooking = true;
		// A workflow that is being deleted, or an n8n that ends: the next look sees what there is then.
		void look()
			.catch(() => undefined)
			.finally(() => (isLooking = false));
	};
	lookOnce();
	const timer = setInterval(lookOnce, LOOK_EVERY_MS);
	return () => clearInterval(timer);
}

async function addressesIn(api: N8nApi, workflowId: string): Promise<string[]> {
	const { nodes } = await api.getWorkflow(workflowId);
	return nodes
		.filter(({ type, webhookId }) => type === WEBHOOK_TRIGGER && webhookId)
		.flatMap(({ webhookId }) =>
			['webhook', 'webhook-test'].map(
				(kind) => `${api.session.url}/${kind}/${webhookId}/webhook`,
			),
		);
}
