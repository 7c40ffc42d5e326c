import type { Page } from 'playwright-core';

import type { N8nApi, StoredCredential, StoredWorkflow } from '../../../scripts/n8n/api';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import type { Simulator } from '../../simulator';
import type { Checks } from '../support/checks';
import type { Registry } from '../support/registry';
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
