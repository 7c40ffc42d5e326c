import type { IDataObject } from 'n8n-workflow';

import { isOutcomeUnknown } from '../../../shared/errors/apiError';
import { digest, executionMemory, UNSURE } from '../../../shared/execution/executionMemory';
import { idempotencyKey } from '../../../shared/execution/idempotencyKey';
import type { OperationContext } from '../../operations/operationContext';
import type { Match } from './identity/match';

/** A contact that an execution has created, or may have. */
interface Created {
	/** UNSURE if nobody knows whether the API has created it. */
	id: string;
	/** Identifies the item, and the run of the node. */
	item: string;
}

/** The contacts that Create or Update has created in this execution, by their match. */
export class CreatedContacts {
	private readonly contacts: Record<string, Created>;
	private readonly name: string;
	private readonly item: string;

	constructor({ api, context }: OperationContext, { by, key }: Match) {
		this.contacts = executionMemory(context, 'relasiCreated');
		this.name = digest(api.keyId, by, key);
		this.item = digest(api.keyId, idempotencyKey(context, '', this.name));
	}

	/** The ID of the contact that was created, or UNSURE. */
	get id(): string | undefined {
		return this.contacts[this.name]?.id;
	}

	/** The ID of the contact that this item has created in an earlier try with another match, or UNSURE. */
	get idOfEarlierTry(): string | undefined {
		if (this.id !== undefined) return undefined;
		return Object.values(this.contacts).find(({ item }) => item === this.item)?.id;
	}

	/** True if this item created the contact in an earlier try. */
	get isOwn(): boolean {
		return this.contacts[this.name]?.item === this.item;
	}

	/** Runs `create`, and remembers what it has created, or may have. */
	async remember(create: () => Promise<IDataObject>): Promise<IDataObject> {
		this.contacts[this.name] = { id: UNSURE, item: this.item };
		const contact = await create().catch((error: unknown) => {
			if (!isOutcomeUnknown(error)) delete this.contacts[this.name];
			throw error;
		});
		this.contacts[this.name].id = String(contact.id);
		return contact;
	}
}
