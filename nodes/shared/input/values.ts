import {
	NodeOperationError,
	type IDataObject,
	type IExecutePaginationFunctions,
	type INode,
	type INodePropertyOptions,
} from 'n8n-workflow';

const DEFAULT_LIMIT = 50;

/** Most objects that one item may return: more wouldn't fit into n8n's memory, which holds copies of them. */
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

/** Makes the error for what the user can correct, such as invalid input: what is wrong, and what to change. */
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

/** Makes the error for an invalid field; `fault` says what is wrong with `given`, such as “isn't text”. */
export const invalidValue = (
	context: InputContext,
	label: string,
	given: unknown,
	fault: string,
	advice: string,
): NodeOperationError => invalid(context, `${label} ${fault}: it is ${toShown(given)}`, advice);

/** Writes a value as JSON, and NaN by its name. */
const toShown = (given: unknown): string | undefined =>
	typeof given === 'number' ? String(given) : JSON.stringify(given)?.slice(0, MAX_SHOWN);

/** Parses a number, also written as text; NaN for anything else that an expression may give. */
export function toNumber(given: unknown): number {
	if (typeof given === 'string') return given.trim() === '' ? NaN : Number(given);
	return typeof given === 'number' ? given : NaN;
}

/**
 * Reads a number from 0, or above 0 with `isPositive`, to `max`; `preset` if none is given. Throws
 * NodeOperationError for anything else.
 */
export function readNumber(
	context: InputContext,
	given: unknown,
	label: string,
	{
		preset,
		isPositive = false,
		max = Infinity,
		advice,
	}: { preset: number; isPositive?: boolean; max?: number; advice: string },
): number {
	const number = toNumber(optional(context, given === undefined ? preset : given, preset));
	if (number >= 0 && number <= max && Number.isFinite(number) && !(isPositive && number === 0))
		return number;
	const range = isPositive ? 'above 0' : max < Infinity ? `from 0 to ${max}` : 'of 0 or more';
	throw invalidValue(context, label, given, `isn't a number ${range}`, advice);
}

/** Reads a whole number above 0; `preset` if an AI agent gives none. Throws NodeOperationError for anything else. */
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

