import type { Page } from 'playwright-core';

/** The screen Settings → Community nodes. */
export class CommunityNodes {
	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {}

	get card() {
		return this.page.getByTestId('community-package-card');
	}

	async open(): Promise<void> {
		await this.page.goto(`${this.url}/settings/community-nodes`);
		await this.page
			.getByRole('button', { name: /install/i })
			.or(this.card)
			.first()
			.waitFor();
	}

	/** Types the name as a user does, takes the risk, and waits for the package's card. */
	async install(name: string): Promise<void> {
		await this.open();
		await this.page
			.getByRole('button', { name: /install/i })
			.first()
			.click();
		await this.page.getByTestId('package-name-input').fill(name);
		// The label beside the box is a link in part, so the box itself is hit.
		const box = this.page.getByTestId('user-agreement-checkbox');
		await box.click({ position: { x: 7, y: 7 } });
		await this.page.getByTestId('install-community-package-button').click();
		await this.card.waitFor({ timeout: 90_000 });
	}

	/** Presses Update on the card, confirms, and waits until the card says the version. */
	async update(version: string): Promise<void> {
		await this.open();
		await this.card.getByRole('button', { name: /update/i }).click();
		await this.confirm(/confirm|update/i);
		await this.card.getByText(`v${version}`).waitFor({ timeout: 90_000 });
	}

	/** Uninstalls from the card's menu and waits until the card has gone. */
	async uninstall(): Promise<void> {
		await this.open();
		await this.card.getByTestId('action-toggle').click();
		await this.page
			.getByTestId('action-uninstall')
			.or(this.page.getByText(/^uninstall/i))
			.first()
			.click();
		await this.confirm(/confirm|uninstall/i);
		await this.card.waitFor({ state: 'detached', timeout: 90_000 });
	}

	private async confirm(name: RegExp): Promise<void> {
		const dialog = this.page.getByRole('dialog').last();
		await dialog.getByRole('button', { name }).last().click();
	}
}
