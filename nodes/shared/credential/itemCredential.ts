import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import { readCredential, type Credential } from './credential';
import { isObject } from '../guards';

/** The credential shared by all items; undefined if it contains expressions, or if that can't be seen. */
type Shared = Credential | undefined;

/**
 * n8n hands the same object to all items of a node run. Tools may be handed the object of their
 * agent's run, so they are told apart by their names.
 */
const credentials = new WeakMap<IExecuteData, Map<string, Promise<Shared>>>();

/** The credential of an item: read once a run, or, where expressions are in it, once for each item. */
export async function readItemCredential(
	context: IExecutePaginationFunctions,
): Promise<Credential> {
	const run = context.getExecuteData();
	const { name } = context.getNode();
	const cachePerRun = credentials.get(run) ?? new Map<string, Promise<Shared>>();
	credentials.set(run, cachePerRun);
	const known = cachePerRun.get(name) ?? readShared(context);
	cachePerRun.set(name, known);
	// A try that failed to read it must not decide for those that n8n makes after it.
	const shared = await known.catch((error: unknown) => {
		cachePerRun.delete(name);
		throw error;
	});
	return shared ?? (await afterEarlierReads(run, readCredential(context)));
}

/** The read of each node run that was begun last. */
const lastReads = new WeakMap<IExecuteData, Promise<unknown>>();

/** Lets items go on in their order, in whatever order n8n's database answers: messages are sent in it. */
async function afterEarlierReads<T>(run: IExecuteData, reading: Promise<T>): Promise<T> {
	const before = lastReads.get(run);
	const turn = (async () => {
		// Awaited first, so that a read that fails meanwhile is handled.
		const [, result] = await Promise.allSettled([before, reading]);
		if (result.status === 'rejected') throw result.reason;
		return result.value;
	})();
	lastReads.set(
		run,
		turn.catch(() => {}),
	);
	return await turn;
}

async function readShared(context: IExecutePaginationFunctions): Promise<Shared> {
	let hasSeen = false;
	let varies = false;
	const watched = watching(context, (stored) => {
		hasSeen = true;
		varies ||= hasExpression(stored);
	});
	const read = readCredential(watched);
	const isOwn = () => varies || !hasSeen;
	// What this item lacks, another may have.
	const credential = await read.catch((error: unknown) => {
		if (!isOwn()) throw error;
	});
	return isOwn() ? undefined : (credential as Credential);
}

interface Evaluation {
	getParameterValue: (value: unknown, ...rest: unknown[]) => unknown;
}

/**
 * The context, but that it shows the stored form of each value that n8n evaluates with it: n8n
 * gives a credential out only once its expressions are evaluated (`applyDefaultsAndOverwrites` in
 * its credentials-helper.ts hands them to the workflow of the context).
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
