import { NodeApiError, type IDataObject } from 'n8n-workflow';

import { digest } from '../../../shared/idempotency/remembered';
import { ownRequestId } from '../../../shared/idempotency/requestId';
import type { ItemRun } from '../../../shared/transport/routing';
import type { Match } from './match';

/** What an execution knows of a contact that it created. */
interface Created {
	/** Empty while nobody knows whether the API has created it. */
	id: string;
	/** Which item of which run it was. */
	item: string;
}

/**
 * The contacts that Create or Update has created in this execution, by what they were matched by. n8n
 * keeps the node's context with the execution, so a retry finds them.
 */
export class CreatedContacts {
	private readonly contacts: Record<string, Created>;
	private readonly name: string;
	private readonly item: string;

	constructor({ api, context }: ItemRun, { by, key }: Match) {
		const memory = context.getContext('node');
		memory.relasiCreated ??= {};
		this.contacts = memory.relasiCreated as Record<string, Created>;
		this.name = digest(api.keyId, by, key);
		this.item = digest(ownRequestId(context, this.name, ''));
	}

	/** The contact that was created: its ID, empty when that is not known. */
	get id(): string | undefined {
		return this.contacts[this.name]?.id;
	}

	/** Whether it was this very item that created it, in an earlier try. */
	get isOwn(): boolean {
		return this.contacts[this.name]?.item === this.item;
	}

	/** Remembers what `create` has created, or that it may have. */
	async remember(create: () => Promise<IDataObject>): Promise<IDataObject> {
		this.contacts[this.name] = { id: '', item: this.item };
		const contact = await create().catch((error: unknown) => {
			const isUnsure = error instanceof NodeApiError && error.context.mayHaveBeenProcessed;
			if (!isUnsure) delete this.contacts[this.name];
			throw error;
		});
		this.contacts[this.name].id = String(contact.id);
		return contact;
	}
}
