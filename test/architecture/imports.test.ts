import { dirname } from 'node:path';

import { importsOf, sourcesIn, valuesFrom, type Import } from './sources';

/** What runs with the nodes: n8n brings the one, Node the other. */
const PACKAGES = ['n8n-workflow', 'crypto'];

/**
 * From which folders each folder may import besides itself: `*` is any one folder. A folder that is
 * not listed may import from none, and nothing that ships from tests or scripts.
 */
const MAY_IMPORT: Record<string, string[]> = {
	'nodes/Relasi': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources',
		'nodes/Relasi/resources/message/*',
		'nodes/shared/listSearch',
	],
	'nodes/Relasi/resources': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/*',
		'nodes/Relasi/resources/message/*',
	],
	'nodes/Relasi/operations': ['nodes/shared', 'nodes/shared/*'],
	// A message finds its conversation, a conversation its contact; never the other way round.
	'nodes/Relasi/resources/message': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/message/*',
		'nodes/Relasi/resources/conversation',
		'nodes/Relasi/resources/conversation/*',
		'nodes/Relasi/resources/contact',
		'nodes/Relasi/resources/contact/*',
		'nodes/shared',
		'nodes/shared/*',
	],
	'nodes/Relasi/resources/message/*': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/message',
		'nodes/Relasi/resources/message/*',
		'nodes/Relasi/resources/conversation',
		'nodes/Relasi/resources/contact',
		'nodes/Relasi/resources/contact/*',
		'nodes/shared',
		'nodes/shared/*',
	],
	'nodes/Relasi/resources/conversation': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/contact',
		'nodes/Relasi/resources/contact/*',
		'nodes/shared',
		'nodes/shared/*',
	],
	'nodes/Relasi/resources/contact': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/contact/*',
		'nodes/shared',
		'nodes/shared/*',
	],
	'nodes/Relasi/resources/contact/*': [
		'nodes/Relasi/operations',
		'nodes/Relasi/resources/contact',
		'nodes/Relasi/resources/contact/*',
		'nodes/shared',
		'nodes/shared/*',
	],
	'nodes/Relasi/resources/channel': ['nodes/Relasi/operations', 'nodes/shared/*'],
	'nodes/Relasi/resources/apiKey': ['nodes/Relasi/operations', 'nodes/shared/*'],
	'nodes/RelasiTrigger': ['nodes/shared', 'nodes/shared/*'],
	'nodes/RelasiWebhookTrigger': [
		'nodes/shared',
		'nodes/shared/descriptions',
		'nodes/shared/input',
	],
	// The floors of `shared`, the highest first: api → pagination → http → rateLimit, credential.
	'nodes/shared/listSearch': ['nodes/shared', 'nodes/shared/*'],
	'nodes/shared/api': [
		'nodes/shared',
		'nodes/shared/errors',
		'nodes/shared/http',
		'nodes/shared/pagination',
	],
	'nodes/shared/pagination': ['nodes/shared', 'nodes/shared/errors', 'nodes/shared/http'],
	'nodes/shared/execution': [
		'nodes/shared',
		'nodes/shared/errors',
		'nodes/shared/http',
		'nodes/shared/input',
	],
	'nodes/shared/input': ['nodes/shared', 'nodes/shared/errors', 'nodes/shared/http'],
	'nodes/shared/http': [
		'nodes/shared',
		'nodes/shared/credential',
		'nodes/shared/errors',
		'nodes/shared/rateLimit',
	],
	'nodes/shared/errors': ['nodes/shared', 'nodes/shared/credential', 'nodes/shared/http'],
	'nodes/shared/credential': ['nodes/shared'],
	'nodes/shared/rateLimit': ['nodes/shared'],
	'nodes/shared/descriptions': ['nodes/shared'],
	credentials: ['nodes/shared/credential', 'nodes/shared/input'],
	scripts: ['scripts/*'],
	'scripts/start': ['scripts/n8n', 'test/simulator', 'test/simulator/*', 'test/support'],
	'scripts/n8n': ['test/support'],
};

const shipped = ['nodes', 'credentials'].flatMap(sourcesIn);
const importsIn = (files: string[]): Import[] => files.flatMap(importsOf);
const told = ({ from, to }: Import): string => `${from} imports ${to}`;

const isIn = (folder: string, pattern: string): boolean =>
	new RegExp(`^${pattern.replace('*', '[^/]+')}$`).test(folder);

function isAllowed({ from, to, isPackage }: Import): boolean {
	const [own, other] = [dirname(from), dirname(to)];
	const [, allowed = []] = Object.entries(MAY_IMPORT).find(([folder]) => isIn(own, folder)) ?? [];
	return isPackage || own === other || allowed.some((each) => isIn(other, each));
}

test('each folder imports only from those that it may', () => {
	const imports = importsIn([...shipped, ...sourcesIn('scripts')]);
	expect(imports.length).toBeGreaterThan(300);
	expect(imports.filter((each) => !isAllowed(each)).map(told)).toEqual([]);
});

test('what ships imports no package but those that are always there', () => {
	const packages = importsIn(shipped).filter(({ isPackage }) => isPackage);
	expect(packages.filter(({ to }) => !PACKAGES.includes(to)).map(told)).toEqual([]);
});

test('of n8n-workflow only what every version has runs, since the running n8n may have another copy', () => {
	const inAllVersions = [
		...['NodeApiError', 'NodeOperationError', 'NodeConnectionTypes'],
		...['deepCopy', 'isResourceLocatorValue', 'sleep', 'updateDisplayOptions'],
	];
	const used = new Set(shipped.flatMap((file) => valuesFrom(file, 'n8n-workflow')));
	expect(used.size).toBeGreaterThan(3);
	expect([...used].filter((name) => !inAllVersions.includes(name))).toEqual([]);
});

test('the simulator imports nothing of the code that is tested against it', () => {
	const own = importsIn(sourcesIn('test/simulator')).filter(({ isPackage }) => !isPackage);
	expect(own.length).toBeGreaterThan(50);
	expect(own.filter(({ to }) => !to.startsWith('test/simulator/')).map(told)).toEqual([]);
});

test('no files need each other in a circle to be loaded', () => {
	const needs = new Map<string, string[]>();
	for (const { from, to, isPackage, isTypeOnly } of importsIn(
		['nodes', 'credentials', 'scripts', 'test'].flatMap(sourcesIn),
	)) {
		if (!isPackage && !isTypeOnly) needs.set(from, [...(needs.get(from) ?? []), to]);
	}
	const done = new Set<string>();
	const circleFrom = (file: string, path: string[]): string[] | undefined => {
		if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
		if (done.has(file)) return undefined;
		for (const next of needs.get(file) ?? []) {
			const circle = circleFrom(next, [...path, file]);
			if (circle) return circle;
		}
		done.add(file);
		return undefined;
	};
	for (const file of needs.keys()) expect(circleFrom(file, [])).toBeUndefined();
});
