import { ExecuteContext } from 'n8n-core';

import { canSuspend } from '../../nodes/Relasi/resources/message/sendAndWait/workflow';

/** As n8n-core 1.123.81 and 2.40.3 have it (base-execute-context.js). */
class OlderContext {
	waitsUntil?: Date;

	async executeWorkflow(): Promise<void> {
		const { WAIT_INDEFINITELY } = { WAIT_INDEFINITELY: new Date('3000-01-01') };
		this.waitsUntil = WAIT_INDEFINITELY;
	}
}

describe('whether a wait can be stored', () => {
	test('the running n8n decides: one of 2.41 or newer can', () => {
		const context: object = Object.create(ExecuteContext.prototype as object);
		expect(canSuspend(context)).toBe(true);
		expect(canSuspend(Object.create(context) as object)).toBe(true);
	});

	test('one before 2.41 cannot, nor a context that starts no sub-workflow', () => {
		expect(canSuspend(new OlderContext())).toBe(false);
		expect(canSuspend({})).toBe(false);
	});
});
