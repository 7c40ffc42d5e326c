import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { StoredCredential, WorkflowFile } from '../n8n/api';

const FOLDER = resolve(__dirname, '../../examples');
const MANUAL_TRIGGER = 'n8n-nodes-base.manualTrigger';
const ACTION_NODES = ['relasi', 'relasiTool', 'relasiHitlTool'].map(
	(name) => `n8n-nodes-relasi.${name}`,
);

/** A workflow of `examples/`. */
export interface Example {
	/** The file's name. */
	file: string;
	workflow: WorkflowFile;
	/** Name of the node that starts it by hand; missing when only events start it. */
	manualTrigger?: string;
	/** Whether it sends or changes anything in the account. */
	writes: boolean;
}

/** Reads all examples in the order of their file names, with their credentials replaced by those of the instance. */
export function readExamples(credentials: StoredCredential[]): Example[] {
	const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
	return files.sort().map((file) => {
		const text = readFileSync(join(FOLDER, file), 'utf8');
		const workflow = withCredentials(JSON.parse(text) as WorkflowFile, credentials);
		const { nodes } = workflow;
		const manual = nodes.find(({ type, disabled }) => type === MANUAL_TRIGGER && !disabled);
		const writes = nodes.some((node) => ACTION_NODES.includes(node.type) && !isRead(node));
		return { file, workflow, manualTrigger: manual?.name, writes };
	});
}

// An operation that is left out or an expression may be any, so it does not count as reading.
function isRead({ parameters }: WorkflowFile['nodes'][number]): boolean {
	return parameters.operation === 'get' || parameters.operation === 'getAll';
}

function withCredentials(workflow: WorkflowFile, credentials: StoredCredential[]): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		const filled = { ...node.credentials };
		for (const { id, name, type } of credentials)
			if (type in filled) filled[type] = { id, name };
		return { ...node, credentials: filled };
	});
	return { ...workflow, nodes };
}
