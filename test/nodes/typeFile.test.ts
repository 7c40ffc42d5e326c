import { generateNodeTypeFile } from '@n8n/workflow-sdk';
import type { INodeTypeDescription } from 'n8n-workflow';
import ts from 'typescript';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { RelasiTrigger } from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import { RelasiWebhookTrigger } from '../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';
import { COLLECTIONS, INTERFACE } from './interface';

// What n8n's AI builder may write: n8n drops anything else without a word.
const OF_TRIGGERS: Record<string, Record<string, string[]>> = {
	relasiTrigger: {
		'': ['event'],
		filters: ['channelIds', 'channelTypes', 'statuses'],
		options: [
			...['combineMessages', 'include', 'maxWaitSeconds', 'overlapSeconds'],
			'quietSeconds',
		],
	},
	relasiWebhookTrigger: {
		'': ['events'],
		filters: ['channelIds', 'channelTypes'],
		options: ['toleranceSeconds'],
	},
};
/** n8n's own fields, and what says which operation it is. */
const APART = ['resource', 'operation', 'requestOptions'];

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

/** The names of fields, as `offeredBy` gives them. */
function namesOf(fields: Record<string, unknown>): Record<string, string[]> {
	const names = Object.keys(fields).sort();
	const collections = names.filter((name) => COLLECTIONS.includes(name));
	return Object.fromEntries([
		['', names.filter((name) => !COLLECTIONS.includes(name))],
		...collections.map((name) => [name, Object.keys(fields[name] as object).sort()]),
	]) as Record<string, string[]>;
}

const actionTypes = parametersIn(typeFileOf(new Relasi().description));

test('n8n’s AI builder knows all operations, and no others', () => {
	expect(Object.keys(actionTypes).sort()).toEqual(Object.keys(INTERFACE).sort());
});

test.each(Object.entries(INTERFACE))(
	'%s offers n8n’s AI builder exactly what it has',
	(operation, [, fields]) => expect(actionTypes[operation]).toEqual(namesOf(fields)),
);

test.each([new RelasiTrigger(), new RelasiWebhookTrigger()])(
	'a trigger offers n8n’s AI builder exactly what it has',
	({ description }) => {
		const [offered] = Object.values(parametersIn(typeFileOf(description)));
		expect(offered).toEqual(OF_TRIGGERS[description.name]);
	},
);
