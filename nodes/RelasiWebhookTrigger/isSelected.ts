import type { IDataObject, INodePropertyOptions, IWebhookFunctions } from 'n8n-workflow';

import { channelTypes } from '../shared/descriptions/fields';
import { isLeftEmpty, passesFilter, readEventFilter } from '../shared/input/filters';
import { invalid, readChoice, readTextList } from '../shared/input/values';
import { events } from './properties';

/** Tells whether the user chose this event. Decided by the signed body: the header X-Relasi-Event isn't signed. */
export function isSelected(context: IWebhookFunctions, { type, data }: IDataObject): boolean {
	const chosen = readEvents(context);
	const object = (data ?? {}) as IDataObject;
	return (
		toNames(type, object).some((name) => chosen.includes(name)) &&
		passesFilters(context, type, object)
	);
}

/** Reads the chosen events. An expression that gives nothing is an error, which the user sees in the executions list. */
function readEvents(context: IWebhookFunctions): string[] {
	const given = context.getNodeParameter('events', []);
	const list = readTextList(context, given, 'Trigger On');
	if (list.length === 0 && !isLeftEmpty(given)) {
		throw invalid(
			context,
			"'Trigger On' has no value",
			'Its expression returns nothing. Correct it, or choose from the list. Relasi can then deliver the event again.',
		);
	}
	const menu = events.options as INodePropertyOptions[];
	return list.map((event) => readChoice(context, event, "'Trigger On'", menu));
}

/** Lists the menu entries that stand for an event. A message that doesn't say who wrote it is neither received nor sent. */
function toNames(type: unknown, { from_customer: isFromCustomer }: IDataObject): string[] {
	const names = ['*', String(type)];
	if (type !== 'message.created') return names;
	if (isFromCustomer === true) return [...names, 'message.received'];
	return isFromCustomer === false ? [...names, 'message.sent'] : names;
}

/** Tells whether an event passes the filters by channel. Contact events have no channel, and always pass. */
const passesFilters = (context: IWebhookFunctions, type: unknown, object: IDataObject): boolean =>
	!/^(message|conversation)\./.test(String(type)) ||
	passesFilter(readEventFilter(context, channelTypes), object);
