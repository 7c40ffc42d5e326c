import { join } from 'node:path';
import { chromium, selectors, type Page } from 'playwright-core';

import { OWNER, type Owner } from '../../../scripts/n8n/session';
import { ensurePrograms } from './debian';
import type { Round } from './suite';

const WINDOW = { width: 1280, height: 800 };
const PATIENCE_MS = 20_000;
/** The first page of an n8n that has just started loads the whole editor. */
const FIRST_PAGE_MS = 90_000;

/** How the editor is to look. */
interface Look {
	theme?: 'light' | 'dark';
	window?: { width: number; height: number };
	/** Who signs in; the owner that all instances of the tests have by default. */
	owner?: Owner;
}

/** Opens a headless browser that is signed in to n8n; it closes with the round, and failed checks keep its picture. */
export async function openEditor(round: Round, url: string, look: Look = {}): Promise<Page> {
	const { chromium: executablePath } = await ensurePrograms(['chromium'], console.log);
	selectors.setTestIdAttribute('data-test-id');
	// Chromium refuses to run as root inside its sandbox, and shared memory is small in containers.
	const args = ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'];
	const browser = await chromium.launch({ executablePath, args });
	const context = await browser.newContext({
		viewport: look.window ?? WINDOW,
		colorScheme: look.theme ?? 'light',
		locale: 'en-GB',
	});
	context.setDefaultTimeout(PATIENCE_MS);
	context.setDefaultNavigationTimeout(FIRST_PAGE_MS);
	const page = await context.newPage();
	// 1.x asks whether it may leave a page with unsaved changes.
	page.on('dialog', (dialog) => void dialog.accept());
	const forget = round.checks.keep(async (folder) => {
		await page.screenshot({ path: join(folder, 'editor.png') });
	});
	round.finally(async () => {
		forget();
		await browser.close();
	});
	await signIn(page, url, look.owner ?? OWNER);
	await page.evaluate((theme) => {
		localStorage.setItem('N8N_HIDE_ACTIVATION_ALERT', 'true');
		localStorage.setItem('N8N_THEME', theme);
	}, look.theme ?? 'light');
	return page;
}

async function signIn(page: Page, url: string, owner: Owner): Promise<void> {
	await page.goto(`${url}/signin`);
	await page
		.locator('input[type=email], input[name=emailOrLdapLoginId]')
		.first()
		.fill(owner.email);
	await page.locator('input[type=password]').fill(owner.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/(home|workflow)/);
}
