import type { IConnections, INode } from 'n8n-workflow';

import type { StoredCredential, WorkflowFile } from '../../../scripts/n8n/api';
import { START, start } from './workflows';

type Part = Pick<INode, 'name' | 'type'> & Partial<INode>;

/** What the model fills in, as the editor writes it when a field is left to the model. */
export const fromAi = (name: string, description: string, type = 'string'): string =>
	`={{ $fromAI('${name}', \`${description}\`, '${type}') }}`;

/** Start → AI Agent with a chat model and tools; the agent's text is the prompt. */
export function agentWorkflow(options: {
	prompt: string;
	/** 3 lets the engine run the tools, 2.2 runs them itself. */
	agentVersion: number;
	model: StoredCredential;
	tools: Part[];
}): WorkflowFile {
	const { prompt, agentVersion, model, tools } = options;
	const agent: Part = {
		name: 'AI Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: agentVersion,
		parameters: { promptType: 'define', text: prompt, options: { maxIterations: 20 } },
	};
	const chatModel: Part = {
		name: 'OpenAI Chat Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		parameters: { model: { __rl: true, mode: 'id', value: 'scripted' }, options: {} },
		credentials: { openAiApi: { id: model.id, name: model.name } },
	};
	const nodes = [start, agent, chatModel, ...tools].map((part, index): INode => ({
		id: `node-${index}`,
		typeVersion: 1,
		position: [220 * index, index > 1 ? 200 : 0],
		parameters: {},
		...part,
	}));
	const to = (type: 'main' | 'ai_tool' | 'ai_languageModel') => ({
		[type]: [[{ node: agent.name, type, index: 0 }]],
	});
	const connections: IConnections = {
		[START]: to('main'),
		[chatModel.name]: to('ai_languageModel'),
		...Object.fromEntries(tools.map(({ name }) => [name, to('ai_tool')])),
	};
	return {
		name: `Agent ${agentVersion}`,
		nodes,
		connections,
		settings: { executionOrder: 'v1' },
	};
}
