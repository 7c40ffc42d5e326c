import type { INodeProperties } from 'n8n-workflow';

import { RelasiTrigger } from '../../../nodes/RelasiTrigger/RelasiTrigger.node';
import pollingCodex from '../../../nodes/RelasiTrigger/RelasiTrigger.node.json';
import { RelasiWebhookTrigger } from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';
import webhookCodex from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node.json';

const polling = new RelasiTrigger().description;
const webhook = new RelasiWebhookTrigger().description;

test('the node list tells the two triggers apart in their first words', () => {
	expect(polling.description).toMatch(/checks for new ones every minute$/);
	expect(webhook.description).toMatch(/^Starts the workflow instantly on any Relasi event/);
});

test('both triggers are found by what people type', () => {
	for (const { alias } of [pollingCodex, webhookCodex]) {
		expect(alias).toEqual(expect.arrayContaining(['WhatsApp', 'customer message', 'inbox']));
	}
});

test('the panel says in four steps how to set the webhook up, one thought each', () => {
	const notices = webhook.properties.filter(({ type }) => type === 'notice');
	expect(notices.map(({ displayName }) => displayName)).toEqual([
		expect.stringMatching(/^Copy the Production URL above\..*localhost/),
		expect.stringMatching(/^In Relasi, .* add a webhook .* events chosen below/),
		expect.stringMatching(/signing secret .* credential/),
		expect.stringMatching(
			/^Publish this workflow\. To try it first, .* Test URL while this node listens/,
		),
	]);
	expect(JSON.stringify(notices)).not.toContain('<br');
	expect(webhook.properties.slice(0, 4)).toEqual(notices);
	expect(webhook.eventTriggerDescription).toMatch(/^Waiting for Relasi/);
});

test('events and channel types stand in the order of their names', () => {
	const [events, filters] = ['events', 'filters'].map((name) =>
		webhook.properties.find((property) => property.name === name)!,
	);
	const namesOf = ({ options }: INodeProperties) =>
		(options as Array<{ name: string; displayName?: string }>).map(
			({ name, displayName }) => displayName ?? name,
		);
	for (const names of [namesOf(events), namesOf(filters)])
		expect(names).toEqual([...names].sort());
	expect(events.hint).toMatch(/bot.*'Message Received'/);
});
