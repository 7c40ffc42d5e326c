import type {
	IExecutePaginationFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { optional, readChoice, readCollection } from '../../../shared/input/values';
import { convertMarkdown } from './markdown';

const KEEP = 'keep';

const choices: INodePropertyOptions[] = [
	{ name: 'Keep', value: KEEP, description: 'Send the text as it is' },
	{
		name: 'Plain Text',
		value: 'plain',
		description: "Remove the Markdown, for channels that don't format text",
	},
	{
		name: 'WhatsApp',
		value: 'whatsApp',
		description:
			"Convert bold, italic, strikethrough, lists, and code to WhatsApp's formatting",
	},
];

/** An option of all operations that send. */
export const markdownOption: INodeProperties = {
	displayName: 'Markdown',
	name: 'markdown',
	type: 'options',
	options: choices,
	default: KEEP,
	description: 'What to do with the Markdown that AI models write',
};

/** The text as the option Markdown wants it. Throws NodeOperationError for another choice. */
export function withoutMarkdown(context: IExecutePaginationFunctions, text: string): string {
	const { markdown = KEEP } = readCollection(context);
	const given = optional(context, markdown, KEEP);
	const values = [KEEP, 'whatsApp', 'plain'] as const;
	const choice = readChoice(context, given, 'Markdown', values, choices);
	return choice === KEEP ? text : convertMarkdown(text, choice);
}
