import type { Simulator } from '../../simulator';
import type { Round } from '../support/suite';
import { checkRestarts } from '../wait/restarts';
import { Scene } from '../wait/scene';
import type { Cluster } from './cluster';

/** n8n 2.x only: workers check for the answers, and main process and workers are ended while all wait. */
export async function waiting(round: Round, cluster: Cluster, simulator: Simulator): Promise<void> {
	const scene = await Scene.over(cluster.whole, simulator);
	await checkRestarts(round, scene);
	cluster.api = scene.api;
}
