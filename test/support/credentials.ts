import {
	ICredentialsHelper,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type IHttpRequestOptions,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { RelasiApi } from '../../credentials/RelasiApi.credentials';

/** Credential types with their decrypted data, by name. */
export type TestCredentials = Record<
	string,
	{
		type: ICredentialType;
		data: ICredentialDataDecryptedObject;
		/** Holds a read back, as n8n's database may. */
		delay?: () => Promise<unknown>;
		/** Evaluates expressions where a node cannot see it, as another n8n may. */
		isUnseen?: boolean;
	}
>;

/** A credential of Relasi with nothing but these fields. */
export const relasiApi = (data: IDataObject): TestCredentials => ({
	relasiApi: { type: new RelasiApi(), data: data as ICredentialDataDecryptedObject },
});

/** The part of n8n's CredentialsHelper that nodes can observe, without its database. */
export class TestCredentialsHelper extends ICredentialsHelper {
	/** How often a node asked for a decrypted credential: n8n reads its database each time. */
	reads = 0;

	constructor(private readonly credentials: TestCredentials) {
		super();
	}

	getParentTypes(name: string): string[] {
		return this.credentials[name]?.type.extends ?? [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		data: ICredentialDataDecryptedObject,
		name: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const authenticate = this.credentials[name]?.type.authenticate;
		if (typeof authenticate !== 'function')
			throw new Error(`${name} has no authenticate function`);
		return await authenticate(data, options);
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('The stored form of a credential is not part of these tests');
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		name: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		_raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	) {
		const entry = this.credentials[name];
		if (!entry) throw new Error(`No test credential of type ${name}`);
		this.reads++;
		await entry.delay?.();
		const data = structuredClone(entry.data);
		if (!values) return data;
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } =
			values;
		const { expression } = workflow;
		const own = Object.getPrototypeOf(expression) as typeof expression;
		const isWatched = Object.hasOwn(expression, 'getParameterValue');
		return (entry.isUnseen && isWatched ? own : expression).getParameterValue(
			data as INodeParameters,
			runExecutionData,
			runIndex,
			itemIndex,
			node.name,
			connectionInputData,
			mode,
			{},
			executeData,
			false,
			data as INodeParameters,
		) as ICredentialDataDecryptedObject;
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.credentials[name]?.type.properties ?? [];
	}
}
