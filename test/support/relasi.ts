import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../simulator';
import { relasiApi, type TestCredentials } from './credentials';
import { runNode, runWorkflow, searchList, type EngineOptions } from './engine';

/** The credential as a user would have entered it. */
export const credentialFor = (simulator: Simulator, data: IDataObject = {}): TestCredentials =>
	relasiApi({
		...{ apiKey: simulator.keys.full, baseUrl: simulator.baseUrl, requestsPerSecond: 60 },
		...{ allowedHttpRequestDomains: 'domains', allowedDomains: 'api.relasiu.com' },
		...data,
	});

/** Items with the given json. */
export const itemsOf = (...rows: IDataObject[]): INodeExecutionData[] =>
	rows.map((json) => ({ json }));

/** So many items, each with the json that is made of its index. */
export const itemsFor = (
	count: number,
	toJson: (index: number) => IDataObject = () => ({}),
): INodeExecutionData[] => itemsOf(...Array.from({ length: count }, (_, index) => toJson(index)));

/** Relasi on the real engine against a simulator of its own, started and closed with the test file. */
export function relasiWorld(options: SimulatorOptions = {}) {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator(options);
	});
	beforeEach(() => simulator.reset());
	afterAll(async () => await simulator.close());

	const withDefaults = (
		parameters: INodeParameters,
		more: EngineOptions = {},
	): EngineOptions => ({
		credentials: credentialFor(simulator),
		parameters,
		...more,
	});
	return {
		get simulator() {
			return simulator;
		},
		/** The json of the items that the node gives out. */
		rows: async (parameters: INodeParameters, more?: EngineOptions) =>
			(await runNode(new Relasi(), withDefaults(parameters, more))).map(({ json }) => json),
		/** The items themselves. */
		items: async (parameters: INodeParameters, more?: EngineOptions, signal?: AbortSignal) =>
			await runNode(new Relasi(), withDefaults(parameters, more), signal),
		/** The whole engine around the node. */
		workflow: (parameters: INodeParameters, more?: EngineOptions) =>
			runWorkflow(new Relasi(), withDefaults(parameters, more)),
		/** What a resource locator lists. */
		list: async (method: string, filter?: string, token?: string) =>
			await searchList(new Relasi(), method, withDefaults({}), filter, token),
	};
}
