import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(resolve(dirname(fileURLToPath(import.meta.url)), '../..'));

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	mutate: [
		'nodes/Relasi/resources/contact/match.ts',
		'nodes/Relasi/resources/contact/plainText.ts',
		'nodes/Relasi/resources/contact/readEmail.ts',
		'nodes/Relasi/resources/contact/readPhone.ts',
		'nodes/Relasi/resources/message/texts.ts',
		'nodes/Relasi/resources/message/transcript.ts',
		'nodes/RelasiTrigger/checkpoints.ts',
		'nodes/RelasiTrigger/cursor.ts',
		'nodes/RelasiWebhookTrigger/signature.ts',
		'nodes/shared/input/ids.ts',
		'nodes/shared/input/time.ts',
		'nodes/shared/transport/patience.ts',
		'nodes/shared/transport/statusErrors.ts',
		'nodes/shared/transport/faultErrors.ts',
		'nodes/shared/transport/faults.ts',
		'nodes/shared/transport/pages.ts',
		'nodes/shared/transport/readAll.ts',
		'nodes/shared/transport/rateLimiter.ts',
		'nodes/shared/transport/retryAfter.ts',
		'nodes/shared/transport/slidingWindow.ts',
	],
	testRunner: 'jest',
	jest: { configFile: 'test/mutants/jest.config.js' },
	coverageAnalysis: 'perTest',
	concurrency: 1,
	timeoutMS: 10_000,
	reporters: ['json', 'progress-append-only'],
	jsonReporter: { fileName: '.artifacts/mutants.json' },
	tempDirName: '.artifacts/mutants',
	ignorePatterns: ['/dist', '/docs', '/examples', '/scripts', '/.github'],
};
