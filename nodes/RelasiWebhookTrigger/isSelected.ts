import {
	NodeOperationError,
	type IDataObject,
	type INodePropertyOptions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { channelTypes } from '../shared/descriptions/fields';
import { readChoice, toList } from '../shared/input/values';
import { events } from './properties';

/** Whether the user has chosen this event, by what is signed: nobody signed the header X-Relasi-Event. */
export function isSelected(context: IWebhookFunctions, { type, data }: IDataObject): boolean {
	const options = events.options as INodePropertyOptions[];
	const chosen = readChoices(context, 'Events', context.getNodeParameter('events', []), options);
	const object = (data ?? {}) as IDataObject;
	return (
		toNames(type, object).some((name) => chosen.includes(name)) && passes(context, type, object)
	);
}

/** The names under which an event can be selected. A message that does not say who wrote it is neither received nor sent. */
function toNames(type: unknown, { from_customer: isFromCustomer }: IDataObject): string[] {
	const names = ['*', String(type)];
	if (type !== 'message.created') return names;
	if (isFromCustomer === true) return [...names, 'message.received'];
	return isFromCustomer === false ? [...names, 'message.sent'] : names;
}

/** Whether an event passes the filters by channel; one of a contact, which has no channel, always does. */
function passes(context: IWebhookFunctions, type: unknown, object: IDataObject): boolean {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	if (!/^(message|conversation)\./.test(String(type))) return true;
	const channelType = String(object.channel ?? '').toLowerCase();
	const admits = (allowed: string[], value: unknown): boolean =>
		allowed.length === 0 || allowed.includes(String(value));
	return (
		admits(
			'channelTypes' in filters
				? readChoices(context, 'Channel Types', filters.channelTypes, channelTypes)
				: [],
			channelType,
		) &&
		admits(
			'channelIds' in filters ? readList(context, 'Channel IDs', filters.channelIds) : [],
			object.channel_id,
		)
	);
}

/** Values of a menu, given as value or label in any case; throws NodeOperationError for any other. */
function readChoices(
	context: IWebhookFunctions,
	label: string,
	given: unknown,
	options: INodePropertyOptions[],
): string[] {
	const values = options.map(({ value }) => String(value));
	return readList(context, label, given).map((each) =>
		readChoice(context, each, label, values, options),
	);
}

/**
 * What the user chose, as a list: empty for a field left empty. Throws NodeOperationError when an
 * expression gives nothing, or commas with nothing between them, which must not mean everything.
 */
function readList(context: IWebhookFunctions, label: string, given: unknown): string[] {
	const list = toList(given);
	const isLeftEmpty = given === '' || (Array.isArray(given) && given.length === 0);
	if (list.length > 0 || isLeftEmpty) return list;
	throw new NodeOperationError(context.getNode(), `${label} has no value`, {
		description: `The expression for '${label}' returns nothing. Correct it, or remove the field. Relasi can then deliver the event again.`,
	});
}
