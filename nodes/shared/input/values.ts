import {
	NodeOperationError,
	type IDataObject,
	type IExecutePaginationFunctions,
	type INode,
	type INodePropertyOptions,
} from 'n8n-workflow';

const DEFAULT_LIMIT = 50;

/** The most objects that one item may return: more would not fit into n8n's memory beside its copies. */
export const MAX_ROWS = 100_000;
const MAX_SHOWN = 100;

/** The part of n8n's contexts that errors about input need: an item's, a poll's, a webhook's. */
interface InputContext {
	getNode: () => INode;
	getItemIndex?: () => number;
}

/** The part of the same contexts that reading a parameter needs. */
export interface ParameterContext extends InputContext {
	getNodeParameter: (name: string, fallback?: unknown) => unknown;
}

/** Refuses an item's input before any request goes out: what is the matter, and what to change. */
export function invalid(
	context: InputContext,
	message: string,
	description: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, {
		description,
		itemIndex: context.getItemIndex?.(),
	});
}

/** Refuses what a field gives; `fault` is what it is instead, such as “isn't text”. */
export const invalidValue = (
	context: InputContext,
	label: string,
	given: unknown,
	fault: string,
	advice: string,
): NodeOperationError =>
	invalid(
		context,
		`${label} ${fault}: it is ${JSON.stringify(given)?.slice(0, MAX_SHOWN)}`,
		advice,
	);

/** The number that a parameter gives, also as text; NaN for anything else an expression may give. */
export const toNumber = (given: unknown): number =>
	typeof given === 'number' || typeof given === 'string' ? Number(given) : NaN;

/** A whole number above 0, `preset` where an AI agent gives none. */
export function readCount(
	context: InputContext,
	given: unknown,
	label: string,
	{ preset, advice }: { preset: number; advice: string },
): number {
	const count = toNumber(optional(context, given, preset));
	if (Number.isInteger(count) && count > 0) return count;
	throw invalidValue(context, label, given, "isn't a whole number above 0", advice);
}

/** Reads the fields that the user added to a collection, by name. */
export const readCollection = (
	context: ParameterContext,
	name: 'filters' | 'options' | 'requestOptions' = 'options',
): IDataObject => (context.getNodeParameter(name, {}) ?? {}) as IDataObject;

/** How many rows a Get Many wants: undefined for all of them. */
export function readLimit(context: IExecutePaginationFunctions): number | undefined {
	if (isOn(context.getNodeParameter('returnAll', false))) return undefined;
	const given = context.getNodeParameter('limit', DEFAULT_LIMIT);
	const advice = "Enter the maximum number of results, or turn on 'Return All'.";
	const limit = readCount(context, given, 'Limit', { preset: DEFAULT_LIMIT, advice });
	if (limit <= MAX_ROWS) return limit;
	throw invalid(
		context,
		`Limit is ${limit}, and one item can return at most ${MAX_ROWS} results`,
		`Enter ${MAX_ROWS} or less, or narrow the list with a filter.`,
	);
}

/** Whether a switch is on; a text such as “false”, which an expression may give, is not. */
export const isOn = (given: unknown): boolean =>
	given === true ||
	given === 1 ||
	(typeof given === 'string' && /^(true|1)$/i.test(given.trim()));

/** A list, or a text with commas: what a user types and what an expression gives. */
export function toList(value: unknown): string[] {
	const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part ?? '').trim()).filter((part) => part !== '');
}

/** Control characters but tab and line breaks: no chat shows them, and databases refuse NUL. */
const CONTROL = /[^\P{Cc}\t\n\r]/gu;

/**
 * The text that a parameter gives, also of numbers, switches and (as ISO 8601) times, without halves of
 * characters and control characters. Throws NodeOperationError for lists and other objects, for a time that
 * is none, and for a number that JavaScript has rounded.
 */
