import type {
	IExecutePaginationFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import {
	invalid,
	isInvisible,
	optional,
	readChoice,
	readCollection,
	readSwitch,
	readText,
} from '../../../shared/input/values';
import { convertMarkdown } from './markdown';

/** Makes the field 'Text'. */
export const textField = (
	texts: Pick<INodeProperties, 'placeholder' | 'description'>,
): INodeProperties => ({
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	...texts,
});

const KEEP = 'keep';

const markdownChoices: INodePropertyOptions[] = [
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

/** The option 'Markdown' of all operations that send. */
export const markdownOption: INodeProperties = {
	displayName: 'Markdown',
	name: 'markdown',
	type: 'options',
	options: markdownChoices,
	default: KEEP,
	description: 'What to do with the Markdown that AI models write',
};

/** Converts the Markdown of a text as the option says. Throws NodeOperationError for another choice. */
export function applyMarkdownOption(context: IExecutePaginationFunctions, text: string): string {
	const { markdown = KEEP } = readCollection(context);
	const given = optional(context, markdown, KEEP);
	const choice = readChoice<'keep' | 'whatsApp' | 'plain'>(
		context,
		given,
		'Markdown',
		markdownChoices,
	);
	return choice === KEEP ? text : convertMarkdown(text, choice);
}

/** The longest text that the API takes, in characters: Unicode code points. */
export const MAX_TEXT = 4000;

/** Places to break a text, the best first: between paragraphs, lines, sentences, words. */
const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?…]["'”’)]*\s|[。！？]["'”’）」』]*/g, /\s/g];

/** Reads 'Text', in parts if it is to be split. Throws NodeOperationError if it can't be sent. */
export function readTexts(context: IExecutePaginationFunctions): string[] {
	const { splitLongText } = readCollection(context);
	if (readSwitch(context, splitLongText, 'Split Long Text'))
		return splitText(visibleText(context, 'text', 'Text'));
	const advice =
		"Shorten it, or turn on the option 'Split Long Text' to send it as several messages.";
	return [oneText(context, 'text', 'Text', advice)];
}

/** Reads a text to send as one message; throws NodeOperationError if it is empty or too long. */
export function oneText(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	advice = 'Shorten it.',
): string {
	const given = visibleText(context, parameter, label);
	const length = toLength(given);
	if (length <= MAX_TEXT) return given;
	const trimmed = given.trim();
	if (toLength(trimmed) <= MAX_TEXT) return trimmed;
	throw invalid(
		context,
		`${label} is too long: ${length} characters, and Relasi accepts ${MAX_TEXT}`,
		advice,
	);
}

function visibleText(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
): string {
	const text = readConverted(context, parameter, label);
	if (!isInvisible(text)) return text;
	throw invalid(
		context,
		`${label} is empty`,
		"Enter the message to send. If it's an expression, check that the previous node returns a text for this item.",
	);
}

/** Reads the text of a parameter, which may be empty, with its Markdown converted. */
export const readConverted = (
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
): string =>
	applyMarkdownOption(context, readText(context, context.getNodeParameter(parameter, ''), label));

const toLength = (text: string): number => [...text].length;

/** What begins and ends a block of code. */
const FENCE = '```';

/**
 * Cuts a text into parts of at most `longest` characters, each as full as a good break allows.
 * Nothing but white space at the breaks is left out, and no character is cut in two. A block of code that is cut is
 * closed in one part and opened again in the next.
 */
export function splitText(text: string, longest = MAX_TEXT): string[] {
	if (toLength(text) <= longest) return [text];
	const parts: string[] = [];
	const room = text.includes(FENCE) ? toLength(`\n${FENCE}`) : 0;
	let rest = text.trim();
	while (indexAfter(rest, longest) < rest.length) {
		const limit = indexAfter(rest, longest - room);
		const end = endOfPart(rest, limit);
		// A character longer than a part is cut, or what is left would never become shorter.
		const [part, next] = cutAt(rest, end > room ? end : limit);
		parts.push(part);
		rest = next;
	}
	// White space alone, or an empty block of code, is no part.
	return [...parts, rest].filter((part) => part !== '');
}

function cutAt(text: string, end: number): [part: string, rest: string] {
	const part = text.slice(0, end).trimEnd();
	const rest = text.slice(end);
	const isInCode = part.split(FENCE).length % 2 === 0 && rest.includes(FENCE);
	if (!isInCode) return [part, rest.trimStart()];
	// Code keeps its indentation; a block of which one side has nothing begins or ends at the cut.
	return [
		`${part}\n${FENCE}`.replace(/\s*```\n```$/, ''),
		`${FENCE}\n${rest.replace(/^\s*\n/, '')}`.replace(/^```\n```\s*/, ''),
	];
}

/** Finds the end of the first `count` code points, in UTF-16 units. */
const indexAfter = (text: string, count: number): number =>
	[...text.slice(0, 2 * count)].slice(0, count).join('').length;

function endOfPart(text: string, limit: number): number {
	// One more unit than fits, so that a break right behind the part counts too.
	const window = text.slice(0, limit + 1);
	for (const pattern of BREAKS) {
		const ends = [...window.matchAll(pattern)].map(
			(match) => match.index + match[0].trimEnd().length,
		);
		const end = Math.max(0, ...ends.filter((index) => index <= limit));
		// A break in the first half would leave a stump.
		if (end >= limit / 2) return end;
	}
	// What a reader takes for one character, such as a family emoji, can be of many code points.
	const nearby = text.slice(0, limit + 100);
	return new Intl.Segmenter().segment(nearby).containing(limit)?.index ?? limit;
}
