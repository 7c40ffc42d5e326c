import { withMutex } from '../../nodes/shared/async';

/** Work that ends when told to. */
function job(name: string, log: string[]) {
	let finish!: (error?: Error) => void;
	const over = new Promise<void>((resolve, reject) => {
		finish = (error) => (error ? reject(error) : resolve());
	});
	const work = async () => {
		log.push(`${name} starts`);
		await over;
		log.push(`${name} ends`);
		return name;
	};
	return { finish, work };
}

const soon = async () => await new Promise((resolve) => setImmediate(resolve));

describe('work under a mutex', () => {
	test('of one key runs one after the other, of another beside it', async () => {
		const log: string[] = [];
		const [a, b, other] = [job('a', log), job('b', log), job('other', log)];
		const results = Promise.all([
			withMutex('x', a.work),
			withMutex('x', b.work),
			withMutex('y', other.work),
		]);
		b.finish();
		await soon();
		expect(log).toEqual(['a starts', 'other starts']);
		other.finish();
		a.finish();
		expect(await results).toEqual(['a', 'b', 'other']);
		expect(log.slice(2)).toEqual(['other ends', 'a ends', 'b starts', 'b ends']);
	});

	test('goes on after one that fails', async () => {
		const log: string[] = [];
		const [a, b] = [job('a', log), job('b', log)];
		const failing = withMutex('x', a.work);
		const next = withMutex('x', b.work);
		a.finish(new Error('no luck'));
		b.finish();
		await expect(failing).rejects.toThrow('no luck');
		await expect(next).resolves.toBe('b');
	});

	test('takes turns between callers, and keeps the order of each', async () => {
		const log: string[] = [];
		const runs = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map(async (name) => {
			const work = async () => void log.push(name);
			await withMutex('x', work, { caller: name[0] });
		});
		await Promise.all(runs);
		expect(log).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
	});

	test('of a caller that is stopped runs at once, and lets the others keep their turns', async () => {
		const log: string[] = [];
		const stop = new AbortController();
		const [a, b, c] = [job('a', log), job('b', log), job('c', log)];
		const before = withMutex('x', a.work);
		const stopped = withMutex('x', b.work, { signal: stop.signal });
		const behind = withMutex('x', c.work);
		const stoppedBefore = withMutex('x', async () => 'd', { signal: AbortSignal.abort() });
		expect(await stoppedBefore).toBe('d');
		stop.abort();
		b.finish();
		expect(await stopped).toBe('b');
		expect(log).toEqual(['a starts', 'b starts', 'b ends']);
		a.finish();
		c.finish();
		expect(await Promise.all([before, behind])).toEqual(['a', 'c']);
		expect(log.slice(3)).toEqual(['a ends', 'c starts', 'c ends']);
	});
});
