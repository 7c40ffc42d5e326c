import type { Page } from 'playwright-core';

/** What a user has done with mouse and keyboard. */
interface Effort {
	clicks: number;
	typed: number;
	/** Pages opened by their address, which takes a user a click. */
	opened: number;
}

/** Runs in the page. */
const COUNT = `
	addEventListener('click', ({ isTrusted }) => isTrusted && relasiCount('clicks'), true);
	addEventListener('input', () => relasiCount('typed'), true);
`;

/** Counts from now on what is done in the page, as the page itself sees it. */
export async function countEffort(page: Page): Promise<Effort> {
	const effort: Effort = { clicks: 0, typed: 0, opened: 0 };
	await page.exposeFunction('relasiCount', (kind: 'clicks' | 'typed') => effort[kind]++);
	await page.addInitScript(COUNT);
	page.on('request', (request) => {
		if (request.isNavigationRequest() && request.frame() === page.mainFrame()) effort.opened++;
	});
	return effort;
}
