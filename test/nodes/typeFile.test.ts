import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import type { INodeTypeDescription } from 'n8n-workflow';
import ts from 'typescript';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { RelasiTrigger } from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import { RelasiWebhookTrigger } from '../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';

// What n8n's AI builder may write: n8n drops anything else without a word.
const SENDING =
	'channelType clientRequestId fromUserId markdown onlyWithinHours replyToMessageId asSystem';
const CONTACT_FIELDS =
	'address city comment company country email jobTitle leadSource leadStatus phone';
const OFFERED: Record<string, Record<string, string>> = {
	'message getAll': {
		'': 'returnAll limit simplify',
		filters: 'contactId conversationId createdAfter direction messageSessionId',
		options: 'asTranscript maxCharacters order',
	},
	'message handOver': {
		'': 'sendTo conversationId contactId text',
		options: 'channelType pauseHours',
	},
	'message prepareReply': {
		'': 'conversationId messageId',
		options: 'agentPauseHours maxCharacters quietSeconds',
	},
	'message send': {
		'': 'sendTo conversationId contactId text',
		options: `${SENDING} deliveryTimeout skipIfEmpty splitLongText waitForDelivery`,
	},
	'message sendAndWait': {
		'': 'sendTo conversationId contactId message responseType choices',
		options: `${SENDING} approvalPage approveLabel approveWords clarification declineLabel declineWords ifUnclear limitWaitTime linkText lookSeconds quietSeconds`,
	},
	'message sendMedia': {
		'': 'sendTo conversationId contactId mediaType binaryPropertyName',
		options: `${SENDING} caption`,
	},
	'conversation get': {
		'': 'conversationId simplify',
		options: 'includeContact includeLastMessage',
	},
	'conversation getAll': {
		'': 'returnAll limit simplify',
		filters: 'channelIds channelTypes contactId lastMessageFrom statuses updatedAfter',
		options: 'includeContact includeLastMessage',
	},
	'contact create': { '': 'name', additionalFields: CONTACT_FIELDS },
	'contact upsert': {
		'': 'matchBy matchValue name',
		additionalFields: CONTACT_FIELDS,
		options: 'defaultCountryCode',
	},
	'contact get': { '': 'contactId simplify' },
	'contact getAll': { '': 'returnAll limit simplify', filters: 'leadStatus search' },
	'contact merge': { '': 'primaryContactId secondaryContactId' },
	'contact update': { '': 'contactId', updateFields: `${CONTACT_FIELDS} name` },
	'channel getAll': { '': 'returnAll limit' },
	'apiKey get': { '': '' },
};
const OF_TRIGGERS: Record<string, Record<string, string>> = {
	relasiTrigger: {
		'': 'event',
		filters: 'channelIds channelTypes statuses',
		options: 'combineMessages include maxWaitSeconds overlapSeconds quietSeconds',
	},
	relasiWebhookTrigger: {
		'': 'events',
		filters: 'channelIds channelTypes',
		options: 'toleranceSeconds',
	},
};
/** n8n's own fields, and what says which operation it is. */
const APART = ['resource', 'operation', 'requestOptions'];
const COLLECTIONS = ['filters', 'options', 'additionalFields', 'updateFields'];

/** n8n's own type file of a node, as n8n hands it to its AI builder. */
function typeFileOf({ properties, ...description }: INodeTypeDescription): string {
	const visible = properties.filter(({ type }) => type !== 'hidden');
	return generateNodeTypeFile({ ...description, properties: visible } as never);
}

/** The types of the file that hold parameters, by resource and operation, or by the name of the type. */
function parametersIn(text: string): Record<string, Record<string, string[]>> {
	const source = ts.createSourceFile('types.ts', text, ts.ScriptTarget.Latest);
	const found = source.statements
		.filter((one) => ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one))
		.filter(({ name }) => name.text.endsWith('Params'))
		.map((declaration) => {
			const { name } = declaration;
			const members = membersOf(
				ts.isInterfaceDeclaration(declaration)
					? declaration
					: (declaration.type as ts.TypeLiteralNode),
			);
			const literals = ['resource', 'operation'].map((key) => literalOf(members.get(key)));
			return [literals.every(Boolean) ? literals.join(' ') : name.text, offeredBy(members)];
		});
	return Object.fromEntries(found) as Record<string, Record<string, string[]>>;

	function membersOf({ members }: ts.TypeLiteralNode | ts.InterfaceDeclaration) {
		return new Map(
			members
				.filter(ts.isPropertySignature)
				.map((member) => [member.name.getText(source), member.type!]),
		);
	}

	function literalOf(type?: ts.TypeNode): string | undefined {
		return type && ts.isLiteralTypeNode(type) ? type.getText(source).slice(1, -1) : undefined;
	}

	function offeredBy(members: Map<string, ts.TypeNode>): Record<string, string[]> {
		const names = [...members.keys()].filter((name) => !APART.includes(name));
		const collections = names.filter((name) => COLLECTIONS.includes(name));
		return Object.fromEntries([
			['', names.filter((name) => !COLLECTIONS.includes(name)).sort()],
			...collections.map((name) => [
				name,
				[...membersOf(members.get(name) as ts.TypeLiteralNode).keys()].sort(),
			]),
		]) as Record<string, string[]>;
	}
}

const sorted = (expected: Record<string, string>): Record<string, string[]> =>
	Object.fromEntries(
		Object.entries(expected).map(([name, keys]) => [
			name,
			keys.split(' ').filter(Boolean).sort(),
		]),
	);

const actionTypes = parametersIn(typeFileOf(new Relasi().description));

test('n8n’s AI builder knows all operations, and no others', () => {
	expect(Object.keys(actionTypes).sort()).toEqual(Object.keys(OFFERED).sort());
});

test.each(Object.entries(OFFERED))(
	'%s offers n8n’s AI builder exactly what it has',
	(operation, expected) => {
		expect(actionTypes[operation]).toEqual(sorted(expected));
	},
);

test.each([new RelasiTrigger(), new RelasiWebhookTrigger()])(
	'a trigger offers n8n’s AI builder exactly what it has',
	({ description }) => {
		const [offered] = Object.values(parametersIn(typeFileOf(description)));
		expect(offered).toEqual(sorted(OF_TRIGGERS[description.name]));
	},
);
