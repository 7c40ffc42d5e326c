import { FairQueue, type Waiter } from '../../nodes/shared/async';

/** Lets all wait, and gives their names in the order of their turns. */
async function order(queue: FairQueue<string>, waiters: Array<[string, Waiter]>) {
	const turns: string[] = [];
	const waiting = waiters.map(async ([name, waiter]) => {
		if ((await queue.wait(waiter)) === 'turn') turns.push(name);
	});
	while (queue.startNext('turn'));
	await Promise.all(waiting);
	return turns;
}

describe('the fair queue', () => {
	test('lets callers take turns, however much one of them wants', async () => {
		const turns = await order(new FairQueue(), [
			...['a1', 'a2', 'a3', 'a4'].map((name): [string, Waiter] => [name, { caller: 'a' }]),
			['b1', { caller: 'b' }],
			['c1', { caller: 'c' }],
			['c2', { caller: 'c' }],
		]);
		expect(turns).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4']);
	});

	test('finishes what a caller has begun before it begins anything else', async () => {
		const turns = await order(new FairQueue(), [
			['third', { priority: 'new' }],
			['second', { priority: 'continuation' }],
			['first', { priority: 'retry' }],
		]);
		expect(turns).toEqual(['first', 'second', 'third']);
	});

	test('gives a caller that comes back no turn before those that wait', async () => {
		const queue = new FairQueue<string>();
		const first = queue.wait({ caller: 'a' });
		const other = queue.wait({ caller: 'b' });
		expect(queue.startNext('one')).toBe(true);
		expect(await first).toBe('one');
		const again = queue.wait({ caller: 'a', priority: 'retry' });
		expect(queue.peek()).toEqual({ caller: 'b' });
		queue.startNext('two');
		queue.startNext('three');
		expect([await other, await again]).toEqual(['two', 'three']);
		expect(queue.startNext('four')).toBe(false);
	});

	test('leaves out those whose signal aborts, and those whose signal has', async () => {
		const queue = new FairQueue<string>();
		const stop = new AbortController();
		const stopped = [queue.wait(stop), queue.wait({ signal: stop.signal, caller: 'b' })];
		const other = queue.wait({ caller: 'b' });
		stop.abort();
		expect(await Promise.all(stopped)).toEqual([undefined, undefined]);
		expect(await queue.wait(stop)).toBeUndefined();
		queue.startNext('turn');
		expect(await other).toBe('turn');
		expect(queue.peek()).toBeUndefined();
	});
});
