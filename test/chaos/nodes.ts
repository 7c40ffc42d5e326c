import { createRequire } from 'node:module';

import type * as RelasiModule from '../../nodes/Relasi/Relasi.node';
import type * as TriggerModule from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import type * as WebhookModule from '../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';

// Written out, because tsx takes `Relasi.node` for the codex file `Relasi.node.json` beside it.
const load = createRequire(__filename);

/** The action node, from its source. */
export const { Relasi } = load('../../nodes/Relasi/Relasi.node.ts') as typeof RelasiModule;

/** The polling trigger, from its source. */
export const { RelasiTrigger } = load(
	'../../nodes/RelasiTrigger/RelasiTrigger.node.ts',
) as typeof TriggerModule;

/** The webhook trigger, from its source. */
export const { RelasiWebhookTrigger } = load(
	'../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node.ts',
) as typeof WebhookModule;
