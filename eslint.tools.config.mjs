// What does not ship: tests, scripts and tools. What ships is held to n8n's own configuration, and
// here to the rules that n8n writes for its own nodes, by name and without those it has left behind.
import jest from 'eslint-plugin-jest';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

const { community, credentials, nodes } = nodesBase.configs;

export default tseslint.config(
	{ ignores: ['dist/**', 'node_modules/**', '.artifacts/**'] },
	{ files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
	{ plugins: { 'n8n-nodes-base': nodesBase } },
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...nodes.rules,
			// They ask for the text 'main' where n8n has NodeConnectionTypes by now.
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...credentials.rules,
			// It is made for names of pages in n8n's own documentation; ours is an address.
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
		},
	},
	{
		files: ['package.json'],
		rules: community.rules,
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
	},
	{ files: ['test/**/*.test.ts'], ...jest.configs['flat/recommended'] },
	{
		files: ['test/**/*.test.ts'],
		rules: {
			'jest/no-disabled-tests': 'error',
			'jest/no-focused-tests': 'error',
			// Helpers that assert, and fast-check's properties.
			'jest/expect-expect': [
				'error',
				{ assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'assert*', '*.expect*'] },
			],
			'jest/no-conditional-expect': 'off',
			'jest/no-standalone-expect': 'off',
		},
	},
);
