import { startSimulator } from '../simulator';
import type { Call } from './call';
import { caller } from './call';

/** The API under contract: the simulator, or the real one when RELASI_API_URL and RELASI_API_KEY are set. */
export interface Target {
	baseUrl: string;
	call: Call;
	close: () => Promise<void>;
}

const { RELASI_API_URL: url, RELASI_API_KEY: key, RELASI_API_WRITE: write } = process.env;
const real = url !== undefined && key !== undefined;

/** `test` for calls that change something: on a real API only with RELASI_API_WRITE=1. */
export const testWrite = real && write !== '1' ? test.skip : test;

/** `test` for calls that a customer would notice: never on a real API. */
export const testSend = real ? test.skip : test;

export async function openTarget(): Promise<Target> {
	if (real) return { baseUrl: url, call: caller(url, key), close: async () => {} };
	const simulator = await startSimulator();
	const { baseUrl, keys } = simulator;
	return { baseUrl, call: caller(baseUrl, keys.full), close: () => simulator.close() };
}
