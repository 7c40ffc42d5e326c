import { rmSync } from 'node:fs';
import { dirname } from 'node:path';

import { ensureN8n, isInstalled } from './n8n/install';
import { startN8n, type N8nInstance } from './n8n/instance';
import { pack } from './n8n/pack';
import { withProgress } from './n8n/progress';
import { DEFAULT_N8N_VERSION } from './n8n/versions';
import { startBackend, type Backend } from './start/backend';
import { EMAIL, prepareDemo } from './start/demo';
import { Ending, endOnSignals } from './start/ending';
import { foretell } from './start/foretell';
import { readSettings, USAGE, type StartSettings } from './start/options';
import { plainText } from './start/results';
import { runExamples } from './start/runExamples';
import { takeState, type DemoState } from './start/state';
import { watchWebhooks } from './start/webhooks';

const N8N_PORT = 5678;
const BROKER_PORT = 5679;
/** Of a first start, whose step 1 is `ready.mjs`. */
const STEPS = { node: 'Step 2 of 5: ', n8n: 'Step 3 of 5: ', driver: 'Step 4 of 5: ' };
const LAST_STEP = 'Step 5 of 5: ';
const SIGINT_EXIT_CODE = 130;

const log = (line: string) => console.log(line);

async function start(settings: StartSettings, ending: Ending): Promise<void> {
	const { headless, allowWrites } = settings;
	foretell(DEFAULT_N8N_VERSION, log);
	const backend = await startBackend({ live: !headless, log });
	ending.add(() => backend.close());
	const { n8n, state } = await bringUpN8n(settings, backend, ending);
	const { api, examples } = await prepareDemo(n8n, backend, state.secrets);
	const { addWebhook } = backend;
	if (addWebhook) {
		const { signingSecret } = state.secrets;
		ending.add(watchWebhooks(api, (url) => addWebhook(url, signingSecret)));
	}
	const mayWrite = allowWrites || !backend.isReal;
	const isAllWell = await runExamples(api, examples, { mayWrite, onlyFirst: !headless });
	if (headless) {
		process.exitCode = isAllWell ? 0 : 1;
		return;
	}
	printSummary(n8n, backend, state, examples.length);
	throw new Error(`n8n ended by itself (${await n8n.ended()}). Its log: ${n8n.logFile}`);
}

async function bringUpN8n(
	{ headless, fresh }: StartSettings,
	backend: Backend,
	ending: Ending,
): Promise<{ n8n: N8nInstance; state: DemoState }> {
	const step = isInstalled(DEFAULT_N8N_VERSION) ? '' : LAST_STEP;
	const install = await ensureN8n(DEFAULT_N8N_VERSION, log, STEPS);
	const tarball = await withProgress(log, `${step}Building and packing the nodes`, pack);
	ending.add(() => rmSync(dirname(tarball), { recursive: true, force: true }));
	// A real key is not to stay behind on the disk.
	const state = await takeState({ temporary: headless || backend.isReal, fresh, log });
	ending.add(() => state.release());
	const n8n = await withProgress(log, `${step}Starting n8n ${install.version}`, async () =>
		startN8n({
			...{ install, tarball, log, userFolder: state.userFolder },
			...{ port: N8N_PORT, brokerPort: BROKER_PORT, signal: ending.signal },
		}),
	);
	ending.add(() => n8n.stop());
	return { n8n, state };
}

function printSummary(n8n: N8nInstance, backend: Backend, state: DemoState, count: number): void {
	const kept = 'kept for the next start; "npm start -- --fresh" forgets it';
	const webhooks = `to every Relasi Webhook Trigger, signed with ${state.secrets.signingSecret}`;
	log(`
Workflows  ${n8n.url}/home/workflows (${count} from examples/)
Login      ${EMAIL}
Password   ${state.secrets.password}
API        ${backend.label}
Webhooks   ${backend.addWebhook ? webhooks : 'as the dashboard of Relasi has them'}
State      ${state.isKept ? kept : 'removed at the end'}
Log        ${n8n.logFile}

First, open a workflow at the address above, log in, and press "Execute workflow".
Ctrl-C stops everything.`);
}

async function main(): Promise<void> {
	const ending = new Ending();
	try {
		const settings = readSettings(process.argv.slice(2));
		if (settings.help) return log(USAGE);
		endOnSignals(ending, settings.headless ? SIGINT_EXIT_CODE : 0);
		await start(settings, ending);
	} catch (error) {
		// What breaks because everything is being stopped is no news.
		if (!ending.signal.aborted) console.error(plainText((error as Error).message));
		process.exitCode ||= 1;
	}
	await ending.run();
}

void main().then(() => process.exit());
