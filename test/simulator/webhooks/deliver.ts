import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters, parseArgs } from 'node:util';

import { startSimulator, type Simulator } from '../simulator';
import type { Attempt } from './attempt';

const USAGE = `Usage: npm run deliver -- --url <url> --secret <signing secret> [options]
Signs an event as Relasi does, delivers it once, and prints the answer.
  --event <type>   message.created; or contact.created, contact.updated, conversation.created,
                   conversation.status_changed, message.updated
  --data <json>    fields of the object in the event, such as '{"from_customer":false}'
  --id <id>        the event's id; the same one again is a repeat
  --bytes          signs with the bytes that the base64 in whsec_<base64> means, not with its text`;

const OPTIONS = {
	url: { type: 'string' },
	secret: { type: 'string' },
	event: { type: 'string', default: 'message.created' },
	data: { type: 'string', default: '{}' },
	id: { type: 'string' },
	bytes: { type: 'boolean', default: false },
	help: { type: 'boolean', default: false },
} as const;

/** Delivers what the arguments say; undefined when they ask for the usage. */
export async function deliver(args: string[]): Promise<Attempt | undefined> {
	const flags = parseArgs({ args, options: OPTIONS }).values;
	const { url, secret, event, bytes, id = `evt_${randomUUID()}` } = flags;
	if (flags.help) return undefined;
	if (!url || !secret) throw new Error(`--url and --secret are needed.\n${USAGE}`);
	const changes = JSON.parse(flags.data) as object;
	const simulator = await startSimulator({ seed: 'empty' });
	try {
		const data = { ...sampleOf(simulator, event), ...changes };
		simulator.webhooks.register({ url, secret, signedWith: bytes ? 'bytes' : 'text' });
		const [attempt] = await simulator.deliverWebhook(event, data, { id, attempts: 1 });
		return attempt;
	} finally {
		await simulator.close();
	}
}

/** An object as it comes with events of this type. */
function sampleOf({ inbox }: Simulator, event: string): object {
	const contact = inbox.addContact({ name: 'Test Customer', email: 'test@example.com' });
	const conversation = inbox.addConversation({ customer_id: contact.id });
	if (event.startsWith('contact.')) return contact;
	if (event.startsWith('conversation.')) return conversation;
	return inbox.addMessage({ conversation_id: conversation.id, content: 'Hello!' });
}

async function main(): Promise<void> {
	const attempt = await deliver(process.argv.slice(2));
	if (!attempt) return console.log(USAGE);
	const { event_id: id, status, answer } = attempt;
	console.log(`${id}: ${status ?? 'no answer'} ${stripVTControlCharacters(answer)}`);
	if (status === null || status >= 300) process.exitCode = 1;
}

if (require.main === module) {
	main().catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
}
