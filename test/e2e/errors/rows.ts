import type { INode } from 'n8n-workflow';

import type { Simulator } from '../../simulator';

/** One way in which things go wrong, and what a person then reads. */
export interface Row {
	name: string;
	parameters: INode['parameters'];
	/** The key to use; `full` by default. */
	key?: string;
	baseUrl?: string;
	/** Makes the simulator misbehave. */
	provoke?: (simulator: Simulator) => unknown;
	message: RegExp;
	/** What to do about it. */
	description: RegExp;
	/** No request may have reached the API. */
	beforeAnyRequest?: boolean;
}

/** The table of errors, each provoked by what a real API or network does. */
export function rows(simulator: Simulator): Row[] {
	const [conversation] = simulator.inbox.conversations.all();
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	const conversationId = byId(conversation.row.id);
	const getChannels = { resource: 'channel', operation: 'getAll' };
	const send = (text: string, options = {}) => ({
		resource: 'message',
		operation: 'send',
		conversationId,
		text,
		options,
	});
	const { keys } = simulator;
	return [
		{
			name: '401, the key is revoked',
			parameters: getChannels,
			key: keys.revoked,
			message: /^Relasi rejected the API key$/,
			description: /Open the Relasi credential .* neither revoked nor expired/,
		},
		{
			name: '403, the key lacks a scope',
			parameters: send('Hello'),
			key: keys.readOnly,
			message: /^The API key lacks the scope “messages:write”$/,
			description: /Give the key this scope in Relasi/,
		},
		{
			name: '403, the address of n8n is not allowed',
			parameters: getChannels,
			key: keys.ipBlocked,
			message: /^Relasi rejects requests from this IP address$/,
			description: /Add the IP address of your n8n server to the key's allowlist/,
		},
		{
			name: '404, the contact is unknown',
			parameters: { resource: 'contact', operation: 'get', contactId: byId('cnt_nobody') },
			message: /^Relasi has no contact .*cnt_nobody/,
			description: /Check the ID, or choose from the list/,
		},
		{
			name: '422, the API refuses a value',
			parameters: { resource: 'contact', operation: 'create', name: 'Emma Clarke' },
			provoke: ({ faults }) =>
				faults.add({
					kind: 'status',
					status: 422,
					body: { error: 'country is not a known one' },
				}),
			message: /^Relasi rejected the input: country is not a known one/,
			description: /Compare the values of this node with the message/,
		},
		{
			name: '429, given up because the wait is too long',
			parameters: getChannels,
			key: keys.second,
			provoke: ({ faults }) =>
				faults.add({
					kind: 'status',
					status: 429,
					headers: { 'retry-after': '600' },
					body: { error: 'Too many requests' },
				}),
			message: /^The API key has reached its rate limit/,
			description: /lower 'Requests per Second'/,
		},
		{
			name: 'the network is down',
			parameters: getChannels,
			baseUrl: 'http://127.0.0.1:9/api/public/v1',
			message: /^Couldn't connect to 127\.0\.0\.1:9$/,
			description: /Check the base URL .*DNS, firewall, proxy/,
		},
		{
			name: 'a web page instead of JSON',
			parameters: getChannels,
			provoke: ({ faults }) =>
				faults.add({ kind: 'html', times: 50, match: { path: '/channels' } }),
			message: /^The response isn't from the Relasi API$/,
			description: /Check the base URL in the Relasi credential/,
		},
		{
			name: 'the text is too long',
			parameters: send('a'.repeat(4001)),
			message: /^Text is too long: 4001 characters, and Relasi accepts 4000/,
			description: /Shorten it, or turn on the option 'Split Long Text'/,
			beforeAnyRequest: true,
		},
		{
			name: 'two senders for one message',
			parameters: send('Hello', { asSystem: true, fromUserId: 'usr_1' }),
			message: /^'Send as System' and 'From User ID' are both set/,
			description: /Remove one of the two options/,
			beforeAnyRequest: true,
		},
	];
}
