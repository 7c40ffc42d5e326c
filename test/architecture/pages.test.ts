import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const pages = ['.', 'docs', 'examples'].flatMap((folder) =>
	readdirSync(join(ROOT, folder))
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name)),
);

/** The anchor that a headline gets: lower case, hyphens for blanks, no other signs. */
const anchorsOf = (page: string): string[] =>
	[...read(page).matchAll(/^#+ (.*)$/gm)].map(([, headline]) =>
		headline
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

/** Where GitHub shows the files of this repository; npm shows no pictures by relative address. */
const OURS =
	/^https:\/\/(?:raw\.githubusercontent\.com\/relasi-u\/n8n-nodes-relasi|github\.com\/relasi-u\/n8n-nodes-relasi\/(?:blob|raw|tree))\/main\//;

test.each(pages)('every link and picture of %s leads somewhere', (page) => {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
		.map(([, link, picture]) => link ?? picture)
		.filter((target) => OURS.test(target) || !/^[a-z]+:/.test(target));
	const isBroken = (target: string): boolean => {
		const [path, anchor] = target.replace(OURS, '').split('#');
		const folder = OURS.test(target) ? '.' : dirname(page);
		const file = path === '' ? page : join(folder, path);
		if (!existsSync(join(ROOT, file))) return true;
		return anchor !== undefined && !anchorsOf(file).includes(anchor);
	};
	expect(targets.filter(isBroken)).toEqual([]);
});

test('npm shows the pictures of the README: each has an absolute address', () => {
	const pictures = [...read('README.md').matchAll(/(?:src|srcset)="([^"]+)"/g)];
	expect(pictures.length).toBeGreaterThan(0);
	expect(pictures.map(([, target]) => target).filter((target) => !OURS.test(target))).toEqual([]);
});

test('each picture is shown by the README, with a text for those who cannot see it', () => {
	const readme = read('README.md');
	const unused = readdirSync(join(ROOT, 'docs/images')).filter(
		(name) => !readme.includes(`/docs/images/${name}"`),
	);
	expect(unused).toEqual([]);
	const texts = [...readme.matchAll(/<img [^>]*?alt="([^"]*)"/g)].map(([, text]) => text);
	expect(texts).toHaveLength([...readme.matchAll(/<img /g)].length);
	expect(texts.filter((text) => text.split(' ').length < 5)).toEqual([]);
	expect(new Set(texts).size).toBe(texts.length);
});

test('npm run release finds a section of the CHANGELOG to date', () => {
	expect(read('CHANGELOG.md')).toMatch(/^## Unreleased\b/m);
});

test('each example is told of, and each that is told of is there', () => {
	const files = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));
	const toldOf = [...read('examples/README.md').matchAll(/\]\(([\w-]+\.json)\)/g)];
	expect(toldOf.map(([, file]) => file).sort()).toEqual(files.sort());
});

const FILES = ['nodes', 'credentials', 'scripts', 'test'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
		join('/', folder, name),
	),
);

test.each(['CONTRIBUTING.md', ...FILES.filter((name) => name.endsWith('ARCHITECTURE.md'))])(
	'each file, folder and test that %s names is there',
	(page) => {
		const named = [...read(page).matchAll(/`([\w-]+\.(?:ts|mjs)|(?:[\w-]+\/)+[\w.-]+)`/g)]
			.map(([, name]) => name)
			.filter((name) => !name.startsWith('dist/'));
		expect(named.length).toBeGreaterThan(0);
		const isThere = (name: string) =>
			FILES.some((file) =>
				[`/${name}`, `/${name}.test.ts`].some((end) => file.endsWith(end)),
			);
		expect(named.filter((name) => !isThere(name))).toEqual([]);
	},
);
