import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import type { Contact, Conversation, Message } from '../../shared/api/types';
import { isTool, readSwitch } from '../../shared/input/values';

const CONTACT: Array<keyof Contact | '_action'> = [
	...(['id', 'name', 'phone', 'email', 'company', 'job_title', 'lead_status'] as const),
	...(['city', 'country', '_action'] as const),
];
const CONVERSATION: Array<keyof Conversation | 'contact' | 'last_message'> = [
	...(['id', 'channel', 'channel_id', 'customer_id', 'status'] as const),
	...(['created_at', 'updated_at', 'contact', 'last_message'] as const),
];
const MESSAGE: Array<keyof Message | '_delivery_timed_out' | '_delivery_unknown'> = [
	...(['id', 'conversation_id', 'channel', 'from_customer', 'from_user_id', 'content'] as const),
	...(['message_type', 'send_state', 'created_at'] as const),
	...(['_delivery_timed_out', '_delivery_unknown'] as const),
];

/** The fields that stay in simplified objects, by resource. Fields with `_` are this node's own. */
const KEPT: Record<string, string[]> = {
	contact: CONTACT,
	conversation: CONVERSATION,
	message: MESSAGE,
};

/** Operations with the switch. The output of others is simplified for AI agents only. */
const READS = ['get', 'getAll'];

/** Makes the function that reduces objects to at most ten fields each, or leaves them as they are. */
export function readSimplify(
	context: IExecutePaginationFunctions,
): (rows: IDataObject[]) => IDataObject[] {
	const resource = String(context.getNodeParameter('resource', ''));
	const isRead = READS.includes(String(context.getNodeParameter('operation', '')));
	const isWanted = isRead
		? readSwitch(context, context.getNodeParameter('simplify', false), 'Simplify')
		: isTool(context);
	if (!(resource in KEPT) || !isWanted) return (rows) => rows;
	return (rows) => rows.map((row) => ('transcript' in row ? row : only(KEPT[resource], row)));
}

const only = (fields: string[], row: IDataObject): IDataObject =>
	Object.fromEntries(
		fields.filter((field) => field in row).map((field) => [field, inner(field, row[field])]),
	);

/** Also reduces the objects that were added to a conversation. */
function inner(field: string, value: IDataObject[string]) {
	const kept =
		field === 'contact' ? KEPT.contact : field === 'last_message' ? KEPT.message : undefined;
	return kept && value ? only(kept, value as IDataObject) : value;
}

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Makes the switch of operations that read objects with many fields: off by default, on for AI agents. */
export const toSimplifyFields = (resource: string, operation: string): INodeProperties[] =>
	resource in KEPT && READS.includes(operation)
		? [false, true].map((isTool) => ({
				...simplify,
				displayOptions: { show: { '@tool': [isTool] } },
				default: isTool,
			}))
		: [];
