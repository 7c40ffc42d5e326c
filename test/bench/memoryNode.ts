/**
 * A declarative node that makes no request: for each item it hands over a row as often as it is told
 * to, read from memory as JSON, like the rows of an answer. What a workflow takes with it is what n8n
 * alone takes for these rows and expressions.
 */
export const MEMORY_NODE_SOURCE = `
async function pagination() {
	const row = this.getNodeParameter('row');
	const pairedItem = { item: this.getItemIndex() };
	const length = this.getNodeParameter('rows');
	return Array.from({ length }, () => ({ json: JSON.parse(row), pairedItem }));
}

exports.ReferenceMemory = class {
	description = {
		displayName: 'Reference Memory',
		name: 'referenceMemory',
		group: ['transform'],
		version: 1,
		description: 'Hands over rows from memory',
		defaults: { name: 'Reference Memory' },
		inputs: ['main'],
		outputs: ['main'],
		requestDefaults: { baseURL: 'http://127.0.0.1' },
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				default: 'get',
				options: [
					{
						name: 'Get',
						value: 'get',
						routing: {
							request: { method: 'GET', url: '/' },
							send: { paginate: true },
							operations: { pagination },
						},
					},
				],
			},
			{ displayName: 'Rows', name: 'rows', type: 'number', default: 1 },
			{ displayName: 'Row', name: 'row', type: 'string', default: '{}' },
			{ displayName: 'Text', name: 'text', type: 'string', default: '' },
			{
				displayName: 'Conversation',
				name: 'conversationId',
				type: 'resourceLocator',
				default: { mode: 'id', value: '' },
				modes: [{ displayName: 'ID', name: 'id', type: 'string' }],
			},
		],
	};
};
`;

export const MEMORY_TYPE = 'CUSTOM.referenceMemory';
