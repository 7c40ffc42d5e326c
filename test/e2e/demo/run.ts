import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { N8nApi } from '../../../scripts/n8n/api';
import { cacheFolder } from '../../../scripts/n8n/cache';
import { startGroup, type ProcessGroup } from '../../../scripts/n8n/process';
import { DEFAULT_N8N_VERSION } from '../../../scripts/n8n/versions';
import { http } from '../../support/http';
import { Canvas } from '../editor/canvas';
import { NodeView } from '../editor/nodeView';
import { openEditor } from '../support/browser';
import { logOf } from '../support/evidence';
import { runSuite, type Round } from '../support/suite';
import { until } from '../support/until';

const ROOT = resolve(__dirname, '../../..');

/** What `npm start` gives a new user, with a state of its own. */
void runSuite('demo', play, [DEFAULT_N8N_VERSION]);

async function play(round: Round): Promise<void> {
	const { checks, install } = round;
	const cache = cacheWith(install.folder, nodeFolderOf(install.node));
	round.finally(() => rmSync(cache, { recursive: true, force: true, maxRetries: 3 }));
	const logFile = join(cache, 'start.log');
	const said = () => readFileSync(logFile, 'utf8');
	const start = startProgram(cache, logFile, install.version);
	round.finally(() => start.stop(20_000));
	checks.keep(logOf(logFile, 'start.log'));

	await checks.must('npm start gets to its summary', async () => {
		await until('the summary', () => said().includes('Ctrl-C stops'), 240_000);
	});
	const fact = (name: string) => new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(said())![1];
	const owner = { email: fact('Login'), password: fact('Password') };
	const url = new URL(fact('Workflows')).origin;
	await checks.check('the password is of this state alone, and kept for its user alone', () => {
		const file = join(cache, 'demo/secrets.json');
		assert.equal(statSync(file).mode & 0o777, 0o600);
		assert(readFileSync(file, 'utf8').includes(owner.password));
		assert(owner.password.length >= 16);
	});
	await checks.check('the result of the first example says what was sent', () => {
		assert.match(said(), /^  \{.*"content":/m);
		assert.match(said(), /^In n8n: http.*\/workflow\/\w+\/executions\/\d+$/m);
	});
	await checks.check('the signing secret of the webhooks is printed', () => {
		assert.match(said(), /^Webhooks .*whsec_/m);
	});
	const api = await N8nApi.connect(url, owner);
	await builtByHand(round, api, owner);
	await checks.check('Ctrl-C ends it in order and leaves nothing running or locked', async () => {
		process.kill(start.pid, 'SIGINT');
		assert.equal(await start.ended, 'code 0');
		assert(!existsSync(join(cache, 'demo.lock')));
		await assert.rejects(http.get(url));
	});
}

/** A webhook workflow made in the editor starts when a customer of the simulator writes. */
async function builtByHand(
	round: Round,
	api: N8nApi,
	owner: { email: string; password: string },
): Promise<void> {
	const { checks } = round;
	const { url } = api.session;
	const page = await openEditor(round, url, { owner });
	const canvas = new Canvas(page, url);
	await checks.must('a Relasi Webhook Trigger is added by hand', async () => {
		await canvas.openNew();
		await canvas.searchPanel('relasi webhook');
		// n8n leaves out the word Trigger, and goes on with a list of events.
		await canvas.choose('Relasi Webhook');
		await canvas.panelItems
			.filter({ hasText: /^\s*On / })
			.first()
			.click();
		await new NodeView(page).opened();
	});
	await checks.check('its test URL hears the next message of a customer', async () => {
		const node = new NodeView(page);
		await node.execute();
		await node.output.getByText(/evt_/).first().waitFor({ timeout: 60_000 });
		await node.close();
	});
	await checks.check('its production URL starts executions once it is published', async () => {
		const id = await canvas.save('Built in the demo');
		await canvas.publish();
		await until('an execution by a webhook', async () =>
			(await api.listExecutions({ workflowId: id })).some(({ mode }) => mode === 'webhook'),
		);
	});
}

const nodeFolderOf = (node: string) => dirname(dirname(dirname(dirname(node))));

/** A cache in which n8n is installed already, and nothing else is. */
function cacheWith(...folders: string[]): string {
	const cache = mkdtempSync(join(tmpdir(), 'relasi-demo-'));
	for (const folder of folders) {
		assert.equal(dirname(folder), cacheFolder());
		symlinkSync(folder, join(cache, basename(folder)));
	}
	return cache;
}

const startProgram = (cache: string, logFile: string, version: string): ProcessGroup =>
	startGroup({
		program: process.execPath,
		args: ['--import', 'tsx', 'scripts/start.ts'],
		cwd: ROOT,
		env: {
			...process.env,
			RELASI_CACHE_DIR: cache,
			RELASI_N8N_VERSION: version,
			RELASI_API_KEY: '',
		},
		logFile,
	});
