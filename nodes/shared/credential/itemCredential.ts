import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import { readCredential, type Credential } from './credential';
import { isObject } from '../guards';

/** The credential that all items share; undefined if it contains expressions, or if it is unknown whether it does. */
type SharedCredential = Credential | undefined;

/**
 * By the run of a node, whose items all get the same object from n8n, then by the node's name: a tool may get
 * the object of its agent's run.
 */
const credentials = new WeakMap<IExecuteData, Map<string, Promise<SharedCredential>>>();

/** Reads the credential of an item: once a run, or once for each item if it contains expressions. */
export async function readItemCredential(
	context: IExecutePaginationFunctions,
): Promise<Credential> {
	const run = context.getExecuteData();
	const { name } = context.getNode();
	const byNode = credentials.get(run) ?? new Map<string, Promise<SharedCredential>>();
	credentials.set(run, byNode);
	const known = byNode.get(name) ?? readShared(context);
	byNode.set(name, known);
	// A failed read isn't kept: n8n may try the node again.
	const shared = await known.catch((error: unknown) => {
		byNode.delete(name);
		throw error;
	});
	return shared ?? (await readInTurn(context, run));
}

/** The read that the newest item of each run has begun. */
const lastReads = new WeakMap<IExecuteData, Promise<unknown>>();

/** Reads the credential of one item after those of the items before it: messages are sent in that order. */
async function readInTurn(
	context: IExecutePaginationFunctions,
	run: IExecuteData,
): Promise<Credential> {
	const before = lastReads.get(run) ?? Promise.resolve();
	const reading = before.then(async () => await readCredential(context));
	lastReads.set(
		run,
		reading.catch(() => {}),
	);
	return await reading;
}

async function readShared(context: IExecutePaginationFunctions): Promise<SharedCredential> {
	const seen: unknown[] = [];
	const reading = readCredential(watching(context, (stored) => seen.push(stored)));
	await reading.catch(() => {});
	// With expressions, the credential of another item may be valid even if this one isn't.
	const isShared = seen.length > 0 && !seen.some(hasExpression);
	return isShared ? await reading : undefined;
}

interface Evaluation {
	getParameterValue: (value: unknown, ...rest: unknown[]) => unknown;
}

/**
 * A context that shows `see` each value before n8n evaluates it. n8n gives credentials only with their
 * expressions evaluated, by the workflow of the context (`applyDefaultsAndOverwrites` in its
 * credentials-helper.ts).
 */
function watching(
	context: IExecutePaginationFunctions,
	see: (stored: unknown) => void,
): IExecutePaginationFunctions {
	const { workflow } = context as unknown as { workflow?: { expression?: Evaluation } };
	if (!workflow?.expression) return context;
	const { expression } = workflow;
	const getParameterValue: Evaluation['getParameterValue'] = (stored, ...rest) => {
		see(stored);
		return expression.getParameterValue(stored, ...rest);
	};
	const watched = Object.create(expression, { getParameterValue: { value: getParameterValue } });
	return Object.create(context, {
		workflow: { value: Object.create(workflow, { expression: { value: watched } }) },
	}) as IExecutePaginationFunctions;
}

const hasExpression = (value: unknown): boolean =>
	typeof value === 'string'
		? value.startsWith('=')
		: Array.isArray(value)
			? value.some(hasExpression)
			: isObject(value) && Object.values(value).some(hasExpression);
