import { startN8n, type N8nInstance } from '../../../scripts/n8n/instance';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { logOf, requestsOf } from './evidence';
import type { Round } from './suite';

/** A simulator that ends with the round; failed checks keep its requests. */
export async function simulatorFor(
	round: Round,
	options: SimulatorOptions = {},
): Promise<Simulator> {
	const simulator = await startSimulator(options);
	round.finally(async () => simulator.close());
	round.checks.keep(requestsOf(simulator));
	return simulator;
}

/** An n8n with the package that ends with the round; failed checks keep its log. */
export async function n8nFor(
	round: Round,
	options: Partial<Parameters<typeof startN8n>[0]> = {},
	logName = 'n8n.log',
): Promise<N8nInstance> {
	const { install, tarball } = round;
	const n8n = await startN8n({ install, tarball, log: console.log, ...options });
	round.finally(async () => n8n.stop());
	round.checks.keep(logOf(n8n.logFile, logName));
	return n8n;
}

/** A credential for the simulator, with the key that may do everything unless another is given. */
export const relasiAccount = (
	{ baseUrl, keys }: Simulator,
	{ name = 'Relasi account', apiKey = keys.full } = {},
) => ({ name, type: 'relasiApi', data: { apiKey, baseUrl, requestsPerSecond: 60 } });

/**
 * Starts an n8n that was killed; false when it came back only at the second start. 2.41.1 trips over an
 * execution that was killed before n8n had noted its start: its recovery reads that time and ends n8n.
 */
export async function restartKilled(n8n: N8nInstance): Promise<boolean> {
	try {
		await n8n.restart();
		return true;
	} catch (error) {
		if (!(error as Error).message.includes('recoverFromLogs')) throw error;
		await n8n.restart();
		return false;
	}
}
