import { NodeOperationError, type IDataObject, type IWebhookFunctions } from 'n8n-workflow';

import { listOf } from '../shared/input/values';

/** Whether the user has chosen this event, by what is signed: nobody signed the header X-Relasi-Event. */
export function isSelected(context: IWebhookFunctions, { type, data }: IDataObject): boolean {
	const events = chosen(context, 'Events', context.getNodeParameter('events', []));
	const object = (data ?? {}) as IDataObject;
	return (
		typesOf(type, object).some((each) => events.includes(each)) && passes(context, type, object)
	);
}

/** The names under which an event can be selected. A message that does not say who wrote it is neither received nor sent. */
function typesOf(type: unknown, { from_customer: isFromCustomer }: IDataObject): string[] {
	const names = ['*', String(type)];
	if (type !== 'message.created') return names;
	if (isFromCustomer === true) return [...names, 'message.received'];
	return isFromCustomer === false ? [...names, 'message.sent'] : names;
}

/** Whether an event passes the filters by channel; one of a contact, which has no channel, always does. */
function passes(context: IWebhookFunctions, type: unknown, object: IDataObject): boolean {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	if (!/^(message|conversation)\./.test(String(type))) return true;
	const admits = (name: string, label: string, value: unknown): boolean => {
		if (!(name in filters)) return true;
		const allowed = chosen(context, label, filters[name]);
		return allowed.length === 0 || allowed.includes(String(value));
	};
	const channelType = String(object.channel ?? '').toLowerCase();
	return (
		admits('channelTypes', 'Channel Types', channelType) &&
		admits('channelIds', 'Channel IDs', object.channel_id)
	);
}

/** What the user chose; throws NodeOperationError when an expression gives nothing, which must not mean everything. */
function chosen(context: IWebhookFunctions, label: string, given: unknown): string[] {
	if (given !== undefined && given !== null) return listOf(given);
	throw new NodeOperationError(context.getNode(), `${label} has no value`, {
		description: `The expression for ${label} gives nothing. Correct it, or remove the field; Relasi can then deliver the event again.`,
	});
}
