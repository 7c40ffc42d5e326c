import type { IDataObject, INode } from 'n8n-workflow';

import type { StoredCredential, WorkflowFile } from '../../../scripts/n8n/api';

/** The name of the node that starts a run by hand. */
export const START = 'Start';

type Part = Pick<INode, 'name' | 'type'> & Partial<INode>;

/** A chain of nodes, each connected to the next. */
export function chain(name: string, parts: Part[], settings: IDataObject = {}): WorkflowFile {
	const nodes = parts.map((part, index): INode => ({
		id: `node-${index}`,
		typeVersion: 1,
		position: [240 * index, 0],
		parameters: {},
		...part,
	}));
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((node, index) => [
				nodes[index].name,
				{ main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name, nodes, connections, settings };
}

export const start: Part = { name: START, type: 'n8n-nodes-base.manualTrigger' };

export const end: Part = { name: 'End', type: 'n8n-nodes-base.noOp' };

/** Makes as many items as asked for, with `index` from 0. */
export const items = (count: number): Part => ({
	name: 'Items',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode: `return Array.from({ length: ${count} }, (_, index) => ({ json: { index } }));`,
	},
});

/** A node of this package. */
export function relasi(
	name: string,
	parameters: INode['parameters'],
	credential?: StoredCredential,
	type = 'relasi',
): Part {
	const credentials = credential && {
		[credential.type]: { id: credential.id, name: credential.name },
	};
	return { name, type: `n8n-nodes-relasi.${type}`, parameters, credentials };
}

/** Poll times: n8n refuses an interval in seconds, but takes a list of fixed ones. */
export const everyThreeSeconds = {
	item: Array.from({ length: 20 }, (_, index) => ({
		mode: 'custom',
		cronExpression: `${index * 3} * * * * *`,
	})),
};

/** A resource locator's value as the list sets it. */
export const locator = (value: string, mode: 'list' | 'id' = 'id') => ({ __rl: true, mode, value });
