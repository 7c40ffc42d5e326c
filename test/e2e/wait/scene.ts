import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { N8nApi, type StoredCredential } from '../../../scripts/n8n/api';
import { itemsOf, waitForExecution, type Execution } from '../../../scripts/n8n/executions';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import type { Conversation, Simulator } from '../../simulator';
import { http } from '../../support/http';
import { n8nFor, relasiAccount, restartKilled, simulatorFor } from '../support/start';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { chain, locator, relasi } from '../support/workflows';

/** A published workflow that asks. */
export interface Asker {
	workflowId: string;
	path: string;
}

/** What differs from the plain workflow. */
interface Variation {
	node?: Partial<INode>;
	/** What follows the node. */
	after?: ReturnType<typeof relasi>;
	credential?: StoredCredential;
	settings?: IDataObject;
}

/** An address that others could reach: without one, no link goes out. */
const PUBLIC_URL = 'https://n8n.example.com/';

/** Whatever n8n's environment says of executions that succeed. */
const KEPT: IDataObject = { saveDataSuccessExecution: 'all' };

/** Shows what the node gave for which conversation. */
const pass = {
	...{ name: 'After', type: 'n8n-nodes-base.set', typeVersion: 3.4 },
	parameters: {
		mode: 'raw',
		jsonOutput:
			'={{ { asked: $("Conversations").item.json["body.conversations"], given: $json } }}',
		options: {},
	},
};

/** An n8n with workflows that ask the customers of a simulator. */
export class Scene {
	api!: N8nApi;

	credential!: StoredCredential;

	private asked = 0;

	private constructor(
		readonly n8n: N8nInstance,
		readonly simulator: Simulator,
	) {}

	static async set(round: Round, env: NodeJS.ProcessEnv = {}): Promise<Scene> {
		const simulator = await simulatorFor(round, { seed: 'empty' });
		const n8n = await n8nFor(round, { env: { WEBHOOK_URL: PUBLIC_URL, ...env } });
		return await Scene.over(n8n, simulator);
	}

	/** The same over an n8n that runs already. */
	static async over(n8n: N8nInstance, simulator: Simulator): Promise<Scene> {
		const scene = new Scene(n8n, simulator);
		scene.api = await N8nApi.connect(n8n.url);
		scene.credential = await scene.credentialWith(simulator.keys.full);
		return scene;
	}

	/** A credential with a key. */
	async credentialWith(apiKey: string): Promise<StoredCredential> {
		return await this.api.createCredential(relasiAccount(this.simulator, { apiKey }));
	}

	/** Gives a credential another key. */
	async changeKey({ id }: StoredCredential, apiKey: string): Promise<void> {
		await this.api.updateCredential(id, relasiAccount(this.simulator, { apiKey }));
	}

