import { Expression } from 'n8n-workflow';

// Servers evaluate expressions in isolated-vm, which exists for Node 22 and 24 only, so the tests
// run with the in-process engine unless TEST_EXPRESSION_ENGINE names another one.
const engine = process.env.TEST_EXPRESSION_ENGINE as 'legacy' | 'quickjs' | 'vm' | undefined;

if (engine && engine !== 'legacy') {
	beforeAll(async () => {
		Expression.setExpressionEngine(engine);
		await Expression.initExpressionEngine({
			engine,
			bridgeTimeout: 5000,
			bridgeMemoryLimit: 128,
			poolSize: 1,
			maxCodeCacheSize: 1024,
		});
	}, 30_000);
	afterAll(async () => await Expression.disposeExpressionEngine());
}
