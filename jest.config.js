/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// Most tests wait for a server; one worker less than there are cores would leave a core idle.
	maxWorkers: '100%',
	// What hangs still fails; what a busy machine holds up for some seconds does not.
	testTimeout: 30_000,
	roots: ['<rootDir>/test'],
	testMatch: ['**/*.test.ts'],
	testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
	setupFiles: ['<rootDir>/test/support/environment.js'],
	setupFilesAfterEnv: ['<rootDir>/test/support/seed.ts'],
	// Types are checked by `npm run typecheck`: checking n8n-core's types in every worker costs seconds and gigabytes.
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/test/tsconfig.json' }],
	},
};
