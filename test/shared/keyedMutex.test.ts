import { withMutex } from '../../nodes/shared/keyedMutex';

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

describe('work in turn', () => {
	test('of one name runs one after the other, of another beside it', async () => {
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

	test('with a budget starts in order, and does not wait for ever for one that hangs', async () => {
		const log: string[] = [];
		const [hung, b, c] = [job('hung', log), job('b', log), job('c', log)];
		b.finish();
		c.finish();
		void withMutex('x', hung.work, 30);
		await Promise.all([withMutex('x', b.work, 30), withMutex('x', c.work, 30)]);
		expect(log).toEqual(['hung starts', 'b starts', 'b ends', 'c starts', 'c ends']);
		hung.finish();
	});
});
