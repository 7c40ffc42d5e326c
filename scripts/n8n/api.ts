import type {
	ICredentialDataDecryptedObject,
	INodeTypeDescription,
	IWorkflowBase,
} from 'n8n-workflow';

import {
	getExecution,
	listExecutions,
	waitForExecution,
	type Execution,
	type ExecutionSummary,
} from './executions';
import { OWNER, Session, type Owner } from './session';

/** A workflow as n8n exports it: what stands in a file of `examples/`. */
export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings' | 'pinData' | 'meta'>>;

/** A stored workflow. */
export type StoredWorkflow = WorkflowFile &
	Pick<IWorkflowBase, 'staticData'> & { id: string; active: boolean; versionId: string };

/** One line of n8n's list of workflows. */
type WorkflowSummary = Pick<StoredWorkflow, 'id' | 'name' | 'active'> & {
	updatedAt: string;
};

/** A stored credential, without its secrets. */
export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

/** A credential to be stored. */
export type CredentialInput = Omit<StoredCredential, 'id'> & {
	data: ICredentialDataDecryptedObject;
};

/** Drives a running n8n, 1.x or 2.x, through the API its own editor uses. */
export class N8nApi {
	private constructor(readonly session: Session) {}

	/** Signs in as the owner, after creating the account on a new instance. */
	static async connect(url: string, owner: Owner = OWNER): Promise<N8nApi> {
		const session = new Session(url);
		await session.signIn(owner);
		return new N8nApi(session);
	}

	async listCredentials(): Promise<StoredCredential[]> {
		return this.session.request('GET', '/rest/credentials');
	}

	async createCredential(credential: CredentialInput): Promise<StoredCredential> {
		return this.session.request('POST', '/rest/credentials', credential);
	}

	async updateCredential(id: string, credential: CredentialInput): Promise<StoredCredential> {
		return this.session.request('PATCH', `/rest/credentials/${id}`, credential);
	}

	/** Runs the credential's own test, as the editor does on Save. */
	async testCredential(id: string): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const { name, type, data } = await this.session.request<CredentialInput>(
			'GET',
			`/rest/credentials/${id}?includeData=true`,
		);
		return this.session.request('POST', '/rest/credentials/test', {
			credentials: { id, name, type, data },
		});
	}

	async listWorkflows(): Promise<WorkflowSummary[]> {
		return this.session.request('GET', '/rest/workflows');
	}

	async createWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {}, pinData = {}, meta } = workflow;
		const body = { name, nodes, connections, settings, pinData, meta, active: false };
		return this.session.request('POST', '/rest/workflows', body);
	}

	async getWorkflow(id: string): Promise<StoredWorkflow> {
		return this.session.request('GET', `/rest/workflows/${id}`);
	}

	/** Changes the given parts; an active workflow goes on in its old form until `activate` is called again. */
	async updateWorkflow(id: string, changes: Partial<WorkflowFile>): Promise<StoredWorkflow> {
		return this.session.request('PATCH', `/rest/workflows/${id}`, changes);
	}

	/** Activates the newest version of a workflow ("publishes" it, as 2.x says). */
	async activate(id: string): Promise<void> {
		const { versionId } = await this.getWorkflow(id);
		await this.session.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	async deactivate(id: string): Promise<void> {
		await this.session.request('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/** Starts a workflow by hand from a trigger; gives the execution's id, undefined while the trigger waits for a call. */
	async start(id: string, trigger: string): Promise<string | undefined> {
		const workflowData = await this.getWorkflow(id);
		const { executionId } = await this.session.request<{ executionId?: string }>(
			'POST',
			`/rest/workflows/${id}/run`,
			{ workflowData, triggerToStartFrom: { name: trigger } },
		);
		return executionId;
	}

	/** Runs a workflow by hand from a trigger and waits for its end; throws only when it cannot be started. */
	async run(id: string, trigger: string, timeoutMs = 120_000): Promise<Execution> {
		const executionId = await this.start(id, trigger);
		if (!executionId) throw new Error(`"${trigger}" waits for a call and was not run.`);
		return waitForExecution(this.session, executionId, timeoutMs);
	}

	async listExecutions(
		filter?: Parameters<typeof listExecutions>[1],
	): Promise<ExecutionSummary[]> {
		return listExecutions(this.session, filter);
	}

	async getExecution(id: string): Promise<Execution> {
		return getExecution(this.session, id);
	}

	/** Every node n8n knows, tool variants included. */
	async nodeTypes(): Promise<INodeTypeDescription[]> {
		return this.session.request('GET', '/types/nodes.json');
	}
}
