import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

import type { RunPoll } from './play';

/** One way in which the trigger could be wrong: texts of its sources, each replaced by another. */
interface Mutant {
	without: string;
	edits: Array<{ file: string; from: string; to: string }>;
	/** Whether only some thousands of histories show it: too slow for every run of the tests. */
	isRare?: boolean;
}

/** Each takes one guard out; the model has to notice every one of them. */
export const mutants: Mutant[] = [
	{
		without: 'the lookback window for rows that appear late',
		edits: [
			{
				file: 'lookback.ts',
				from: 'newest.dateMs - overlapMs - SECOND_MS',
				to: 'newest.dateMs + 0 * overlapMs',
			},
		],
	},
	{
		without: 'the time for which no newer row was known',
		edits: [
			{
				file: 'lookback.ts',
				from: 'askedAtMs - newest.knownAtMs >= overlapMs + 2 * SECOND_MS',
				to: 'askedAtMs - newest.knownAtMs >= 0 * overlapMs',
			},
		],
	},
	{
		without: 'the set of what was given out already',
		edits: [
			{ file: 'lookback.ts', from: '!Object.hasOwn(lookback.seen, key)', to: "key !== ''" },
		],
	},
	{
		without: 'waiting for what could not be read',
		isRare: true,
		edits: [
			{
				file: 'lookback.ts',
				from: 'pendingFrom[id] = unreadFrom(before, id);',
				to: 'void id;',
			},
		],
	},
	{
		without: 'waiting for what time did not suffice to give out',
		isRare: true,
		edits: [
			{
				file: 'lookback.ts',
				from: 'Math.min(closedMs, cutMs)',
				to: 'Math.max(closedMs, Math.min(closedMs, cutMs))',
			},
			{ file: 'lookback.ts', from: 'of held)', to: 'of held.slice(held.length))' },
		],
	},
	{
		without: 'waiting for the contact of a single event',
		isRare: true,
		edits: [{ file: 'lookback.ts', from: 'of held)', to: 'of held.slice(held.length))' }],
	},
	{
		without: 'the cap on rows dated in the future',
		isRare: true,
		edits: [
			{
				file: 'lookback.ts',
				from: 'Math.min(serverMs, localDateMs)',
				to: 'Infinity',
			},
		],
	},
	{
		without: 'holding back while the list moves',
		isRare: true,
		edits: [
			{
				file: 'lookback.ts',
				from: 'isListComplete ? Math.max(before.sinceMs, endMs) : before.sinceMs',
				to: 'Math.max(before.sinceMs, endMs + (isListComplete ? 0 : 0))',
			},
		],
	},
	{
		without: 'the lock against overlapping polls',
		isRare: true,
		edits: [
			{
				file: 'poll.ts',
				from: 'if (session.lock && beganAtMs < session.lock.untilMs) return null;',
				to: '',
			},
		],
	},
	{
		without: 'going on from what n8n has stored when it drops what was given out',
		edits: [
			{
				file: 'memory.ts',
				from: 'memory: isStoring ? last : saved, isStoring',
				to: 'memory: last',
			},
		],
	},
	{
		without: 'holding back until n8n has stored what was given out',
		isRare: true,
		edits: [
			{
				file: 'memory.ts',
				from: 'memory: isStoring ? last : saved, isStoring',
				to: 'memory: saved',
			},
		],
	},
	{
		without: 'a memory in n8n before anything is given out',
		isRare: true,
		edits: [
			{
				file: 'poll.ts',
				from: '(isStoring || isUnknown)',
				to: 'isStoring',
			},
		],
	},
	{
		without: 'storing the memory together with the execution',
		isRare: true,
		edits: [
			{
				file: 'memory.ts',
				from: 'memory: memory as unknown as IDataObject,',
				to: 'memory: (shared.memory = memory as unknown as IDataObject),',
			},
			{
				file: 'memory.ts',
				from: 'parseMemory(context, data.memory)',
				to: 'parseMemory(context, shared.memory)',
			},
		],
	},
	{
		without: 'reading again, later, what a long overlap left unread',
		isRare: true,
		edits: [
			{
				file: 'reading.ts',
				from: 'const unread = open.filter',
				to: 'const unread = changed.filter',
			},
		],
	},
	{
		without: 'the steady clock where a date stands still',
		isRare: true,
		edits: [
			{
				file: 'items.ts',
				from: 'askedAtMs - readAtMs >= ms ||',
				to: '(false && readAtMs + askedAtMs > 0) ||',
			},
		],
	},
	{
		without: 'catching up with what was passed over',
		isRare: true,
		edits: [
			{
				file: 'catchUp.ts',
				from: 'withPassedOver(before, memory.failing)',
				to: '(withPassedOver, before)',
			},
		],
	},
	{
		without: 'the date from which something was not read',
		isRare: true,
		edits: [
			{
				file: 'attempts.ts',
				from: '{ polls: 0, fromMs }',
				to: '{ polls: 0, fromMs: 0 * fromMs }',
			},
		],
	},
	{
		without: 'knowing that a node had another name in between',
		isRare: true,
		edits: [
			{
				file: 'memory.ts',
				from: '(isDurable || (names[id] ?? name) === name)',
				to: '(isDurable || names !== undefined)',
			},
		],
	},
	{
		without: 'knowing whose the memory is',
		isRare: true,
		edits: [
			{
				file: 'memory.ts',
				from: 'data.nodeId === id && (isDurable || (names[id] ?? name) === name)',
				to: 'data.nodeId !== undefined',
			},
		],
	},
	{
		without: 'knowing of which workspace it is',
		isRare: true,
		edits: [
			{
				file: 'catchUp.ts',
				from: '(listed ?? (await source.workspace())) === memory.workspace',
				to: "listed !== ''",
			},
		],
	},
	{
		without: 'telling states of one date apart',
		isRare: true,
		edits: [
			{
				file: 'reading.ts',
				from: '[row.updated_at, row.status] : []',
				to: '[row.updated_at] : []',
			},
		],
	},
	{
		without: 'messages that wait to be combined',
		edits: [{ file: 'items.ts', from: '[...(before[id]?.messages ?? [])]', to: '[]' }],
	},
];