	/** Publishes a workflow that asks each conversation it is called with, and goes on with the answers. */
	async publish(
		parameters: INodeParameters = {},
		{ node = {}, after = pass, credential = this.credential, settings = {} }: Variation = {},
	): Promise<Asker> {
		const path = `ask-${++this.asked}`;
		const hook = {
			...{ name: 'Called', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
			parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
			webhookId: path,
		};
		const split = {
			...{ name: 'Conversations', type: 'n8n-nodes-base.splitOut', typeVersion: 1 },
			parameters: { fieldToSplitOut: 'body.conversations', options: {} },
		};
		const ask = relasi(
			'Ask',
			{
				...{
					resource: 'message',
					operation: 'sendAndWait',
					message: 'Which day suits you?',
				},
				conversationId: locator('={{ $json["body.conversations"] }}'),
				...parameters,
			} as INodeParameters,
			credential,
		);
		const workflow = chain(path, [hook, split, { ...ask, ...node }, after], {
			...KEPT,
			...settings,
		});
		const { id } = await this.api.createWorkflow(workflow);
		await this.api.activate(id);
		return { workflowId: id, path };
	}

	/** Starts an execution that asks in these conversations; gives its id. */
	async ask(asker: Asker, conversations: Conversation[]): Promise<string> {
		const before = new Set(await this.idsOf(asker));
		await this.call(asker, conversations);
		return await until('the execution is there', async () =>
			(await this.idsOf(asker)).find((id) => !before.has(id)),
		);
	}

	/** The executions that asked, without those that wait for them. */
	async idsOf({ workflowId }: Asker): Promise<string[]> {
		const all = await this.api.listExecutions({ workflowId });
		return all.filter(({ mode }) => mode === 'webhook').map(({ id }) => id);
	}

	/** Calls a workflow that asks in these conversations. */
	async call({ path }: Asker, conversations: Conversation[]): Promise<void> {
		const body = { conversations: conversations.map(({ id }) => id) };
		await until('the workflow is called', async () => {
			const url = `${this.n8n.url}/webhook/${path}`;
			return (await http.post(url, body)).status === 200;
		});
	}

	/** Waits until an execution waits in n8n's database. */
	async parked(id: string): Promise<void> {
		await until(
			`execution ${id} waits`,
			async () => {
				const { status } = await this.api.getExecution(id);
				if (status === 'error') throw new Error('failed');
				return status === 'waiting';
			},
			180_000,
		);
	}

	/** What followed the node was given, once the execution has ended. */
	async answersOf(
		id: string,
		timeoutMs = 200_000,
	): Promise<Array<{ asked: string; given: IDataObject }>> {
		const execution = await this.ended(id, timeoutMs);
		if (execution.status !== 'success') throw new Error(execution.error?.message);
		return itemsOf(execution, 'After').map(({ json }) => json as never);
	}

	async ended(id: string, timeoutMs = 200_000): Promise<Execution> {
		return await waitForExecution(this.api.session, id, timeoutMs);
	}

	/** What a bound in milliseconds is to be loosened by on a machine that is busy: next to nothing on an idle one. */
	async slackMs(): Promise<number> {
		const times: number[] = [];
		for (let call = 0; call < 5; call++) {
			const calledMs = Date.now();
			await this.api.listExecutions();
			times.push(Date.now() - calledMs);
		}
		return 20 * times.sort((one, other) => one - other)[2];
	}

	/** New conversations, each with a customer of its own. */
	chats(count: number): Conversation[] {
		const { inbox } = this.simulator;
		return Array.from({ length: count }, () =>
			inbox.addConversation({ customer_id: inbox.addContact().id }),
		);
	}

	/** Waits until the question stands in a conversation. */
	async isAsked(chat: Conversation): Promise<void> {
		await until('the question is sent', () => this.sentTo(chat).length > 0);
	}

	/** The link that stands in the question, as it can be opened here. */
	linkIn(chat: Conversation): string {
		const [link] = /https?:\S+/.exec(this.sentTo(chat).at(-1)!.content)!;
		return link.replace(PUBLIC_URL, `${this.n8n.url}/`);
	}

	/** How many messages were sent into these conversations. */
	questionsIn(chats: Conversation[]): number {
		return chats.flatMap((chat) => this.sentTo(chat)).length;
	}

	private sentTo({ id }: Conversation) {
		const { sentMessages } = this.simulator.inbox;
		return sentMessages.filter(({ conversation_id: to }) => to === id);
	}

	/** A customer writes. */
	write({ id }: Conversation, content: string): void {
		this.simulator.inbox.addMessage({ conversation_id: id, content });
	}

	/** SIGTERM, and a start on the same folder. */
	async restart(): Promise<void> {
		await this.n8n.restart();
		this.api = await N8nApi.connect(this.n8n.url);
	}

	/** `kill -9`, and a start on the same folder. */
	async kill(): Promise<void> {
		await this.n8n.kill();
		await restartKilled(this.n8n);
		this.api = await N8nApi.connect(this.n8n.url);
	}
}