export function readText(context: InputContext, given: unknown, label: string): string {
	if (isTime(given)) return readIsoTime(context, given, label);
	if (typeof given === 'object' && given !== null) {
		const advice = `If '${label}' is an expression, make it end with the field that you mean.`;
		throw invalidValue(context, label, given, "isn't text", advice);
	}
	if (Number.isInteger(given) && !Number.isSafeInteger(given))
		throw rounded(context, label, given);
	const text = String(given ?? '');
	// What luxon writes within a longer text.
	if (text.includes('Invalid DateTime')) throw noTime(context, label);
	// Half of a surrogate pair has no UTF-8 form: it would arrive as another character.
	return text.replace(/\p{Surrogate}/gu, '').replace(CONTROL, '');
}

/** Refuses a whole number above 2⁵³, of which JavaScript keeps only the first digits. */
export const rounded = (context: InputContext, label: string, given: unknown) =>
	invalidValue(
		context,
		label,
		given,
		'is a number that is too large to be exact',
		`Enter '${label}' as text: n8n has already rounded the number. In JSON, put it in quotes.`,
	);

/** What `$now` and `new Date()` give: a luxon DateTime or a Date. */
const isTime = (given: unknown): given is Date | { toISO: () => string | null } =>
	given instanceof Date ||
	typeof (given as { toISO?: unknown } | null | undefined)?.toISO === 'function';

function readIsoTime(
	context: InputContext,
	given: Date | { toISO: () => string | null },
	label: string,
): string {
	if (!(given instanceof Date)) return given.toISO() ?? refuse(noTime(context, label));
	return Number.isNaN(given.getTime()) ? refuse(noTime(context, label)) : given.toISOString();
}

const refuse = (error: NodeOperationError): never => {
	throw error;
};

const noTime = (context: InputContext, label: string) =>
	invalid(
		context,
		`${label} contains a date that isn't valid`,
		"Check the expression: n8n can't read the date in it.",
	);

/** The choice that a menu gives; throws NodeOperationError when an expression gives something else. */
export function readChoiceParameter<T extends string>(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	choices: readonly T[],
): T {
	return readChoice(context, context.getNodeParameter(parameter, choices[0]), label, choices);
}

/**
 * The same for a value that has been read: a choice's value, or what the editor shows for it, in any case.
 * The labels of `choices` are those of `options`, or else the words of the values themselves.
 */
export function readChoice<T extends string>(
	context: InputContext,
	given: unknown,
	label: string,
	choices: readonly T[],
	options: INodePropertyOptions[] = [],
): T {
	const said = toPlainWord(given);
	const choice =
		choices.find((each) => each === given) ??
		choices.find((each) => toPlainWord(each) === said) ??
		options.find(({ name }) => toPlainWord(name) === said)?.value;
	if (choice !== undefined && choices.includes(choice as T)) return choice as T;
	const advice = `Use one of ${choices.filter(Boolean).join(', ')}.`;
	throw invalidValue(context, label, given, "isn't one of its choices", advice);
}

/** Reads the value of a menu from its value or its label, in any case. */
export const readMenuChoice = (
	context: InputContext,
	given: unknown,
	label: string,
	menu: INodePropertyOptions[],
): string =>
	readChoice(
		context,
		given,
		label,
		menu.map(({ value }) => String(value)),
		menu,
	);

/** `Newest First`, `newest_first` and `newestFirst` are one. */
const toPlainWord = (word: unknown): string =>
	String(word ?? '')
		.toLowerCase()
		.replace(/[\s_-]/g, '');

/** Whether an AI agent calls the node: the tool that n8n makes of it is a node type with this ending. */
export const isTool = (context: InputContext): boolean => context.getNode().type.endsWith('Tool');

/** What models write for nothing. */
const WORD_FOR_NOTHING = /^(null|none|undefined|n\/a|nil|-)$/i;

/** Whether a value is nothing: missing, blank, or, of an AI agent, a word for nothing. */
export function isNothing(context: InputContext, value: unknown): boolean {
	if (typeof value !== 'string') return (value ?? null) === null;
	const text = value.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
	return text === '' || (isTool(context) && WORD_FOR_NOTHING.test(text));
}

/**
 * The value of an optional field. The schema of a tool requires every field, so that models send an
 * empty text, or a word for nothing, for what they leave out: then it is `preset`.
 */
export const optional = (context: InputContext, value: unknown, preset?: unknown): unknown =>
	isTool(context) && isNothing(context, value) ? preset : value;
