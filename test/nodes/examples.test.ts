import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { RelasiTrigger } from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import { RelasiWebhookTrigger } from '../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';

const ROOT = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const { description: relasi } = new Relasi();
const DESCRIPTIONS: Record<string, INodeTypeDescription> = {
	relasi,
	relasiTool: relasi,
	relasiHitlTool: relasi,
	relasiTrigger: new RelasiTrigger().description,
	relasiWebhookTrigger: new RelasiWebhookTrigger().description,
};
/** What n8n itself adds to tools and to polling triggers. */
const OF_N8N = ['descriptionType', 'toolDescription', 'pollTimes'];

const files = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));
const workflows = [
	['README.md', /```json\n(.*?)```/s.exec(read('README.md'))![1]],
	...files.map((name) => [name, read(join('examples', name))]),
];

test.each(workflows)('%s gives its nodes nothing that n8n would drop', (_, json) => {
	const { nodes } = JSON.parse(json) as { nodes: INode[] };
	const ours = nodes.filter(({ type }) => type.startsWith('n8n-nodes-relasi.'));
	expect(ours.length).toBeGreaterThan(0);
	for (const node of ours) {
		const given = Object.fromEntries(
			Object.entries(node.parameters).filter(([name]) => !OF_N8N.includes(name)),
		);
		const description = DESCRIPTIONS[node.type.split('.')[1]];
		const { properties } = description;
		expect(
			NodeHelpers.getNodeParameters(properties, given, true, false, node, description),
		).toMatchObject(given);
	}
});
