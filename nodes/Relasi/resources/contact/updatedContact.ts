import type { IDataObject } from 'n8n-workflow';

import { digest, executionMemory } from '../../../shared/execution/executionMemory';
import { idempotencyKey } from '../../../shared/execution/idempotencyKey';
import type { OperationContext } from '../../operations/operationContext';

/**
 * The contact of an item whose update replaces the email or phone by which the item finds it. A retry of the node
 * couldn't find the contact by it any more.
 */
export class UpdatedContact {
	private readonly updated: Record<string, string>;
	private readonly key: string;

	/** `target` is what the item finds the contact by. */
	constructor({ api, context }: OperationContext, target: string, changes: IDataObject) {
		this.updated = executionMemory(context, 'relasiUpdated');
		this.key = digest(api.keyId, idempotencyKey(context, target, changes));
	}

	/** Its ID, if an earlier try has remembered it. */
	get id(): string | undefined {
		return this.updated[this.key];
	}

	remember(id: string): void {
		this.updated[this.key] = id;
	}
}
