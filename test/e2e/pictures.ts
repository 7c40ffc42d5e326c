import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import { N8nApi } from '../../scripts/n8n/api';
import { ensureN8n } from '../../scripts/n8n/install';
import { startN8n } from '../../scripts/n8n/instance';
import { pack } from '../../scripts/n8n/pack';
import { DEFAULT_N8N_VERSION } from '../../scripts/n8n/versions';
import { startSimulator, type Simulator } from '../simulator';
import { Canvas } from './editor/canvas';
import { CredentialForm } from './editor/credentialForm';
import { NodeView } from './editor/nodeView';
import { openEditor } from './support/browser';
import { Checks } from './support/checks';
import { pictured, type Pictured } from './support/pictured';
import type { Round } from './support/suite';
import { until } from './support/until';

const FOLDER = resolve(__dirname, '../../docs/images');
const LARGEST_BYTES = 150_000;
const WINDOW = { width: 1120, height: 700 };
const PHONE = { width: 390, height: 560 };
/** An address that others can reach: without one, no link to the page of an approval goes out. */
const PUBLIC_URL = 'https://n8n.example.com/';

type Theme = 'light' | 'dark';
type Take = (name: string, of?: Locator) => Promise<void>;

/** Takes the README's pictures from a real editor, light and dark. */
async function main(): Promise<void> {
	const install = await ensureN8n(DEFAULT_N8N_VERSION, console.log);
	const tarball = process.env.RELASI_TARBALL || (await pack());
	const tasks: Array<() => unknown> = [];
	const checks = new Checks('pictures', '');
	const round: Round = { checks, install, tarball, finally: (task) => tasks.unshift(task) };
	try {
		const simulator = await startSimulator();
		round.finally(() => simulator.close());
		const n8n = await startN8n({ install, tarball, env: { WEBHOOK_URL: PUBLIC_URL } });
		round.finally(() => n8n.stop());
		const workflows = await pictured(await N8nApi.connect(n8n.url), simulator);
		mkdirSync(FOLDER, { recursive: true });
		for (const theme of ['light', 'dark'] as const) {
			const page = await openEditor(round, n8n.url, { theme, window: WINDOW });
			await takeAll(page, n8n.url, workflows, simulator, taker(page, theme));
			await takeApproval(page, theme, n8n.url, workflows, simulator);
		}
	} finally {
		for (const task of tasks) await task();
	}
}

/** n8n makes the text of the button that executes transparent while it is busy, and fades it in afterwards. */
const EXECUTE_IS_LABELLED = `[...document.querySelectorAll('[data-test-id=node-execute-button]')].every((button) =>
	[...button.querySelectorAll('*'), button].every((part) => {
		const hasText = [...part.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
		return !hasText || !/, 0\\)$|\\/ 0\\)$/.test(getComputedStyle(part).color);
	}) && !/loading/i.test(button.className)
)`;

/** Saves a picture, and refuses one that would weigh the README down. */
const taker =
	(page: Page, theme: Theme): Take =>
	async (name, of) => {
		const path = join(FOLDER, `${name}-${theme}.png`);
		// What comes and goes by itself would make each run's pictures differ.
		const style =
			'.el-notification, [data-test-id=node-feature-request], .toast { display: none !important }';
		const options = { path, style, animations: 'disabled', caret: 'hide' } as const;
		await page.mouse.move(1, WINDOW.height - 1);
		await page.waitForFunction(EXECUTE_IS_LABELLED);
		await (of ? of.screenshot(options) : page.screenshot(options));
		const { size } = statSync(path);
		if (size > LARGEST_BYTES)
			throw new Error(`${path} has ${size} bytes, more than ${LARGEST_BYTES}.`);
		console.log(`${path} ${Math.round(size / 1024)} kB`);
	};

