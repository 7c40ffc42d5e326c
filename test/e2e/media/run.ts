import assert from 'node:assert/strict';

import { N8nApi } from '../../../scripts/n8n/api';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import type { Simulator } from '../../simulator';
import { n8nFor, relasiAccount, simulatorFor } from '../support/start';
import { runSuite, type Round } from '../support/suite';
import { until } from '../support/until';
import { chain, locator, relasi, START, start } from '../support/workflows';
import { serveFile, type FileServer } from './fileServer';
import { peakOf, startMeasuring } from './memory';

const SIZE_MIB = 100;
const FILE_NAME = 'catalogue.pdf';
/** Peaks differ by half a file from run to run; a copy more than n8n's own HTTP Request node makes would be a whole one. */
const TOLERANCE = 0.6;

interface Scene {
	n8n: N8nInstance;
	simulator: Simulator;
	file: FileServer;
}

type Sender = 'Relasi' | 'HTTP Request';

void runSuite('media', async (round) => {
	const { checks, install } = round;
	const scene = await setScene(round);
	const isNewest = install.version.startsWith('2.');
	for (const mode of isNewest ? ['filesystem', 'default'] : ['filesystem']) {
		const ratios = new Map<Sender, number>();
		for (const sender of ['HTTP Request', 'Relasi'] as const) {
			const fact = `${sender} sends ${SIZE_MIB} MiB whole, binary data mode ${mode}`;
			await checks.check(fact, async () => {
				await scene.n8n.restart({ N8N_DEFAULT_BINARY_DATA_MODE: mode });
				const above = await measure(scene, sender);
				ratios.set(sender, above / scene.file.size);
				const [mib, ratio] = [above / 1024 / 1024, above / scene.file.size];
				checks.note(
					`peak above idle: ${mib.toFixed(0)} MiB, ${ratio.toFixed(2)} × the file`,
				);
			});
		}
		await checks.check(`Relasi takes no more memory than HTTP Request, mode ${mode}`, () => {
			const [own, other] = [
				ratios.get('Relasi') ?? Infinity,
				ratios.get('HTTP Request') ?? 0,
			];
			assert.ok(own <= other + TOLERANCE, `${own} × the file against ${other} ×`);
		});
	}
});

async function setScene(round: Round): Promise<Scene> {
	const file = await serveFile(SIZE_MIB, FILE_NAME);
	round.finally(() => file.close());
	const simulator = await simulatorFor(round, { maxFileBytes: 2 * file.size });
	return { n8n: await n8nFor(round), simulator, file };
}

/** Downloads the file and sends it, and returns the bytes n8n held at most above those it held before. */
async function measure({ n8n, simulator, file }: Scene, sender: Sender): Promise<number> {
	const { inbox } = simulator;
	const api = await N8nApi.connect(n8n.url);
	const id = await storeWorkflow(api, simulator, file, sender);
	const before = inbox.media.size;
	const pid = n8n.pid();
	const idle = startMeasuring(pid);
	await api.start(id, START);
	await until('the file has come', () => inbox.media.size > before, 90_000);
	const peak = peakOf(pid);
	const [sent] = [...inbox.media.values()].slice(-1);
	const { sha256, size } = file;
	assert.deepEqual(sent, { sha256, size, file_name: FILE_NAME, mime_type: 'application/pdf' });
	assert.equal(inbox.media.size, before + 1);
	return peak - idle;
}

async function storeWorkflow(
	api: N8nApi,
	simulator: Simulator,
	file: FileServer,
	sender: Sender,
): Promise<string> {
	const { baseUrl, inbox, keys } = simulator;
	const credential = await api.createCredential(relasiAccount(simulator, { name: sender }));
	const conversation = inbox.conversations.all()[0].row.id;
	const download = {
		name: 'Download',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			url: file.url,
			options: { response: { response: { responseFormat: 'file' } } },
		},
	};
	const media = { resource: 'message', operation: 'sendMedia', mediaType: 'document' };
	const last =
		sender === 'Relasi'
			? relasi('Send', { ...media, conversationId: locator(conversation) }, credential)
			: httpRequest(`${baseUrl}/messages/document`, keys.full, conversation);
	// Without these n8n would hold and store the file a second time as part of the execution.
	const settings = { saveManualExecutions: false, saveExecutionProgress: false };
	return (await api.createWorkflow(chain(sender, [start, download, last], settings))).id;
}

const httpRequest = (url: string, key: string, conversation: string) => ({
	name: 'Send',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		method: 'POST',
		url,
		options: {},
		sendHeaders: true,
		sendBody: true,
		contentType: 'multipart-form-data',
		headerParameters: { parameters: [{ name: 'Authorization', value: `Bearer ${key}` }] },
		bodyParameters: {
			parameters: [
				{ name: 'conversation_id', value: conversation },
				{ name: 'client_request_id', value: '={{ $execution.id }}-http' },
				{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
			],
		},
	},
});
