const base = require('../../jest.config.js');

/** Only the tests of the pure modules, without n8n's engine: each mutant is a run of its own. */
module.exports = {
	...base,
	rootDir: '../..',
	maxWorkers: 1,
	setupFilesAfterEnv: ['<rootDir>/test/mutants/seed.ts'],
	testPathIgnorePatterns: ['phoneTable'],
	testMatch: [
		'<rootDir>/test/shared/*.test.ts',
		'<rootDir>/test/nodes/texts.test.ts',
		'<rootDir>/test/triggers/webhook/{secrets,signature,timestamp}.test.ts',
		'<rootDir>/test/triggers/polling/lookback.test.ts',
	],
};