/** Reads Return All and Limit; undefined means all rows. Throws NodeOperationError for a limit above MAX_ROWS. */
export function readLimit(context: IExecutePaginationFunctions): number | undefined {
	if (readSwitch(context, context.getNodeParameter('returnAll', false), 'Return All'))
		return undefined;
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

/**
 * Reads a switch, also from the words that expressions and models write for it. Nothing means off. Throws
 * NodeOperationError for anything else.
 */
export function readSwitch(context: InputContext, given: unknown, label: string): boolean {
	if (isNothing(context, given)) return false;
	const said = typeof given === 'object' ? '' : String(given).trim().toLowerCase();
	if (['true', '1', 'yes', 'on'].includes(said)) return true;
	if (['false', '0', 'no', 'off'].includes(said)) return false;
	throw invalidValue(context, label, given, 'is neither true nor false', 'Turn it on or off.');
}

/** Commas of all scripts. */
export const COMMAS = /[,՝،፣᠂᠈、，︐︑﹐﹑､\u07f8\u2e32\u2e34\u2e41\ua4fe\ua60d\ua6f5]/u;

/** Line breaks. */
export const LINE_ENDS = /[\r\n\u0085\u2028\u2029]+/;

/**
 * Splits a text that contains a list: separated by commas, one per line, or as JSON, as models and expressions write
 * it. A list stays as it is.
 */
export function toParts(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	const text = String(value ?? '');
	const between = new RegExp(`${COMMAS.source}|${LINE_ENDS.source}`, 'u');
	return parseJsonList(text) ?? text.split(between);
}

/** Parses a list in JSON; undefined if the text isn't one. */
export function parseJsonList(text: string): unknown[] | undefined {
	if (!/^\s*\[[^]*\]\s*$/.test(text)) return undefined;
	try {
		return JSON.parse(text) as unknown[];
	} catch {
		return undefined;
	}
}

/**
 * Reads a list, or a text that contains one, as texts, without invisible ones. Throws NodeOperationError for parts
 * that aren't text.
 */
export const readTextList = (context: InputContext, given: unknown, label: string): string[] =>
	toParts(given)
		.map((part) => readText(context, part, label).trim())
		.filter((part) => !isInvisible(part));

/**
 * Reads a text, also from numbers, switches and times (as ISO 8601), without control characters and halves of
 * characters. Throws NodeOperationError for lists and other objects, invalid times, and numbers that JavaScript has
 * rounded.
 */
export function readText(context: InputContext, given: unknown, label: string): string {
	if (isTime(given)) {
		const iso = given.toJSON();
		if (!iso) throw noTime(context, label);
		return iso;
	}
	const isNumber = typeof given !== 'number' || Number.isFinite(given);
	const isObject = /^(object|function)$/.test(typeof given) && given !== null;
	// JavaScript writes [object Object] for an object within a longer text.
	if (isObject || !isNumber || String(given).includes('[object Object]')) {
		const advice = `If '${label}' is an expression, make it end with the field that you mean.`;
		throw invalidValue(context, label, given, "isn't text", advice);
	}
	if (Number.isInteger(given) && !Number.isSafeInteger(given))
		throw rounded(context, label, given);
	const text = String(given ?? '');
	// Luxon writes this within a longer text.
	if (text.includes('Invalid DateTime')) throw noTime(context, label);
	// Half of a surrogate pair has no UTF-8 form: it would arrive as another character. No chat shows control
	// characters but tab and line breaks, and databases refuse NUL.
	return text.replace(/\p{Surrogate}|[^\P{Cc}\t\n\r]/gu, '');
}

/** Makes the error for a whole number above 2⁵³, of which JavaScript keeps only the first digits. */
export const rounded = (context: InputContext, label: string, given: unknown) =>
	invalidValue(
		context,
		label,
		given,
		'is a number that is too large to be exact',
		`Enter '${label}' as text: n8n has already rounded the number. In JSON, put it in quotes.`,
	);

/** True for a Date or a luxon DateTime, which `new Date()` and `$now` give. */
const isTime = (given: unknown): given is { toJSON: () => string | null } =>
	given instanceof Date ||
	typeof (given as { toISO?: unknown } | null | undefined)?.toISO === 'function';

const noTime = (context: InputContext, label: string) =>
	invalid(
		context,
		`${label} contains a date that isn't valid`,
		"Check the expression: n8n can't read the date in it.",
	);

/** Reads a parameter that is a menu, in the same way as `readChoice`. */
export function readChoiceParameter<T extends string>(
	context: IExecutePaginationFunctions,
	parameter: string,
	label: string,
	choices: readonly T[],
): T {
	return readChoice(context, context.getNodeParameter(parameter, choices[0]), label, choices);
}

/**
 * Reads the value of a menu: one of its values, or of its labels in the editor, in any case. Choices without a label
 * are given as their values. Throws NodeOperationError for anything else.
 */
export function readChoice<T extends string>(
	context: InputContext,
	given: unknown,
	label: string,
	choices: ReadonlyArray<T | INodePropertyOptions>,
): T {
	const menu = choices.map((each) =>
		typeof each === 'string' ? { name: each, value: each } : each,
	);
	const said = toPlainWord(given);
	const choice = menu.find(
		({ name, value }) =>
			value === given ||
			(said !== '' && (toPlainWord(value) === said || toPlainWord(name) === said)),
	);
	if (choice) return choice.value as T;
	const values = menu.map(({ value }) => value).filter(Boolean);
	const advice = `Use one of ${values.join(', ')}.`;
	throw invalidValue(context, label, given, "isn't one of its choices", advice);
}

/** Makes `Newest First`, `newest_first` and `newestFirst` the same. */
const toPlainWord = (word: unknown): string =>
	String(word ?? '')
		.toLowerCase()
		.replace(/[\s_-]/g, '');

/** True if an AI agent calls the node: the node type of the tool that n8n makes of it ends so. */
export const isTool = (context: InputContext): boolean => context.getNode().type.endsWith('Tool');

/** Words that models write for nothing. */
const WORD_FOR_NOTHING = /^(null|none|undefined|n\/a|nil|-)$/i;

/** True if a text has only blanks and other invisible characters, or none; U+2800 is a Braille cell without dots. */
export const isInvisible = (text: string): boolean =>
	/^[\s\p{Cc}\p{Cf}\p{Surrogate}\p{Default_Ignorable_Code_Point}\u2800]*$/u.test(text);

/** True if a value is missing, invisible, or, from an AI agent, a word for nothing. */
export function isNothing(context: InputContext, value: unknown): boolean {
	if (typeof value !== 'string') return (value ?? null) === null;
	const text = value.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
	return isInvisible(text) || (isTool(context) && WORD_FOR_NOTHING.test(text));
}

/**
 * Gives the value of an optional field, or `preset` if an AI agent leaves it out: the schema of a tool requires every
 * field, so models send an empty text or a word for nothing.
 */
export const optional = (context: InputContext, value: unknown, preset?: unknown): unknown =>
	isTool(context) && isNothing(context, value) ? preset : value;
