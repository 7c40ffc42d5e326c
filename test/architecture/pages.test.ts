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

test.each(pages)('every link and picture of %s leads somewhere', (page) => {
	const targets = [...read(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
		.map(([, link, picture]) => link ?? picture)
		.filter((target) => !/^[a-z]+:/.test(target));
	const isBroken = (target: string): boolean => {
		const [path, anchor] = target.split('#');
		const file = path === '' ? page : join(dirname(page), path);
		if (!existsSync(join(ROOT, file))) return true;
		return anchor !== undefined && !anchorsOf(file).includes(anchor);
	};
	expect(targets.filter(isBroken)).toEqual([]);
});

test('each example is told of, and each that is told of is there', () => {
	const files = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.json'));
	const toldOf = [...read('examples/README.md').matchAll(/\]\(([\w-]+\.json)\)/g)];
	expect(toldOf.map(([, file]) => file).sort()).toEqual(files.sort());
});
