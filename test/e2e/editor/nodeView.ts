import type { Page } from 'playwright-core';

/** The open node: its parameters in the middle, its output on the right. */
export class NodeView {
	constructor(private readonly page: Page) {}

	private get view() {
		// The first name is of 2.x, the second of 1.x.
		return this.page.getByTestId('ndv').or(this.page.getByTestId('ndv-modal')).first();
	}

	get output() {
		return this.page.getByTestId('output-panel');
	}

	async opened(): Promise<void> {
		await this.view.waitFor();
	}

	async open(name: string): Promise<void> {
		await this.page
			.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`)
			.dblclick();
		await this.opened();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).click();
		const items = this.page.locator('[data-test-id=parameter-input-item]:visible');
		await items
			.filter({ has: this.page.getByText(option, { exact: true }) })
			.first()
			.click();
	}

	/** What the last of the node's collections offers to add. */
	async offered(): Promise<string[]> {
		const add = this.view
			.locator(
				'[data-test-id=collection-parameter-add]:visible, .param-options .add-option:visible',
			)
			.last();
		await add.click();
		const entries = this.page.locator('.el-select-dropdown__item:visible');
		await entries.first().waitFor();
		const texts = await entries.allInnerTexts();
		await add.click();
		return texts.map((text) => text.trim());
	}

	/** Opens a resource locator's list and returns its first entries. */
	async openList(parameter: string): Promise<string[]> {
		await this.page
			.getByTestId(`resource-locator-${parameter}`)
			.getByTestId('rlc-input')
			.first()
			.click();
		return this.listed();
	}

	/** Searches in the open list and returns what it then shows once its first entry holds the text. */
	async searchList(text: string): Promise<string[]> {
		await this.page
			.locator(
				'input[data-test-id=rlc-search]:visible, [data-test-id=rlc-search]:visible input',
			)
			.first()
			.fill(text);
		await this.listItems.first().filter({ hasText: text }).waitFor();
		return this.listed();
	}

	async pick(entry: string): Promise<void> {
		await this.listItems.filter({ hasText: entry }).first().click();
	}

	/** Runs the node, and the ones before it as far as needed. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	async close(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.view.waitFor({ state: 'hidden' });
	}

	private get listItems() {
		return this.page.locator('[data-test-id=rlc-item]:visible');
	}

	private async listed(): Promise<string[]> {
		await this.listItems.first().waitFor();
		return this.listItems.allInnerTexts();
	}
}
