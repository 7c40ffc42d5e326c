import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

import type { Channel, Contact, Conversation, Message, ApiKey } from '../../nodes/shared/api/types';

// The compiler is the test: a misspelt field of an object of the API does not compile.
test('a misspelt field of an object of the API does not compile', () => {
	const misspelt = (
		contact: Contact,
		conversation: Conversation,
		message: Message,
		channel: Channel,
		apiKey: ApiKey,
	) => [
		// @ts-expect-error It is lead_status.
		contact.leadStatus,
		// @ts-expect-error It is customer_id.
		conversation.contact_id,
		// @ts-expect-error It is conversation_id.
		message.conversationId,
		// @ts-expect-error It is phone_number.
		channel.phone,
		// @ts-expect-error It is app_id.
		apiKey.appId,
	];
	expect(misspelt).toHaveLength(5);
});

const NODES = resolve(__dirname, '../../nodes');

/** The fields of a type in `api/types.ts`, as the compiler reads the file. */
function fieldsOf(name: string): string[] {
	const file = join(NODES, 'shared/api/types.ts');
	const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
	const found = source.statements
		.filter(ts.isTypeAliasDeclaration)
		.find((statement) => statement.name.text === name)!;
	return (found.type as ts.TypeLiteralNode).members.map((member) => member.name!.getText(source));
}

test.each([
	['Contact', 'contact'],
	['Conversation', 'conversation'],
	['Message', 'message'],
	['Channel', 'channel'],
	['ApiKey', 'apiKey'],
])('the output schema of %s offers exactly its fields in the editor', (type, schema) => {
	const text = readFileSync(join(NODES, `schemas/${schema}.json`), 'utf8');
	const { properties } = JSON.parse(text) as { properties: object };
	const added = ['contact', 'last_message'];
	const offered = Object.keys(properties).filter((field) => !added.includes(field));
	expect(offered.sort()).toEqual(fieldsOf(type).sort());
});
