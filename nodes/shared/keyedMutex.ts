const queues = new Map<string, Promise<unknown>>();

/** Runs `work` after all earlier work under the same key in this process, in the order of the calls. */
export async function withMutex<T>(key: string, work: () => Promise<T>): Promise<T> {
	const before = queues.get(key);
	const result = before ? before.then(work) : work();
	const ended = result.then(
		() => undefined,
		() => undefined,
	);
	queues.set(key, ended);
	void ended.then(() => queues.get(key) === ended && queues.delete(key));
	return await result;
}
