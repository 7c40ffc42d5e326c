import assert from 'node:assert/strict';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import { itemsOf } from '../../../scripts/n8n/executions';
import { readExamples } from '../../../scripts/start/examples';
import type { Conversation } from '../../simulator';
import { callsOf, ChatModel, textOf, type Answer, type ChatMessage } from '../support/chatModel';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import type { Scene } from './scene';

const EXAMPLE = 'ai-agent-asks-before-it-acts.json';
const COLLEAGUE = 'A colleague writes';
/** The city that the agent is to note. */
export const CITY = 'Leeds';

/** Looks the contact up whose name it is given, changes their city, and says what came of it. */
function bookkeeper(messages: ChatMessage[]): Answer {
	const [search = ''] = messages.filter(({ role }) => role === 'user').map(textOf);
	const [found, changed] = callsOf(messages);
	if (!found) return [{ tool: 'Look_up_a_contact', args: { Search: search } }];
	if (changed) return `RESULT ${JSON.stringify(changed.result)}`;
	const [, id] = /"id": ?"([^"]+)"/.exec(JSON.stringify(found.result).replaceAll('\\', ''))!;
	const toolParameters = { Contact_ID: id, City: CITY };
	return [{ tool: 'Change_the_city', args: { toolParameters, hitlParameters: {} } }];
}

/** An agent that waits for a customer; called, it gives its last words. */
type Agent = (() => Promise<string>) & { isStored(): Promise<void> };

/** The example, told by hand about a contact; the agent ends once the customer has decided. */
export async function startAgent(round: Round, scene: Scene, chat: Conversation): Promise<Agent> {
	const { api, simulator } = scene;
	const model = await new ChatModel().listen();
	round.finally(() => model.close());
	model.script = bookkeeper;
	await api.createCredential({
		...{ name: 'Model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
	});
	const { workflow } = readExamples(await api.listCredentials()).find(
		({ file }) => file === EXAMPLE,
	)!;
	const { name } = simulator.inbox.contacts.get(chat.customer_id)!;
	const { id } = await api.createWorkflow(toldByHand(workflow, String(name)));
	const executionId = (await api.start(id, COLLEAGUE))!;
	await until('the customer is asked', () =>
		simulator.inbox.sentMessages.some(({ conversation_id: to }) => to === chat.id),
	);
	const finish = async () => {
		const execution = await scene.ended(executionId, 300_000);
		// A restart meanwhile leaves n8n's note of it behind, though the execution went on.
		const isNoted = /^Workflow did not finish/.test(execution.error?.message ?? '');
		assert(execution.status === 'success' || isNoted, execution.error?.message);
		return String(itemsOf(execution, 'AI Agent')[0].json.output);
	};
	return Object.assign(finish, { isStored: async () => scene.parked(executionId) });
}

/** The city that the example would note. */
export const cityOf = ({ simulator }: Scene, { customer_id: id }: Conversation) =>
	simulator.inbox.contacts.get(id)?.city;

function toldByHand(workflow: WorkflowFile, text: string): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		if (node.name === COLLEAGUE)
			return {
				...node,
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				parameters: {},
			};
		if (node.name !== 'AI Agent') return node;
		return { ...node, parameters: { ...node.parameters, promptType: 'define', text } };
	});
	const settings = { ...workflow.settings, saveDataSuccessExecution: 'all' as const };
	return { ...workflow, nodes, settings };
}
