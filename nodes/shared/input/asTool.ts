import type { INode } from 'n8n-workflow';

interface Caller {
	getNode: () => INode;
}

/** Whether an AI agent calls the node: the tool that n8n makes of it is a node type with this ending. */
export const isTool = (context: Caller): boolean => context.getNode().type.endsWith('Tool');

/** What models write for nothing. */
const WORD_FOR_NOTHING = /^(null|none|undefined|n\/a|nil|-)$/i;

/** Whether a value is nothing: missing, blank, or, of an AI agent, a word for nothing. */
export function isNothing(context: Caller, value: unknown): boolean {
	if (typeof value !== 'string') return (value ?? null) === null;
	const text = value.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
	return text === '' || (isTool(context) && WORD_FOR_NOTHING.test(text));
}

/**
 * The value of an optional field. The schema of a tool requires every field, so that models send an
 * empty text, or a word for nothing, for what they leave out: then it is `preset`.
 */
export const optional = (context: Caller, value: unknown, preset?: unknown): unknown =>
	isTool(context) && isNothing(context, value) ? preset : value;
