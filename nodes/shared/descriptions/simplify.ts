import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

/** What stays of objects that have more than ten fields; `_…` are those that this node adds. */
const KEPT: Record<string, string[]> = {
	contact: [
		...['id', 'name', 'phone', 'email', 'company', 'job_title', 'lead_status', 'city'],
		...['country', '_action'],
	],
	message: [
		...['id', 'conversation_id', 'channel', 'from_customer', 'from_user_id', 'content'],
		...['message_type', 'send_state', 'created_at', '_delivery_timed_out', '_delivery_unknown'],
	],
};

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The switch of a resource that has such objects: off, but on when an AI agent uses the node. */
export const simplifyOf = (resource: string): INodeProperties[] =>
	resource in KEPT
		? [false, true].map((isTool) => ({
				...simplify,
				displayOptions: { show: { resource: [resource], '@tool': [isTool] } },
				default: isTool,
			}))
		: [];

/** The objects as the user wants them: whole, or with at most ten fields each. */
export function simplified(
	context: IExecutePaginationFunctions,
	rows: IDataObject[],
): IDataObject[] {
	const kept = KEPT[String(context.getNodeParameter('resource', ''))];
	if (!kept || !context.getNodeParameter('simplify', false)) return rows;
	return rows.map((row) => (isTranscript(row) ? row : only(kept, row)));
}

const isTranscript = (row: IDataObject): boolean => 'transcript' in row;

const only = (fields: string[], row: IDataObject): IDataObject =>
	Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]));
