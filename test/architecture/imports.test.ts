import { dirname } from 'node:path';

import { importsOf, sourcesIn, valuesFrom, type Import } from './sources';

/** What runs with the nodes: n8n brings the one, Node the other. */
const PACKAGES = ['n8n-workflow', 'crypto'];

/** What lies in `nodes/shared` itself, and these rooms of it. */
const shared = (...rooms: string[]): string[] => [
	'nodes/shared',
	...rooms.map((room) => `nodes/shared/${room}`),
];
const OPERATIONS = 'nodes/Relasi/operations';
const CONTACT = ['nodes/Relasi/resources/contact', 'nodes/Relasi/resources/contact/*'];
const CONVERSATION = 'nodes/Relasi/resources/conversation';
const MESSAGE = ['nodes/Relasi/resources/message', 'nodes/Relasi/resources/message/*'];

/**
 * From which folders each folder may import besides itself: `*` is any one folder, and `**` the folder before
 * it or any one in that. A folder that is not listed may import from none, and nothing that ships from tests or
 * scripts.
 */
const MAY_IMPORT: Record<string, string[]> = {
	'nodes/Relasi': [
		OPERATIONS,
		'nodes/Relasi/resources',
		'nodes/Relasi/resources/message/*',
		'nodes/shared/listSearch',
	],
	'nodes/Relasi/resources': [OPERATIONS, 'nodes/Relasi/resources/*', ...MESSAGE],
	[OPERATIONS]: shared('*'),
	// A message finds its conversation, a conversation its contact; never the other way round.
	'nodes/Relasi/resources/message/**': [
		OPERATIONS,
		...MESSAGE,
		CONVERSATION,
		...CONTACT,
		...shared('*'),
	],
	[CONVERSATION]: [OPERATIONS, ...CONTACT, ...shared('*')],
	'nodes/Relasi/resources/contact/**': [OPERATIONS, ...CONTACT, ...shared('*')],
	'nodes/Relasi/resources/channel': [OPERATIONS, 'nodes/shared/*'],
	'nodes/Relasi/resources/apiKey': [OPERATIONS, 'nodes/shared/*'],
	'nodes/RelasiTrigger': shared('*'),
	'nodes/RelasiWebhookTrigger': shared('descriptions', 'input'),
	// The floors of `shared`, the highest first: api → pagination → http → rateLimit, credential.
	'nodes/shared/listSearch': shared('*'),
	'nodes/shared/api': shared('errors', 'http', 'pagination'),
	'nodes/shared/pagination': shared('errors', 'http'),
	'nodes/shared/execution': shared('errors', 'http', 'input'),
	'nodes/shared/input': shared(),
	'nodes/shared/http': shared('credential', 'errors', 'rateLimit'),
	'nodes/shared/errors': shared('credential', 'http'),
	'nodes/shared/credential': shared(),
	'nodes/shared/rateLimit': shared(),
	'nodes/shared/descriptions': shared(),
	credentials: ['nodes/shared/credential', 'nodes/shared/input'],
	scripts: ['scripts/*'],
	'scripts/start': ['scripts/n8n', 'test/simulator', 'test/simulator/*', 'test/support'],
	'scripts/n8n': ['test/support'],
};

const shipped = ['nodes', 'credentials'].flatMap(sourcesIn);
const importsIn = (files: string[]): Import[] => files.flatMap(importsOf);
const told = ({ from, to }: Import): string => `${from} imports ${to}`;

const isIn = (folder: string, pattern: string): boolean =>
	new RegExp(`^${pattern.replace('/**', '(/[^/]+)?').replace('/*', '/[^/]+')}$`).test(folder);

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
