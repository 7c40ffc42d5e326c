import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

const parameter = (displayName: string) =>
	`const ${displayName.toLowerCase().replace(' ', '')}: INodeProperties = {` +
	`	displayName: '${displayName}', name: 'city', type: 'string', default: '' };`;

const credential = (displayName: string) =>
	`class ${displayName.replace(' ', '')} implements ICredentialType {` +
	`	name = 'relasiApi'; displayName = '${displayName}'; properties = []; }`;

/** Texts that stand in for files, and the rule of eslint-plugin-n8n-nodes-base that finds what is wrong in each. */
const FAULTS = [
	{
		file: 'nodes/Relasi/resources/contact/create.ts',
		text: `${parameter('Home Town')}\n${parameter('home town')}`,
		rule: 'node-param-display-name-miscased',
	},
	{
		file: 'credentials/RelasiApi.credentials.ts',
		text: `${credential('Relasi API')}\n${credential('Relasi')}`,
		rule: 'cred-class-field-display-name-missing-api',
	},
	{
		file: 'package.json',
		text: JSON.stringify({ name: 'n8n-nodes-relasi', version: '1.0.0', keywords: ['n8n'] }),
		rule: 'community-package-json-keywords-without-official-tag',
	},
];

const PROGRAM = `
const { ESLint } = require('eslint');
const [, overrideConfigFile, faults] = process.argv;
const eslint = new ESLint({ overrideConfigFile });
const rulesIn = async ({ file: filePath, text }) => {
	const [{ messages }] = await eslint.lintText(text, { filePath });
	return messages.map(({ ruleId }) => ruleId);
};
void Promise.all(JSON.parse(faults).map(rulesIn)).then((rules) => console.log(JSON.stringify(rules)));
`;

test.each(['eslint.config.mjs', 'eslint.tools.config.mjs'])(
	"n8n's own rules run with %s, and each finds its fault once",
	(config) => {
		// In a test's environment the plugin's own rules look for the plugin's own test files.
		const env = { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined };
		const args = ['-e', PROGRAM, config, JSON.stringify(FAULTS)];
		const found = JSON.parse(
			execFileSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' }),
		) as string[][];
		for (const [index, { rule }] of FAULTS.entries()) {
			const name = `n8n-nodes-base/${rule}`;
			expect(found[index].filter((each) => each === name)).toEqual([name]);
		}
	},
	60_000,
);
