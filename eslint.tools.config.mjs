// What does not ship: tests, scripts and tools. What ships is held to n8n's own configuration.
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

export default tseslint.config(
	{ ignores: ['dist/**', 'node_modules/**', 'nodes/**', 'credentials/**', '.artifacts/**'] },
	{ files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
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
