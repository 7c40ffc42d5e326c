import { optionsField } from '../../../shared/descriptions/fields';
import { isTool, readCollection, readNumber } from '../../../shared/input/values';
import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import type { OperationContext } from '../../operations/operationContext';
import { note } from './executionNotes';
import { channelTypeOption, recipientFields } from './recipient';
import { readMessageFields } from './messageFields';
import { sendInOrder, sendText } from './sendMessage';
import { oneText, textField } from './texts';

const PAUSE_HOURS = 12;
const HOUR_S = 3600;

/** The schema of the output in `nodes/schemas`. */
export const output = 'message';

export const handOver: Operation = {
	option: {
		name: 'Hand Over to Human',
		value: 'handOver',
		action: 'Hand over conversation to human',
		description:
			'Tell the customer that a person takes over, and keep the bot silent meanwhile',
		routing: {
			request: { method: 'POST', url: '/messages/text' },
			...handledBy(async (run) => await sendInOrder(run, readHandOver, sendHandOver)),
		},
	},
	fields: [
		...recipientFields,
		textField({
			placeholder: 'e.g. A colleague will answer you here shortly.',
			description: 'What the customer reads. Sent as the system.',
		}),
		optionsField([
			channelTypeOption,
			{
				displayName: 'Pause Hours',
				name: 'pauseHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: PAUSE_HOURS,
				description:
					'How many hours the bot stays silent in this conversation. 0 hands it back to the bot.',
			},
		]),
	],
};

async function readHandOver(run: OperationContext) {
	const { context } = run;
	const text = oneText(context, 'text', 'Text');
	const { pauseHours } = readCollection(context);
	const hours = readNumber(context, pauseHours, 'Pause Hours', {
		preset: PAUSE_HOURS,
		advice: 'Enter a number of hours such as 12, or 0 to hand back to the bot.',
	});
	const seconds = hours * HOUR_S;
	const fields = await readMessageFields(run, [text], { kind: 'handOver', seconds });
	fields.body.as_system = true;
	return { fields, text, isHandedOver: seconds > 0 };
}

async function sendHandOver(
	run: OperationContext,
	{ fields, text, isHandedOver }: Awaited<ReturnType<typeof readHandOver>>,
) {
	const message = await sendText(run, fields, text);
	if (isTool(run.context)) note(run.context, fields.body.conversation_id, { isHandedOver });
	return [message];
}
