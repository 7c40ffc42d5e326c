import { pathFirst } from '../../../scripts/n8n/install';
import { N8nApi } from '../../../scripts/n8n/api';
import { startN8n } from '../../../scripts/n8n/instance';
import { startSimulator } from '../../simulator';
import { openEditor } from '../support/browser';
import { logOf, requestsOf } from '../support/evidence';
import { startRegistry } from '../support/registry';
import { runSuite, type Round } from '../support/suite';
import { buildByHand } from './build';
import { createCredential } from './credential';
import { installPackage, uninstallPackage, updatePackage } from './package';
import { publishTriggers } from './triggers';
import type { Stage } from './stage';

/** A user's whole way, in a browser: install, connect, build, run, publish, update, uninstall. */
void runSuite('browser', async (round) => {
	const stage = await prepare(round);
	await installPackage(stage);
	await createCredential(stage);
	await buildByHand(stage);
	await publishTriggers(stage);
	await updatePackage(stage);
	await uninstallPackage(stage);
});

async function prepare(round: Round): Promise<Stage> {
	const { install, checks } = round;
	const simulator = await startSimulator();
	round.finally(() => simulator.close());
	checks.keep(requestsOf(simulator));

	const registry = await startRegistry(install.node);
	round.finally(() => registry.stop());

	const path = `${registry.npmFolder(install.version.startsWith('1.') ? '1.x' : '2.x')}:${pathFirst(install.node).PATH}`;
	const n8n = await startN8n({ install, env: { PATH: path } });
	round.finally(() => n8n.stop());
	checks.keep(logOf(n8n.logFile, 'n8n.log'));

	const api = await N8nApi.connect(n8n.url);
	const page = await openEditor(round, n8n.url);
	return { round, checks, simulator, registry, n8n, api, page };
}
