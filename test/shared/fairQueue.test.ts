import { FairQueue } from '../../nodes/shared/rateLimit/fairQueue';

const drained = (queue: FairQueue<string>) => {
	const items: string[] = [];
	for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
	return items;
};

describe('the fair queue', () => {
	test('lets callers take turns, however much one of them wants', () => {
		const queue = new FairQueue<string>();
		for (const item of ['a1', 'a2', 'a3', 'a4']) queue.add('a', 'new', item);
		queue.add('b', 'new', 'b1');
		queue.add('c', 'new', 'c1');
		queue.add('c', 'new', 'c2');
		expect(drained(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4']);
	});

	test('finishes what a caller has begun before it begins anything else', () => {
		const queue = new FairQueue<string>();
		queue.add('a', 'new', 'third');
		queue.add('a', 'continuation', 'second');
		queue.add('a', 'retry', 'new');
		expect(drained(queue)).toEqual(['new', 'second', 'third']);
	});

	test('gives a caller that comes back no turn before those that wait', () => {
		const queue = new FairQueue<string>();
		queue.add('a', 'new', 'a1');
		queue.add('b', 'new', 'b1');
		expect(queue.next()).toBe('a1');
		queue.add('a', 'retry', 'a2');
		expect(drained(queue)).toEqual(['b1', 'a2']);
	});

	test('takes out those that are wanted no more', () => {
		const queue = new FairQueue<string>();
		for (const item of ['x1', 'y1', 'x2']) queue.add('a', 'new', item);
		expect(queue.remove((item) => item.startsWith('x'))).toEqual(['x1', 'x2']);
		expect(drained(queue)).toEqual(['y1']);
		expect(queue.peek()).toBeUndefined();
	});
});
