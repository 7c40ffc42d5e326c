import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MEMORY_NODE_SOURCE } from './memoryNode';

/**
 * Return All of messages with n8n's own declarative pagination, as its documentation shows it: what a
 * node for this API would be that leaves paging to n8n.
 */
const SOURCE = `
exports.ReferenceMessages = class {
	description = {
		displayName: 'Reference Messages',
		name: 'referenceMessages',
		group: ['transform'],
		version: 1,
		description: 'Reads all messages with the pagination that n8n brings along',
		defaults: { name: 'Reference Messages' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'relasiApi', required: true }],
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}' },
		requestOperations: {
			pagination: {
				type: 'generic',
				properties: {
					continue: '={{ $response.body.has_next }}',
					request: { qs: { page: '={{ $response.body.current_page + 1 || 1 }}', per_page: 500 } },
				},
			},
		},
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				default: 'getAll',
				options: [
					{
						name: 'Get Many',
						value: 'getAll',
						routing: {
							request: { method: 'GET', url: '/messages' },
							send: { paginate: true },
							output: { postReceive: [{ type: 'rootProperty', properties: { property: 'data' } }] },
						},
					},
				],
			},
		],
	};
};
`;

/** Writes what is compared with into a folder that n8n loads as a custom extension; returns the folder. */
export function writeReferenceNodes(folder: string): string {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'ReferenceMessages.node.js'), SOURCE);
	writeFileSync(join(folder, 'ReferenceMemory.node.js'), MEMORY_NODE_SOURCE);
	return folder;
}

export const REFERENCE_TYPE = 'CUSTOM.referenceMessages';
