import type { IExecutePaginationFunctions } from 'n8n-workflow';

/** Whether an AI agent runs the node as its tool: n8n derives the tool's type from the node's. */
export const calledByAgent = (context: IExecutePaginationFunctions): boolean =>
	context.getNode().type.endsWith('Tool');
