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
		without: 'the lookback window for rows that appear late',
		edits: [
			{
				file: 'checkpoints.ts',
				from: 'askedMs - overlapSeconds * 1000 - 2 * ROUNDING_MS',
				to: 'askedMs + 0 * overlapSeconds',
			},
		],
	},
	{
		without: 'the set of what was there at the first activation',
		edits: [
			{ file: 'activation.ts', from: '({ atMs }) => atMs >= startMs', to: '() => false' },
		],
	},
	{
		without: 'the set of what was given out already',
		edits: [{ file: 'cursor.ts', from: '!isFinal && !isSeen', to: '!isFinal' }],
	},
	{
		without: 'the boundary itself',
		isRare: true,
		edits: [
			{
				file: 'cursor.ts',
				from: 'atMs < cursor.watermarkMs ||',
				to: 'atMs <= cursor.watermarkMs ||',
			},
		],
	},
	{
		without: 'the cap on rows dated in the future',
		edits: [
			{ file: 'checkpoints.ts', from: 'moment.latestRowMs + ROUNDING_MS', to: 'Infinity' },
		],
	},
	{
		without: 'the memory of what was dated in the future',
		isRare: true,
		edits: [{ file: 'checkpoints.ts', from: '!(atMs <= cursor.ahead[key])', to: 'true' }],
	},
	{
		without: 'a watermark that never passes the newest row',
		edits: [
			{
				file: 'checkpoints.ts',
				from: 'Math.max(closed, rowMs)',
				to: 'Math.max(closed, rowMs + 3_600_000)',
			},
		],
	},
	{
		without: 'the shorter of two durations',
		isRare: true,
		edits: [{ file: 'clock.ts', from: 'isLocalBound ?', to: 'isLocalBound && false ?' }],
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
					const watermarkMs = Math.max(0, ...answer.rows.map((row) => Date.parse(String(row.updated_at))));
					if (memory) save({ ...memory, cursor: { ...memory.cursor, watermarkMs } });
					return answer;
				} };`,
			},
		],
	},
	{
		without: 'the lock against overlapping polls',
		edits: [
			{
				file: 'lock.ts',
				from: 'if (nowMs < (locks.get(node)?.endsMs ?? -Infinity)) return null;',
				to: '',
			},
			{ file: 'lock.ts', from: 'locks.get(node) === lock', to: 'true' },
		],
	},
	{
		without: 'holding back until n8n has saved what was given out',
		isRare: true,
		edits: [{ file: 'lock.ts', from: 'if (!last ||', to: 'if (last || !last ||' }],
	},
	{
		without: 'going on from what n8n has saved when it drops what was given out',
		edits: [
			{ file: 'lock.ts', from: 'nowMs - last.handedAtMs >= MAX_SAVE_MS', to: 'nowMs < 0' },
		],
	},
	{
		without: 'passing over, in the process, what a durable cursor does not say',
		edits: [{ file: 'lock.ts', from: 'saved.node?.isDurable &&', to: 'false &&' }],
	},
	{
		without: 'a second look at a list that moved while it was read',
		isRare: true,
		edits: [{ file: 'conversations.ts', from: 'serverTimeMs: edgeMs', to: 'total: 0' }],
	},
	{
		without: 'holding back for the conversations for which time was short',
		isRare: true,
		edits: [
			{
				file: 'readEvents.ts',
				from: 'listing.isComplete && unread.size === 0',
				to: 'listing.isComplete',
			},
		],
	},
	{
		without: 'reading a conversation again while messages may still appear in it',
		isRare: true,
		edits: [{ file: 'cursor.ts', from: 'atMs <= closed && atMs < cutMs', to: 'atMs < cutMs' }],
	},
	{
		without: 'messages that wait to be combined',
		edits: [
			{
				file: 'combine.ts',
				from: '[...(before?.messages ?? []), row]',
				to: '[row]',
			},
		],
	},
	{
		without: 'waiting until the customer is quiet',
		isRare: true,
		edits: [
			{
				file: 'combine.ts',
				from: 'reachedMs - lastMs) >= quietMs',
				to: 'reachedMs - lastMs) >= quietMs / 2',
			},
		],
	},
	{
		without: 'telling states of one second apart',
		isRare: true,
		edits: [
			{
				file: 'conversations.ts',
				from: 'keyOf(row.id, row.updated_at, row.status)',
				to: 'keyOf(row.id, row.updated_at)',
			},
		],
	},
	{
		without: 'a copy of the memory for a renamed node',
		edits: [
			{
				file: 'memory.ts',
				from: 'if (!own) return copy;',
				to: 'if (!own) return undefined;',
			},
		],
	},
	{
		without: 'knowing that a node had its name before',
		isRare: true,
		edits: [{ file: 'memory.ts', from: 'copy.polls > own.polls', to: 'false' }],
	},
	{
		without: 'knowing whose the memory is',
		isRare: true,
		edits: [
			{
				file: 'activation.ts',
				from: 'if (workspace === undefined) return false;',
				to: 'if (workspace !== undefined || true) return false;',
			},
		],
	},
	{
		without: 'the lookback window for what a filter left out',
		isRare: true,
		edits: [
			{
				file: 'activation.ts',
				from: 'filter === (memory.filter ?? filter)',
				to: 'filter === undefined',
			},
		],
	},
	{
		without: 'the line between two kinds of events',
		isRare: true,
		edits: [{ file: 'activation.ts', from: 'memory.readMs + 1', to: '0' }],
	},
	{
		without: 'passing over what was dated in the future under another kind of event',
		isRare: true,
		edits: [{ file: 'activation.ts', from: 'atMs <= ahead[conversation.key] ||', to: '' }],
	},
	{
		without: 'the order of combined messages',
		isRare: true,
		edits: [{ file: 'catchUp.ts', from: 'ready.sort((a, b) => a.atMs - b.atMs);', to: '' }],
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
