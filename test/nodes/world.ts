import type { INodeParameters } from 'n8n-workflow';

import type { SimulatorOptions } from '../simulator';
import type { EngineOptions } from '../support/engine';
import { credentialFor, relasiWorld } from '../support/relasi';

/** A resource locator that holds an id, as the editor stores it. */
export const byId = (value: unknown) =>
	({ __rl: true, mode: 'id', value }) as unknown as INodeParameters;

/** Relasi against a simulator, neither of which limits the pace, and what the API received. */
export function fastWorld(options: SimulatorOptions = {}) {
	const world = relasiWorld({ requestsPerSecond: null, ...options });
	const fast = (more: EngineOptions = {}): EngineOptions => ({
		credentials: credentialFor(world.simulator, { requestsPerSecond: 5000 }),
		...more,
	});
	const basePath = '/api/public/v1';
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
		errorOf: async (parameters: INodeParameters, more?: EngineOptions) => {
			const error: unknown = await world
				.items(parameters, fast(more))
				.catch((e: unknown) => e);
			if (!(error instanceof Error)) throw new Error('The run succeeded');
			return error as Error & { description: string; httpCode?: string };
		},
		/** Method and path of each request, e.g. `GET /contacts`. */
		get calls() {
			return world.simulator.requests.map(
				({ method, path }) => `${method} ${path.slice(basePath.length)}`,
			);
		},
		/** The bodies of the requests of this method and path. */
		bodiesOf: (call: string) =>
			world.simulator.requests
				.filter(({ method, path }) => `${method} ${path.slice(basePath.length)}` === call)
				.map(({ body }) => body as Record<string, unknown>),
	};
}
