import type { Page } from 'playwright-core';

/** The canvas of one workflow with its node panel. */
export class Canvas {
	constructor(
		private readonly page: Page,
		private readonly url: string,
	) {}

	get panelItems() {
		return this.page.getByTestId('node-creator-item-name');
	}

	async openNew(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.firstStep.waitFor();
	}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Opens the panel behind the last node, or for the first one, and types into its search field. */
	async searchPanel(text: string): Promise<void> {
		const plus = this.page.getByTestId('canvas-handle-plus');
		await plus.or(this.firstStep).first().click();
		await this.page.getByTestId('node-creator-search-bar').first().fill(text);
		await this.panelItems.first().waitFor();
	}

	/** Chooses what stands in the panel under exactly this name. */
	async choose(name: string): Promise<void> {
		await this.panelItems
			.filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) })
			.first()
			.click();
	}

	/** Pastes nodes from the clipboard, and waits until they are there. */
	async paste(json: string): Promise<void> {
		await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(json)})`);
		await this.page.keyboard.press('ControlOrMeta+V');
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Gives the workflow a name and waits until n8n has saved it; returns its id. */
	async save(name: string): Promise<string> {
		await this.page.getByTestId('inline-edit-preview').first().click();
		await this.page.getByTestId('inline-edit-input').first().fill(name);
		await this.page.keyboard.press('Enter');
		// 2.x saves by itself and has no such button.
		const button = this.page.getByTestId('workflow-save-button').getByRole('button');
		if (await button.isVisible()) await button.click();
		await this.page.waitForURL(/\/workflow\/(?!new)[\w-]+/);
		return /\/workflow\/([\w-]+)/.exec(this.page.url())![1];
	}

	/** Publishes the workflow, or activates it, as 1.x says. */
	async publish(): Promise<void> {
		const button = this.page.getByTestId('workflow-open-publish-modal-button');
		const toggle = this.page.getByTestId('workflow-activate-switch');
		await button.or(toggle).first().waitFor();
		if (await button.isVisible()) {
			await button.click();
			await this.page.getByTestId('workflow-publish-button').click();
		} else {
			await toggle.click();
		}
	}

	/** Goes to the Executions tab and waits for its first entry. */
	async showExecutions(): Promise<void> {
		// 1.x greets a newly active workflow with a checklist that lies over the tabs.
		await this.page.keyboard.press('Escape');
		await this.page.getByTestId('radio-button-executions').click();
		await this.page
			.getByText(/Succeeded/)
			.first()
			.waitFor();
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').last().click();
	}

	node(name: string) {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	private get firstStep() {
		return this.page
			.getByTestId('canvas-add-button')
			.or(this.page.getByTestId('canvas-plus-button'))
			.first();
	}
}
