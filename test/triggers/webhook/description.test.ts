import { RelasiTrigger } from '../../../nodes/RelasiTrigger/RelasiTrigger.node';
import pollingCodex from '../../../nodes/RelasiTrigger/RelasiTrigger.node.json';
import { RelasiWebhookTrigger } from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';
import webhookCodex from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node.json';

const polling = new RelasiTrigger().description;
const webhook = new RelasiWebhookTrigger().description;

test('the node list tells the two triggers apart in their first words', () => {
	expect(polling.description).toMatch(/^Asks Relasi every minute, nothing to set up/);
	expect(webhook.description).toMatch(
		/^Within a second, needs an n8n that the internet can reach/,
	);
});

test('both triggers are found by what people type', () => {
	for (const { alias } of [pollingCodex, webhookCodex]) {
		expect(alias).toEqual(expect.arrayContaining(['WhatsApp', 'customer message', 'inbox']));
	}
});
