import { isBehind, keep, recall } from '../../../nodes/RelasiTrigger/lock';
import type { Memory } from '../../../nodes/RelasiTrigger/memory';

const memoryOf = (activationId: string, polls: number, handovers = 0) =>
	({ activationId, polls, handovers }) as Memory;

describe('what this process remembers of a node', () => {
	test('goes on from a later memory of the same activation that n8n has not saved', () => {
		const later = memoryOf('a', 5);
		keep('one', later, { isIdle: true, nowMs: 0 });
		expect(recall('one', memoryOf('a', 2), false)).toBe(later);
	});

	test('is nothing to a memory of another activation', () => {
		keep('two', memoryOf('a', 5), { isIdle: true, nowMs: 0 });
		keep('two', memoryOf('a', 6, 3), { isIdle: false, nowMs: 0 });
		const saved = memoryOf('b', 1);
		expect(recall('two', saved, false)).toBe(saved);
		expect(isBehind('two', saved, 1)).toBe(false);
		expect(isBehind('two', memoryOf('a', 5), 1)).toBe(true);
	});
});
