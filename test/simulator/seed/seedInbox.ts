import type { Inbox } from '../inbox/inbox';
import { pick, seededRandom } from '../inbox/random';
import type { Channel, Contact, Conversation } from '../inbox/rows';
import { CHANNEL_TYPES, KEY_CREATOR_ID, LEAD_STATUSES, USER_IDS } from '../inbox/rows';
import { DIALOGUES } from './dialogues';
import type { Person } from './people';
import { PEOPLE } from './people';

const DAY_MS = 86_400_000;
const CONVERSATIONS = 80;
const RETURNING = 20;

/** Fills an inbox as a small company has it, always the same, with times before `startMs`. */
export function seedInbox(inbox: Inbox, startMs: number): void {
	const random = seededRandom(2026);
	const channels = addChannels(inbox, startMs);
	const contacts = PEOPLE.map((person, index) =>
		addPerson(inbox, person, index, startMs, random),
	);
	for (let number = 0; number < CONVERSATIONS; number++) {
		const index = number % PEOPLE.length;
		const contact = contacts[index] as Contact;
		const language = (PEOPLE[index] as Person)[1];
		// The later its number, the nearer to now: a few of today, most of the last two months.
		const ageMs = ((CONVERSATIONS - number) / CONVERSATIONS) ** 2 * 60 * DAY_MS;
		const beginMs = startMs - ageMs - 45 * 60_000;
		const conversation = addChat(inbox, channels, contact, beginMs, ageMs, random);
		const endMs = talk(inbox, conversation, language, beginMs, startMs, random);
		if (number >= CONVERSATIONS - RETURNING) continue;
		if (number % 3 === 0) {
			inbox.sessionOf(conversation.id, inbox.nextId('ses'));
			talk(inbox, conversation, language, endMs + 0.2 * DAY_MS, startMs, random);
		}
	}
}

function addChannels(inbox: Inbox, startMs: number): Channel[] {
	const created_at = Math.floor((startMs - 200 * DAY_MS) / 1000) * 1000;
	const details: Record<string, object> = {
		whatsapp: { name: 'WhatsApp Sales', phone_number: '+62 811 5550 1000' },
		telegram: { name: 'Telegram Support', username: 'biji_coffee_bot' },
		instagram: { name: 'Instagram', username: 'biji.coffee' },
		facebook: { name: 'Facebook Page', username: 'bijicoffee' },
		email: { name: 'Support mailbox', email: 'hello@bijicoffee.example' },
		livechat: { name: 'Website chat' },
	};
	return CHANNEL_TYPES.map((type, index) =>
		inbox.addChannel({ type, created_at: created_at + index * 3_600_000, ...details[type] }),
	);
}

function addPerson(
	inbox: Inbox,
	[name, , phone, email, company, job_title, city, country]: Person,
	index: number,
	startMs: number,
	random: () => number,
): Contact {
	const statuses = [...LEAD_STATUSES, ''];
	return inbox.addContact({
		name,
		phone,
		email,
		company,
		job_title,
		city,
		country,
		lead_status: index % 11 === 10 ? null : (statuses[index % statuses.length] ?? null),
		lead_source: pick(random, ['website', 'instagram', 'referral', 'walk-in', '', null]),
		created_at: momentIn(startMs - (190 - index) * DAY_MS, random),
		updated_at: momentIn(startMs - (70 - index) * DAY_MS, random),
	});
}

function addChat(
	inbox: Inbox,
	channels: Channel[],
	contact: Contact,
	beginMs: number,
	ageMs: number,
	random: () => number,
): Conversation {
	const reachable = channels.filter(({ type }) => {
		if (type === 'whatsapp') return contact.phone !== null;
		return type === 'email' ? Boolean(contact.email) : true;
	});
	const channel = pick(random, reachable);
	const past = ['resolved', 'resolved', 'closed', 'closed', 'snoozed', 'open'];
	const status = ageMs < 2 * DAY_MS ? 'open' : pick(random, past);
	const created_at = momentIn(beginMs, random);
	return inbox.addConversation({
		channel_id: channel.id,
		customer_id: contact.id,
		status,
		created_at,
	});
}

function talk(
	inbox: Inbox,
	conversation: Conversation,
	language: string,
	beginMs: number,
	startMs: number,
	random: () => number,
): number {
	let atMs = beginMs;
	for (const line of pick(random, DIALOGUES[language] ?? DIALOGUES.en ?? [])) {
		atMs += 15_000 + random() * 300_000;
		const created_at = momentIn(Math.min(atMs, startMs - 1000), random);
		inbox.addMessage({ conversation_id: conversation.id, created_at, ...spoken(line, random) });
	}
	return atMs;
}

function spoken(line: string, random: () => number) {
	const [, type, content] = /^.(?:\[(\w+)\] ?)?(.*)$/s.exec(line) ?? [];
	const from_customer = line.startsWith('>');
	const colleague = random() < 0.7 ? KEY_CREATOR_ID : pick(random, USER_IDS);
	const from_user_id = line.startsWith('<') ? colleague : null;
	return { content: content ?? '', message_type: type ?? 'text', from_customer, from_user_id };
}

// A third of the times falls on a whole second, so both forms of a timestamp occur.
function momentIn(atMs: number, random: () => number): number {
	return random() < 0.33 ? Math.floor(atMs / 1000) * 1000 : Math.floor(atMs);
}
