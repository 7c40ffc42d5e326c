import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

import type { RunPoll } from './play';

/** One way in which the trigger could be wrong: texts of its sources, each replaced by another. */
export interface Mutant {
	without: string;
	edits: Array<{ file: string; from: string; to: string }>;
	/** Whether only some thousands of histories show it: too slow for every run of the tests. */
	isRare?: boolean;
}

/** Each takes one guard out; the model has to notice every one of them. */
export const mutants: Mutant[] = [
	{
		without: 'the overlap for rows that appear late',
		edits: [{ file: 'clock.ts', from: 'overlapSeconds * 1000', to: '0' }],
	},
	{
		without: 'the set of what was there at the first activation',
		edits: [
			{ file: 'begin.ts', from: 'changedMs(row) >= startMs);', to: 'row.id === undefined);' },
		],
	},
	{
		without: 'the set of what was given out already',
		edits: [{ file: 'advance.ts', from: '!known.has(mark)', to: 'true' }],
	},
	{
		without: 'the boundary itself',
		isRare: true,
		edits: [
			{ file: 'advance.ts', from: 'atMs < memory.floorMs', to: 'atMs <= memory.floorMs' },
		],
	},
	{
		without: 'the cap on rows dated in the future',
		edits: [
			{ file: 'clock.ts', from: 'rowMs < serverMs + ROUNDING_MS', to: 'rowMs < Infinity' },
		],
	},
	{
		without: "a cursor that follows the server's time rather than the newest row",
		edits: [
			{
				file: 'clock.ts',
				from: 'return askedMs - lagMs - overlapSeconds * 1000 - ROUNDING_MS;',
				to: 'return askedMs * 0 + lagMs * 0 + newest.rowMs + 3600_000 - overlapSeconds * 1000;',
			},
		],
	},
	{
		without: "care for a server's clock ahead of the rows",
		edits: [{ file: 'clock.ts', from: 'askedMs - lagMs', to: 'askedMs - 0 * lagMs' }],
	},
	{
		without: 'writing the memory only after everything was read',
		edits: [
			{
				file: 'poll.ts',
				from: 'const source = await open(context);',
				to: `const opened = await open(context);
				const source: typeof opened = { ...opened, async conversations(...page) {
					const answer = await opened.conversations(...page);
					const sinceSeconds = Math.floor((answer.serverTimeMs ?? 0) / 1000) - settings.overlapSeconds;
					if (memory) data.memory = { ...memory, sinceSeconds, floorMs: sinceSeconds * 1000 };
					return answer;
				} };`,
			},
		],
	},
	{
		without: 'the guard against overlapping polls',
		edits: [
			{ file: 'turns.ts', from: 'return null;', to: '{}' },
			{ file: 'turns.ts', from: 'turns.get(node) === turn', to: 'true' },
		],
	},
	{
		without: 'holding back until n8n has saved what was given out',
		edits: [{ file: 'turns.ts', from: 'if (!last ||', to: 'if (last || !last ||' }],
	},
	{
		without: 'going on from what n8n has saved when it drops what was given out',
		edits: [{ file: 'turns.ts', from: 'nowMs - last.atMs >= MAX_SAVE_MS', to: 'nowMs < 0' }],
	},
	{
		without: 'a second look at a list that moved while it was read',
		edits: [
			{
				file: 'walk.ts',
				from: 'all.has() || stoodStill',
				to: 'all.has() || stoodStill || true',
			},
		],
	},
	{
		without: 'the check that the oldest pages of a backlog were read whole',
		isRare: true,
		edits: [
			{
				file: 'walk.ts',
				from: 'pages.has(expected) ? completeBeforeMs',
				to: '(pages.has(expected) || true) ? completeBeforeMs',
			},
		],
	},
	{
		without: 'a floor that waits while a backlog drains',
		isRare: true,
		edits: [{ file: 'advance.ts', from: 'const isDrained =', to: 'const isDrained = true ||' }],
	},
	{
		without: 'holding back for the conversations for which time was short',
		edits: [
			{
				file: 'observeMessages.ts',
				from: 'Math.min(seen.completeBeforeMs, oldestUnreadMs)',
				to: 'seen.completeBeforeMs',
			},
		],
	},
	{
		without: 'reading a conversation again while messages may still appear in it',
		edits: [
			{
				file: 'observeMessages.ts',
				from: 'changedMs(conversation) < closedMs',
				to: 'changedMs(conversation) < closedMs + 1e9',
			},
		],
	},
	{
		without: 'messages that wait to be combined',
		edits: [
			{
				file: 'combine.ts',
				from: '[...waiting.ids, String(row.id)]',
				to: '[String(row.id)]',
			},
		],
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