const ROOT = join(__dirname, '../../../../nodes');
const TRIGGER = join(ROOT, 'RelasiTrigger');
const requireFromHere = createRequire(__filename);
const compiled = new Map<string, string>();

/** The trigger's poll with the edits of a mutant; throws when a text to replace is not there once. */
export function runPollOf({ edits }: Mutant): RunPoll {
	const modules = new Map<string, { exports: Record<string, unknown> }>();
	const load = (path: string): Record<string, unknown> => {
		const known = modules.get(path);
		if (known) return known.exports;
		const loaded = { exports: {} };
		modules.set(path, loaded);
		const own = edits.filter(({ file }) => join(TRIGGER, file) === path);
		const require = (name: string): unknown =>
			name.startsWith('.') ? load(`${join(dirname(path), name)}.ts`) : requireFromHere(name);
		const run = new Function('module', 'exports', 'require', compile(path, own));
		run(loaded, loaded.exports, require);
		return loaded.exports;
	};
	return load(join(TRIGGER, 'poll.ts')).runPoll as RunPoll;
}

function compile(path: string, edits: Mutant['edits']): string {
	const known = compiled.get(path);
	if (known !== undefined && edits.length === 0) return known;
	let source = readFileSync(path, 'utf8');
	for (const { from, to } of edits) {
		const parts = source.split(from);
		if (parts.length !== 2) {
			throw new Error(`${relative(ROOT, path)} has ${parts.length - 1} times: ${from}`);
		}
		source = parts.join(to);
	}
	const compilerOptions = {
		module: ModuleKind.CommonJS,
		target: ScriptTarget.ES2022,
		esModuleInterop: true,
	};
	const { outputText } = transpileModule(source, { compilerOptions });
	if (edits.length === 0) compiled.set(path, outputText);
	return outputText;
}
