import axios from 'axios';
import type { CommandName, Commands } from './control/commands';

type Arguments<C> = C extends (simulator: never, ...args: infer A) => unknown ? A : never;
type Result<C> = C extends (simulator: never, ...args: never) => infer R ? Awaited<R> : never;

/** A simulator in another process: its commands, its base URL and its keys. */
export type RemoteSimulator = {
	[Name in CommandName]: (...args: Arguments<Commands[Name]>) => Promise<Result<Commands[Name]>>;
} & Pick<Result<Commands['about']>, 'baseUrl' | 'keys'>;

/** Finds the simulator behind a URL: its origin, or the base URL of its API. */
export async function connectSimulator(url: string): Promise<RemoteSimulator> {
	const { origin } = new URL(url);
	const { baseUrl, keys } = (await command(origin, 'about', [])) as Result<Commands['about']>;
	const known: Record<string, unknown> = { baseUrl, keys };
	return new Proxy(known as RemoteSimulator, {
		get(target, name) {
			// An object with a method `then` would be taken for a promise by `await`.
			if (typeof name !== 'string' || name in target || name === 'then') {
				return target[name as CommandName];
			}
			return async (...args: unknown[]) => await command(origin, name, args);
		},
	});
}

async function command(origin: string, name: string, args: unknown[]): Promise<unknown> {
	const { status, data } = await axios.post<unknown>(
		`${origin}/__simulator/${name}`,
		JSON.stringify(args),
		{
			headers: { 'content-type': 'application/json' },
			proxy: false,
			maxRedirects: 0,
			validateStatus: null,
		},
	);
	if (status === 200) return data ?? undefined;
	throw new Error(`${name}: ${(data as { error?: string }).error ?? status}`);
}
