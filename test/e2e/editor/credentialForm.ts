import type { Page } from 'playwright-core';

import { until } from '../support/until';

/** n8n takes what is typed a moment later, and saves what it has. */
const TYPED_MS = 500;

/** The form of one credential. */
export class CredentialForm {
	constructor(private readonly page: Page) {}

	private get form() {
		return this.page.getByTestId('editCredential-modal');
	}

	/** Opens the form of a new credential from the credentials screen. */
	async create(url: string, type: string): Promise<void> {
		await this.page.goto(`${url}/home/credentials`);
		await this.page.getByTestId('add-resource-credential').click();
		const dialog = this.page.getByRole('dialog').last();
		await dialog.locator('input').first().click();
		await dialog.locator('input').first().fill(type);
		await this.page.getByText(type, { exact: true }).first().click();
		await dialog.getByRole('button', { name: 'Continue' }).click();
		await this.form.waitFor();
	}

	async fill(values: Record<string, string>): Promise<void> {
		for (const [name, value] of Object.entries(values)) {
			await this.form.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
		}
		await this.page.waitForTimeout(TYPED_MS);
	}

	/** Saves, and waits until n8n's verdict on the connection, details included, says what is expected. */
	async save(verdict: RegExp): Promise<void> {
		const [tested] = await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/credentials/test')),
			this.form.getByTestId('credential-save-button').click(),
		]);
		// The last verdict stays on the screen until the new one has come.
		await tested.finished();
		const details = this.form.getByText('More details').first();
		await until(
			`the credential's form says ${verdict}`,
			async () => {
				if (verdict.test(await this.form.innerText())) return true;
				if (await details.isVisible())
					await details.click({ timeout: 1_000 }).catch(() => undefined);
				return false;
			},
			20_000,
		);
	}

	async close(): Promise<void> {
		await this.form.getByRole('button', { name: 'Close this dialog' }).click();
		await this.form.waitFor({ state: 'hidden' });
	}
}
