import type { INodeParameters } from 'n8n-workflow';

import type { SimulatorOptions } from '../simulator';
import type { EngineOptions } from '../support/engine';
import { credentialFor, relasiWorld } from '../support/relasi';

/** A resource locator in one of its modes, as the editor stores it. */
export const by = (mode: 'list' | 'id' | 'email' | 'phone', value: unknown) =>
	({ __rl: true, mode, value }) as unknown as INodeParameters;

/** One that holds an ID. */
export const byId = (value: unknown) => by('id', value);

/** Sends a text into the conversation `c`, unless `more` says another one. */
export const sendText = (
	text: unknown,
	options: INodeParameters = {},
	more: INodeParameters = {},
): INodeParameters => ({
	...{ resource: 'message', operation: 'send', conversationId: byId('c') },
	...{ text: text as string, options },
	...more,
});

/** Relasi against a simulator, neither of which limits the pace, and what the API received. */
export function fastWorld(options: SimulatorOptions = {}) {
	let onRequest: SimulatorOptions['onRequest'];
	const world = relasiWorld({
		requestsPerSecond: null,
		onRequest: (request) => onRequest?.(request),
		...options,
	});
	beforeEach(() => (onRequest = undefined));
	const fast = (more: EngineOptions = {}): EngineOptions => ({
		credentials: credentialFor(world.simulator, { requestsPerSecond: 5000 }),
		...more,
	});
	const basePath = '/api/public/v1';
	const toCall = (method: string, path: string) => `${method} ${path.slice(basePath.length)}`;
	const calls = () => world.simulator.requests.map(({ method, path }) => toCall(method, path));
	const errorOf = async (parameters: INodeParameters, more?: EngineOptions) => {
		const error: unknown = await world.items(parameters, fast(more)).catch((e: unknown) => e);
		if (!(error instanceof Error)) throw new Error('The run succeeded');
		return error as Error & { description: string; httpCode?: string };
	};
	return {
		get simulator() {
			return world.simulator;
		},
		rows: async (parameters: INodeParameters, more?: EngineOptions) =>
			await world.rows(parameters, fast(more)),
		items: async (parameters: INodeParameters, more?: EngineOptions, signal?: AbortSignal) =>
			await world.items(parameters, fast(more), signal),
		workflow: (parameters: INodeParameters, more?: EngineOptions) =>
			world.workflow(parameters, fast(more)),
		list: world.list,
		/** What went wrong with a run, with what the user reads. */
		errorOf,
		/** Expects an error that says what is wrong and what to change, before any request. */
		expectRefused: async (
			parameters: INodeParameters,
			message: RegExp | string,
			more?: EngineOptions,
		) => {
			const error = await errorOf(parameters, more);
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(/\w+ \w+/);
			expect(calls()).toEqual([]);
			return error;
		},
		/** Method and path of each request, e.g. `GET /contacts`. */
		get calls() {
			return calls();
		},
		/** How many requests of this method and path there were. */
		count: (call: string) => calls().filter((each) => each === call).length,
		/** The bodies of the requests of this method and path. */
		bodiesOf: (call: string) =>
			world.simulator.requests
				.filter(({ method, path }) => toCall(method, path) === call)
				.map(({ body }) => body as Record<string, unknown>),
		/** Until the end of the test, hears of each request when it arrives; a promise holds it back. */
		onRequest: (listener: NonNullable<SimulatorOptions['onRequest']>) => {
			onRequest = listener;
		},
	};
}
