import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 150;

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

/** Waits until a condition gives something truthy, and gives that; names the condition when it does not come true. */
export async function until<T>(
	condition: string,
	test: () => Promise<T> | T,
	timeoutMs = 60_000,
): Promise<Truthy<T>> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const value = await test();
		if (value) return value as Truthy<T>;
		if (Date.now() > deadline)
			throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${condition}.`);
		await sleep(POLL_MS);
	}
}