async function takeAll(
	page: Page,
	url: string,
	workflows: Pictured,
	simulator: Simulator,
	take: Take,
): Promise<void> {
	const canvas = new Canvas(page, url);
	const node = new NodeView(page);

	await canvas.open(workflows.trigger);
	await canvas.searchPanel('relasi');
	await canvas.choose('Relasi');
	await canvas.panelItems.filter({ hasText: /^\s*Get contact\s*$/ }).waitFor();
	await take('node-panel');

	await canvas.open(workflows.send);
	await node.open('Send message');
	await node.execute();
	await node.output
		.getByText(/Thanks, we are on it/)
		.first()
		.waitFor();
	await node.output.getByTestId('radio-button-schema').click();
	await take('send-message');

	await node.openList('conversationId');
	await page.locator('[data-test-id=rlc-item]:visible').nth(4).waitFor();
	await take('choose-from-list');

	await canvas.open(workflows.trigger);
	await node.open('Relasi Trigger');
	await node.execute();
	await node.output.getByText('conversation_id').first().waitFor();
	await node.output.getByTestId('radio-button-schema').click();
	await take('trigger');

	await canvas.open(workflows.refused);
	await node.open('Send message');
	await node.execute();
	await node.output
		.getByText(/lacks the scope/)
		.first()
		.waitFor();
	await page.getByTestId('node-execute-button').filter({ hasText: 'Execute step' }).waitFor();
	await take('error');

	simulator.clearRequests();
	await canvas.open(workflows.whole);
	await canvas.execute();
	await page
		.getByText(/executed successfully/)
		.first()
		.waitFor();
	// The numbers of items come a moment after the good news.
	await page.getByText('1 item', { exact: true }).nth(2).waitFor();
	await page.getByTestId('zoom-to-fit').click();
	await take('workflow');

	await canvas.open(workflows.options);
	await node.open('Relasi Trigger');
	await page.getByText('Combine Messages').first().waitFor();
	await page.getByText('Combine Messages').first().scrollIntoViewIfNeeded();
	await page.getByText('Overlap').first().scrollIntoViewIfNeeded();
	await take('trigger-options');

	await canvas.open(workflows.webhook);
	await node.open('Relasi Webhook Trigger');
	await page
		.getByText(/Developer \/ API/)
		.first()
		.waitFor();
	await take('webhook-trigger');

	for (const [name, id] of [
		['ai-agent', workflows.bot],
		['human-review', workflows.review],
	]) {
		await canvas.open(id);
		await canvas.node('AI Agent').waitFor();
		await page.getByTestId('zoom-to-fit').click();
		// The canvas glides to where everything fits.
		await page.waitForTimeout(1_000);
		await take(name);
	}

	const form = new CredentialForm(page);
	await form.create(url, 'Relasi API');
	await form.fill({ apiKey: 'ru_live_0123456789.abcdefghijklmnop' });
	await take('credential', page.getByTestId('editCredential-modal'));
}

/** The page of an approval, as the customer's phone shows it. */
async function takeApproval(
	page: Page,
	theme: Theme,
	url: string,
	{ approval }: Pictured,
	simulator: Simulator,
): Promise<void> {
	const { sentMessages } = simulator.inbox;
	const before = sentMessages.length;
	const canvas = new Canvas(page, url);
	await canvas.open(approval);
	await canvas.execute();
	const link = await until('the link to the page is sent', () =>
		sentMessages
			.slice(before)
			.map(({ content }) => /https?:\S+/.exec(content)?.[0])
			.find((found) => found !== undefined),
	);
	const phone = await page.context().browser()!.newPage({
		viewport: PHONE,
		deviceScaleFactor: 2,
		colorScheme: theme,
		isMobile: true,
	});
	// The page answers once the wait is stored.
	await until('the page shows its buttons', async () => {
		await phone.goto(link.replace(PUBLIC_URL, `${url}/`));
		return (await phone.locator('button').count()) > 1;
	});
	await taker(phone, theme)('approval');
	await phone.close();
}

main().catch((error: Error) => {
	console.error(error);
	process.exitCode = 1;
});
