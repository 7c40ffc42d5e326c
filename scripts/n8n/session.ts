import { setTimeout as sleep } from 'node:timers/promises';

import { http } from '../../test/support/http';

/** The account that owns an instance. */
export interface Owner {
	email: string;
	password: string;
}

/** The account of the tests' instances, which only ever exist on loopback. */
export const OWNER: Owner = { email: 'owner@example.com', password: 'Relasi-test-1' };

const REQUEST_TIMEOUT_MS = 180_000;
const STARTING_RETRIES = 40;
const STARTING_DELAY_MS = 250;

/** n8n refused a request; `status` and `body` are its answer. */
export class N8nApiRefusal extends Error {
	constructor(
		readonly status: number,
		readonly body: string,
		request: string,
	) {
		super(`n8n answered ${request} with ${status}: ${messageIn(body)}`);
	}
}

function messageIn(body: string): string {
	try {
		return (JSON.parse(body) as { message: string }).message;
	} catch {
		return body;
	}
}

/** Sends requests to n8n's internal API as its owner. */
export class Session {
	private cookie = '';

	constructor(readonly url: string) {}

	/** Signs in as the owner, after creating the account when the instance has none. */
	async signIn({ email, password }: Owner): Promise<void> {
		const { userManagement } = await this.settings();
		if (userManagement.showSetupOnFirstLoad) {
			const name = { firstName: 'Relasi', lastName: 'Owner' };
			await this.request('POST', '/rest/owner/setup', { email, password, ...name });
		} else {
			await this.request('POST', '/rest/login', { emailOrLdapLoginId: email, password });
		}
	}

	/** Sends one request and returns what stands under `data` in the answer, or the whole answer. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const { status, data, headers } = await http.request<string>({
			method,
			url: this.url + path,
			headers: { accept: 'application/json', cookie: this.cookie },
			data: body,
			timeout: REQUEST_TIMEOUT_MS,
		});
		if (status >= 300) throw new N8nApiRefusal(status, data, `${method} ${path}`);
		this.keepCookie(headers['set-cookie'] ?? []);
		const answer = (data ? JSON.parse(data) : undefined) as { data?: unknown } | undefined;
		const isEnvelope = answer !== undefined && answer !== null && 'data' in answer;
		return (isEnvelope ? answer.data : answer) as T;
	}

	private async settings(): Promise<{ userManagement: { showSetupOnFirstLoad: boolean } }> {
		for (let retry = 0; ; retry++) {
			try {
				return await this.request('GET', '/rest/settings');
			} catch (error) {
				if (retry === STARTING_RETRIES) throw error;
				await sleep(STARTING_DELAY_MS);
			}
		}
	}

	private keepCookie(cookies: string[]): void {
		const auth = cookies.find((cookie) => cookie.startsWith('n8n-auth='));
		if (auth) this.cookie = auth.split(';')[0];
	}
}
