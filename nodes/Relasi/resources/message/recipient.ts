import type { INodeProperties } from 'n8n-workflow';

import { channelTypes } from '../../../shared/descriptions/fields';
import { contactLocator, conversationLocator } from '../../../shared/descriptions/locators';
import { hasStatus } from '../../../shared/errors/apiError';
import { rememberInExecution } from '../../../shared/execution/once';
import {
	invalid,
	isTool,
	optional,
	readChoice,
	readChoiceParameter,
	readCollection,
} from '../../../shared/input/values';
import { readIdParameter } from '../../../shared/input/ids';
import type { OperationContext } from '../../operations/operationContext';
import { readContact } from '../contact/contactApi';
import { locateContact, readLocator } from '../contact/find/locate';
import { getConversationIndex } from '../conversation/conversationIndex';

const RECIPIENTS = ['conversation', 'contact'] as const;

/** The fields that choose the recipient, for all operations that send. */
export const recipientFields: INodeProperties[] = [
	{
		displayName: 'Send To',
		name: 'sendTo',
		type: 'options',
		options: [
			{
				name: 'Contact',
				value: 'contact',
				description: "The contact's most recently active conversation",
			},
			{ name: 'Conversation', value: 'conversation' },
		],
		default: 'conversation',
		builderHint: {
			propertyHint:
				'Use conversation to answer a message (its conversation_id), and contact to write to a person by ID, email or phone',
		},
	},
	conversationLocator({
		displayName: 'Conversation',
		name: 'conversationId',
		displayOptions: { show: { sendTo: ['conversation'] } },
		description:
			"The conversation to send to. An AI agent gives its ID (a message's conversation_id).",
	}),
	contactLocator({
		displayName: 'Contact',
		name: 'contactId',
		displayOptions: { show: { sendTo: ['contact'] } },
		description:
			"The contact to send to. An AI agent gives its ID (a conversation's customer_id), or what the chosen mode asks for.",
	}),
];

/** The option 'Channel Type' of all operations that send. */
export const channelTypeOption: INodeProperties = {
	displayName: 'Channel Type',
	name: 'channelType',
	type: 'options',
	displayOptions: { show: { '/sendTo': ['contact'] } },
	options: channelTypes,
	default: 'whatsapp',
	description: "Use the contact's most recent conversation on this channel",
};

/**
 * Finds the ID of the conversation to write to, the same one whenever n8n runs the node again within the execution.
 * `content` tells two messages of an AI agent apart. Throws NodeOperationError if there is no conversation.
 */
export async function findRecipient(run: OperationContext, content: unknown): Promise<string> {
	const { context } = run;
	if (readChoiceParameter(context, 'sendTo', 'Send To', RECIPIENTS) === 'conversation') {
		return readIdParameter(context, 'conversationId', 'Conversation');
	}
	const channelType = readChannelType(run);
	const locator = readLocator(run, context.getNodeParameter('contactId', ''));
	const target = JSON.stringify([locator, channelType]);
	return await rememberInExecution(run, target, content, async () => {
		const id = await locateContact(run, locator);
		const conversation = await getConversationIndex(run).findNewest(id, channelType);
		if (!conversation) throw await noConversation(run, id, channelType);
		return String(conversation.id);
	});
}

function readChannelType({ context }: OperationContext): string | undefined {
	const options = readCollection(context);
	const given = optional(context, options.channelType);
	if (!('channelType' in options) || (given === undefined && isTool(context))) return undefined;
	return readChoice(context, given, 'Channel Type', channelTypes);
}

async function noConversation(run: OperationContext, contactId: string, channelType?: string) {
	const { name } = await readContact(run.api, contactId).catch((error: unknown) => {
		// The key may send without leave to read contacts.
		if (hasStatus(error, 403)) return { name: undefined };
		throw error;
	});
	const channel = channelTypes.find(({ value }) => value === channelType)?.name;
	return invalid(
		run.context,
		`${String(name || 'The contact')} has no conversation ${channel ? `on ${channel} ` : ''}yet`,
		`Relasi can't start a conversation: the customer has to write first.${channel ? " To use the contact's conversation on any channel, remove the option 'Channel Type'." : ''}`,
	);
}
