import assert from 'node:assert/strict';
import type { INode } from 'n8n-workflow';

import { fromAi } from '../support/ai';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { locator, relasi } from '../support/workflows';
import type { Scene } from './scene';

const PATH = 'ask-by-mcp';
const HEADERS = {
	'content-type': 'application/json',
	accept: 'application/json, text/event-stream',
};

/** Behind the MCP Server Trigger n8n can't wait: the client is told so, and nobody is asked. */
export async function checkMcp(round: Round, scene: Scene): Promise<void> {
	const [chat] = scene.chats(1);
	const tool = relasi(
		'Ask the customer',
		{
			...{ resource: 'message', operation: 'sendAndWait', message: 'Which day suits you?' },
			conversationId: locator(fromAi('Conversation', 'ID of the conversation')),
		},
		scene.credential,
		'relasiTool',
	);
	const trigger = {
		...{ name: 'MCP Server Trigger', type: '@n8n/n8n-nodes-langchain.mcpTrigger' },
		...{ typeVersion: 2, parameters: { path: PATH }, webhookId: PATH },
	};
	const nodes = [trigger, tool].map((part, index): INode => ({
		...{ id: `node-${index}`, typeVersion: 1, position: [0, 200 * index], parameters: {} },
		...part,
	}));
	const connections = {
		[tool.name]: { ai_tool: [[{ node: trigger.name, type: 'ai_tool' as const, index: 0 }]] },
	};
	const { id } = await scene.api.createWorkflow({
		...{ name: 'Asks by MCP', nodes, connections, settings: {} },
	});
	await scene.api.activate(id);
	await round.checks.check(
		"a client of the MCP Server Trigger is told that n8n can't wait here, and nobody is asked",
		async () => {
			const answer = await callTool(scene.n8n.url, { Conversation: chat.id });
			assert.match(answer, /n8n can't wait here: send the question with Send/);
			assert.equal(scene.questionsIn([chat]), 0);
		},
	);
}

/** Opens a session as an MCP client does, and calls its only tool; gives the answer as it comes. */
async function callTool(url: string, args: object): Promise<string> {
	let session: Record<string, string> = {};
	let requests = 0;
	const send = async (method: string, params: object) =>
		await fetch(`${url}/mcp/${PATH}`, {
			method: 'POST',
			headers: { ...HEADERS, ...session },
			body: JSON.stringify({
				...{ jsonrpc: '2.0', method, params },
				...(!method.startsWith('notifications/') && { id: ++requests }),
			}),
		});
	const opened = await until('the MCP endpoint is there', async () => {
		const response = await send('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1.0.0' },
		});
		return response.ok && response;
	});
	session = { 'mcp-session-id': String(opened.headers.get('mcp-session-id')) };
	await send('notifications/initialized', {});
	const listed = await (await send('tools/list', {})).text();
	const [, name] = /"name":"([^"]+)"/.exec(listed) ?? [];
	return await (await send('tools/call', { name, arguments: args })).text();
}
