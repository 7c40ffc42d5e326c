import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import { idempotencyKey } from '../../nodes/shared/execution/idempotencyKey';

interface Call {
	/** The run that n8n hands to the node: its own, or that of the agent whose tool it is. */
	run: IExecuteData;
	runIndex?: number;
	execution?: string;
	tool?: string;
	/** When the execution was established, as n8n stores it. */
	establishedAt?: number;
	/** n8n 1.x, whose contexts lack a function that those of 2.x have. */
	isVersion1?: boolean;
	/** The token of the addresses that resume the execution. */
	token?: string;
}

// test/e2e/agent lets agents of real n8ns make these calls; here are those that they make rarely.
const contextOf = ({
	run,
	runIndex = 0,
	execution = '1',
	tool = 'Send reply',
	establishedAt = 1,
	isVersion1 = false,
	token,
}: Call) =>
	({
		...(!isVersion1 && { isNodeFeatureEnabled: () => false }),
		getExecutionContext: () => ({ establishedAt }),
		getInstanceId: () => 'instance',
		getWorkflow: () => ({ id: 'workflow' }),
		getContext: () => ({}),
		getExecutionId: () => execution,
		getNode: () => ({ id: tool, name: tool }),
		getExecuteData: () => run,
		getItemIndex: () => 0,
		getWorkflowDataProxy: () => ({
			$runIndex: runIndex,
			$execution: {
				resumeUrl: `http://n8n/webhook-waiting/${execution}${token ? `?signature=${token}` : ''}`,
			},
		}),
	}) as unknown as IExecutePaginationFunctions;

const runOf = (name: string, previousNodeRun = 0, runIndex?: number) =>
	({
		node: { id: name, name },
		data: {},
		runIndex,
		source: { main: [{ previousNode: 'Start', previousNodeRun }] },
	}) as unknown as IExecuteData;

const idOf = (call: Call, [conversation, texts]: [string, string[]] = ['c', ['Hello']]) =>
	idempotencyKey(contextOf(call), conversation, texts);

describe('the id of a message that an agent sends', () => {
	test('stays when an agent that runs its tools itself tries again, which counts as a new run', () => {
		const run = runOf('AI Agent');
		expect(idOf({ run, runIndex: 1 })).toBe(idOf({ run, runIndex: 0 }));
	});

	test('differs between calls side by side, which have the same run and index', () => {
		const run = runOf('AI Agent');
		const ids = [
			idOf({ run }, ['c', ['Hello']]),
			idOf({ run }, ['c', ['Good bye']]),
			idOf({ run }, ['d', ['Hello']]),
		];
		expect(new Set(ids).size).toBe(3);
	});

	test('differs between two tools of one agent that say the same', () => {
		const run = runOf('AI Agent');
		expect(idOf({ run })).not.toBe(idOf({ run, tool: 'Send notice' }));
	});

	test('differs between the rounds of a loop, the calls of a sub-agent, agents and executions', () => {
		const ids = [
			idOf({ run: runOf('AI Agent') }),
			idOf({ run: runOf('AI Agent', 1) }),
			idOf({ run: runOf('AI Agent', 0, 3) }),
			idOf({ run: runOf('Other Agent') }),
			idOf({ run: runOf('AI Agent'), execution: '2' }),
		];
		expect(new Set(ids).size).toBe(5);
	});

	test('differs by the run alone when the engine runs the tool, so the same text may be sent twice', () => {
		const first = runOf('Send reply');
		expect(idOf({ run: first, runIndex: 0 })).toBe(idOf({ run: first, runIndex: 0 }));
		expect(idOf({ run: runOf('Send reply'), runIndex: 1 })).not.toBe(idOf({ run: first }));
	});
});

describe('the id of a message that a node sends', () => {
	const run = runOf('Send reply');

	test('differs by the conversation, and not by the text, which may be another at a retry', () => {
		expect(idOf({ run }, ['c', ['Hello']])).toBe(idOf({ run }, ['c', ['It is 10:01']]));
		expect(idOf({ run }, ['d', ['Hello']])).not.toBe(idOf({ run }, ['c', ['Hello']]));
	});

	test('stays at a retry after a kill, which has nothing but what was stored at the start', () => {
		const call = { run, execution: '2', establishedAt: 2 };
		expect(idOf({ ...call, token: 'a' })).toBe(idOf({ run, token: 'a' }));
		expect(idOf({ run, token: 'b' })).not.toBe(idOf({ run, token: 'a' }));
	});

	test('differs between databases on n8n 2.x, which stores when an execution was established', () => {
		expect(idOf({ run, establishedAt: 2 })).not.toBe(idOf({ run, establishedAt: 1 }));
	});

	test('on n8n 1.x stays the same on the worker that takes over the job, for which that time is another', () => {
		const isVersion1 = true;
		expect(idOf({ run, isVersion1, establishedAt: 2 })).toBe(
			idOf({ run, isVersion1, establishedAt: 1 }),
		);
	});
});
