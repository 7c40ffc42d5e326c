import type { IDataObject, INodeType, IVersionedNodeType } from 'n8n-workflow';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { cacheFolder } from '../../scripts/n8n/cache';
import { runWorkflow } from '../support/engine';
import { mixOf } from './faults';
import { Tally, type Verdict } from './verdict';
import { credentialOf, requestOptionsOf, type World } from './world';

const SIDE_BY_SIDE = 20;
const CONVERSATIONS = 50;

/** n8n's own HTTP Request node, when an n8n was installed by `npm start` or another command. */
export function loadHttpRequest(): { nodeType: INodeType; version: number } | undefined {
	const modules = join(cacheFolder(), 'n8n-2.41.1/node_modules');
	const file = join(modules, 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js');
	if (!existsSync(file)) return undefined;
	const { HttpRequest } = createRequire(__filename)(file) as {
		HttpRequest: new () => IVersionedNodeType & { currentVersion: number };
	};
	const versions = new HttpRequest();
	return {
		nodeType: versions.getNodeType(versions.currentVersion),
		version: versions.currentVersion,
	};
}

/**
 * The same sends with the HTTP Request node and Retry On Fail, in the form that suits it best: one
 * message an execution. `stableId`: whether the user thought of an id that survives the retries.
 */
export async function httpRequestSends(
	world: World,
	{ nodeType, version }: NonNullable<ReturnType<typeof loadHttpRequest>>,
	{ count, stableId }: { count: number; stableId: boolean },
): Promise<Verdict> {
	const { simulator } = world;
	await simulator.reset('empty');
	await simulator.generate({ contacts: 1, conversations: CONVERSATIONS });
	const ids = (await simulator.conversations()).map(({ id }) => id);
	await simulator.mixedFaults(mixOf(world));
	const tally = new Tally(`HTTP Request, ${stableId ? 'own stable' : 'fresh'} request id`);
	const requestId = stableId ? '$json.text' : '$json.text + $now.toMillis()';
	const body = `{ client_request_id: ${requestId}, conversation_id: $json.conversationId, text: $json.text }`;
	const parameters = {
		method: 'POST',
		url: `${simulator.baseUrl.replace('127.0.0.1', 'localhost')}/messages/text`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'relasiApi',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${body}) }}`,
		options: requestOptionsOf(world),
	};
	const rows = Array.from({ length: count }, (_, number) => ({
		text: `http ${number}`,
		conversationId: ids[number % ids.length],
	}));
	const next = rows.values();
	const answers = new Map<string, IDataObject | Error>();
	const worker = async () => {
		for (const json of next) {
			const run = runWorkflow(nodeType, {
				credentials: credentialOf(world),
				parameters,
				items: [{ json }],
				node: {
					// The name under which n8n lets a node use any credential.
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: version,
					retryOnFail: true,
					maxTries: 5,
					waitBetweenTries: 1000,
				},
			});
			const answer = await run.outputs().then(
				([items]) => items![0].json,
				(error: Error) => new Error(error.message),
			);
			answers.set(json.text, answer);
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
	const sent = (await simulator.sentMessages()).map(({ content }) => content);
	for (const { text } of rows)
		judge(text, sent.filter((content) => content === text).length, answers.get(text), tally);
	return tally.verdict(count, await simulator.requests());
}

function judge(
	text: string,
	times: number,
	answer: IDataObject | Error | undefined,
	tally: Tally,
): void {
	if (times > 1) tally.add('repeated', `${text}, ${times} times`);
	if (times === 0) tally.add('lost', text);
	if (answer instanceof Error) return tally.add('wronglyFailed', `${text}: ${answer.message}`);
	const content = (answer?.message as IDataObject | undefined)?.content;
	if (content !== text)
		tally.add('wronglySucceeded', `${text}: ${JSON.stringify(answer).slice(0, 100)}`);
}
