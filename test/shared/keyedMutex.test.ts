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
});
