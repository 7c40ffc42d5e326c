const { build } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { execFileSync } = require('node:child_process');
const { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { basename, dirname, sep } = require('node:path');
const { n8n } = require('./package.json');

const BUNDLE = 'dist/relasi.js';

const clean = async () => rmSync('dist', { recursive: true, force: true });

const types = async () => {
	const compiler = require.resolve('typescript/bin/tsc');
	execFileSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { stdio: 'inherit' });
};

/**
 * n8n loads each node and credential by a file name of its own. All of them come out of one file,
 * because a hundred small ones take much longer to load, and because they share the rate limit. It is
 * not minified: stack traces name functions and lines, and anybody can review what is published.
 */
const bundle = async () => {
	const files = [...n8n.credentials, ...n8n.nodes].map((file) => file.replace('dist/', ''));
	await build({
		stdin: {
			contents: files
				.map((file) => `export * from './${file.replace('.js', '')}';`)
				.join('\n'),
			resolveDir: __dirname,
		},
		outfile: BUNDLE,
		bundle: true,
		external: ['n8n-workflow'],
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		charset: 'utf8',
	});
	for (const file of files) {
		const [name] = basename(file).split('.');
		const up = '../'.repeat(file.split('/').length - 1);
		mkdirSync(dirname(`dist/${file}`), { recursive: true });
		writeFileSync(`dist/${file}`, `exports.${name} = require('${up}relasi.js').${name};\n`);
	}
};

// gulp 5 reads files as UTF-8 text unless told otherwise, which breaks any binary icon.
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const writeCompact = (from, to) => {
	mkdirSync(dirname(to), { recursive: true });
	writeFileSync(to, JSON.stringify(JSON.parse(readFileSync(from))));
};

const codex = async () => {
	for (const file of n8n.nodes.map((path) => `${path}on`)) {
		writeCompact(file.replace('dist/', ''), file);
	}
};

/**
 * From these n8n's editor offers the fields of the output before the first run. Each operation, and the
 * properties of each trigger, say in a constant that does not ship which object comes out.
 */
const schemas = async () => {
	for (const found of readdirSync('nodes', { recursive: true })) {
		const file = found.replaceAll(sep, '/');
		if (!file.endsWith('.ts')) continue;
		const source = readFileSync(`nodes/${file}`, 'utf8');
		const object = /^export const output = '(\w+)';$/m.exec(source)?.[1];
		if (object) writeCompact(`nodes/schemas/${object}.json`, schemaOf(file));
		else if (source.includes(': Operation = {')) throw new Error(`${file} tells no output`);
	}
};

const schemaOf = (file) => {
	const [node, ...names] = file.replace('/resources', '').replace('.ts', '').split('/');
	const place = names.filter((name) => name !== 'properties' && name !== 'index');
	return `dist/nodes/${[node, '__schema__/v1.0.0', ...place].join('/')}.json`;
};

exports.build = series(clean, parallel(types, bundle, icons, codex, schemas));
exports.default = exports.build;
