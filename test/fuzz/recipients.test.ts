import fc from 'fast-check';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { startSimulator, type Simulator } from '../simulator';
import { runWorkflow } from '../support/engine';
import { credentialFor } from '../support/relasi';
import { inboxes, spelled, type Person, type RandomInbox } from './recipients';

/** Resolutions: 12 for each hostile case of an operation, so that `npm run fuzz` plays 12,000. */
const RESOLUTIONS = Number(process.env.FUZZ_RUNS ?? 25) * 12;
const A_CASE = 30;

let simulator: Simulator;
beforeAll(async () => (simulator = await startSimulator({ requestsPerSecond: null })));
afterAll(async () => await simulator.close());

/** What is asked for, and the conversation that has to get the message: undefined when none may. */
interface Question {
	asked: string;
	expected: string | undefined;
}

/** Without a country code ten digits or more are the same number with and without the plus. */
const toKey = (value: string) => value.replace(/^\+(?=[1-9]\d{9,}$)/, '');

function questionsOf(inbox: RandomInbox, by: 'id' | 'email' | 'phone'): Question[] {
	const people = inbox.people.filter(({ mergedInto }) => mergedInto === undefined);
	return inbox.asked.map(({ index, spelling }) => {
		const wanted = inbox.people[index];
		const same = people.filter((person) =>
			by === 'id' ? person === wanted : toKey(person[by]) === toKey(wanted[by]),
		);
		const asked = by === 'id' ? `p${index}` : spelled(by, wanted[by], spelling);
		return { asked, expected: same.length === 1 ? newestOf(inbox, same[0]) : undefined };
	});
}

function newestOf({ people, conversations, channelType }: RandomInbox, person: Person) {
	const belongsTo = (index: number) => people[people[index].mergedInto ?? index] === person;
	const ordered = conversations
		.map((conversation, number) => ({ ...conversation, id: `c${number}` }))
		.filter(({ owner }) => belongsTo(owner))
		.filter(({ channel }) => channelType === undefined || channel === channelType)
		.sort((a, b) => b.updatedAt - a.updatedAt);
	return ordered[0]?.id;
}

function fill({ people, conversations, search }: RandomInbox) {
	simulator.reset('empty');
	simulator.set({ search });
	const { inbox } = simulator;
	for (const type of ['whatsapp', 'telegram', 'email']) inbox.addChannel({ id: type, type });
	people.forEach(({ email, phone, spelling }, index) => {
		const stored = {
			email: spelled('storedEmail', email, spelling),
			phone: spelled('storedPhone', phone, spelling),
		};
		inbox.addContact({ id: `p${index}`, ...stored, created_at: 1e12 });
	});
	conversations.forEach(({ owner, channel, updatedAt }, index) => {
		const where = { channel_id: channel, customer_id: `p${people[owner].mergedInto ?? owner}` };
		inbox.addConversation({ id: `c${index}`, ...where, created_at: 1e12 + updatedAt * 1000 });
	});
	people.forEach(({ mergedInto }, index) => {
		if (mergedInto !== undefined) inbox.contacts.remove(`p${index}`);
	});
}

/** The conversation that each question's message went into. */
async function answersTo(questions: Question[], by: string, channelType?: string) {
	const parameters = {
		...{ resource: 'message', operation: 'send', sendTo: 'contact' },
		contactId: { __rl: true, mode: by, value: '={{ $json.asked }}' },
		...{ text: '={{ $json.number }}', options: channelType ? { channelType } : {} },
	};
	await runWorkflow(new Relasi(), {
		parameters,
		items: questions.map(({ asked }, number) => ({ json: { asked, number: `${number}` } })),
		credentials: credentialFor(simulator, { requestsPerSecond: 10_000 }),
		node: { onError: 'continueErrorOutput' },
	}).outputs();
	const went = new Map(
		simulator.inbox.sentMessages.map((message) => [message.content, message.conversation_id]),
	);
	return questions.map((_, number) => went.get(`${number}`));
}

test.each(['id', 'email', 'phone'] as const)(
	'a message to a contact by %s goes into that contact’s newest conversation and nobody else’s',
	async (by) => {
		await fc.assert(
			fc.asyncProperty(inboxes(A_CASE), async (inbox) => {
				fill(inbox);
				const questions = questionsOf(inbox, by);
				const expected = questions.map((question) => question.expected);
				expect(await answersTo(questions, by, inbox.channelType)).toEqual(expected);
			}),
			{ numRuns: Math.ceil(RESOLUTIONS / A_CASE / 3) },
		);
	},
	600_000,
);
