import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const ESLINT = resolve(ROOT, 'node_modules/eslint/bin/eslint.js');

const parameter = (displayName: string) =>
	`const ${displayName.toLowerCase().replace(' ', '')}: INodeProperties = {` +
	`	displayName: '${displayName}', name: 'city', type: 'string', default: '' };`;

const credential = (displayName: string) =>
	`class ${displayName.replace(' ', '')} implements ICredentialType {` +
	`	name = 'relasiApi'; displayName = '${displayName}'; properties = []; }`;

const MANIFEST = JSON.stringify({ name: 'n8n-nodes-relasi', version: '1.0.0', keywords: ['n8n'] });

/** How often each rule is broken in a text that stands in for a file. */
function findings(config: string, file: string, text: string): Record<string, number> {
	const options = ['--config', config, '--format', 'json', '--stdin', '--stdin-filename', file];
	// In a test's environment the plugin's own rules look for the plugin's own test files.
	const env = { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined };
	const { stdout } = spawnSync(process.execPath, [ESLINT, ...options], {
		cwd: ROOT,
		env,
		input: text,
		encoding: 'utf8',
	});
	const [{ messages }] = JSON.parse(stdout) as Array<{ messages: Array<{ ruleId: string }> }>;
	const counts: Record<string, number> = {};
	for (const { ruleId } of messages) counts[ruleId] = (counts[ruleId] ?? 0) + 1;
	return counts;
}

// Each test starts a linter of its own.
jest.setTimeout(60_000);

describe.each(['eslint.config.mjs', 'eslint.tools.config.mjs'])(
	'the rules of eslint-plugin-n8n-nodes-base run with %s',
	(config) => {
		test('a parameter whose name is not in title case is found', () => {
			const text = `${parameter('Home Town')}\n${parameter('home town')}`;
			expect(
				findings(config, 'nodes/Relasi/resources/contact/create.ts', text),
			).toMatchObject({
				'n8n-nodes-base/node-param-display-name-miscased': 1,
			});
		});

		test('a credential that is not called an API is found', () => {
			const text = `${credential('Relasi API')}\n${credential('Relasi')}`;
			expect(findings(config, 'credentials/RelasiApi.credentials.ts', text)).toMatchObject({
				'n8n-nodes-base/cred-class-field-display-name-missing-api': 1,
			});
		});

		test('a package without the keyword of community nodes is found', () => {
			expect(findings(config, 'package.json', MANIFEST)).toMatchObject({
				'n8n-nodes-base/community-package-json-keywords-without-official-tag': 1,
			});
		});
	},
);
