import type { Page } from 'playwright-core';

import { N8nApi, type StoredCredential, type StoredWorkflow } from '../../../scripts/n8n/api';
import { pathFirst } from '../../../scripts/n8n/install';
import { startN8n, type N8nInstance } from '../../../scripts/n8n/instance';
import { startSimulator, type Simulator } from '../../simulator';
import { openEditor } from '../support/browser';
import type { Checks } from '../support/checks';
import { logOf, requestsOf } from '../support/evidence';
import { startRegistry, type Registry } from '../support/registry';
import type { Round } from '../support/suite';

/** What the parts of the suite share; each leaves behind what the next ones build upon. */
export interface Stage {
	round: Round;
	checks: Checks;
	simulator: Simulator;
	registry: Registry;
	n8n: N8nInstance;
	api: N8nApi;
	page: Page;
	credential?: StoredCredential;
	/** The workflow that was built by hand. */
	workflow?: StoredWorkflow;
}

/** An n8n without the package, a registry to install it from, and a browser that is signed in. */
export async function setStage(round: Round): Promise<Stage> {
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
