import type { Inbox } from '../inbox/inbox';
import { pick, seededRandom } from '../inbox/random';
import { DIALOGUES } from './dialogues';

const LINES = Object.values(DIALOGUES)
	.flat(2)
	.filter((line) => /^>[^[]/.test(line))
	.map((line) => line.slice(1));

/** Customers who keep writing: each step is one new message, now and then in a new conversation or in a resolved one. */
export class Live {
	private readonly random = seededRandom(7);
	private steps = 0;
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly inbox: () => Inbox) {}

	/** Takes a step at this interval until stopped. */
	start(everyMs: number): void {
		this.timer = setInterval(() => this.step(), everyMs);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	private step(): void {
		const inbox = this.inbox();
		this.steps++;
		const conversation_id = this.steps % 8 === 0 ? this.newChat(inbox) : this.someChat(inbox);
		inbox.addMessage({ conversation_id, content: pick(this.random, LINES) });
	}

	private someChat(inbox: Inbox): string {
		const recent = inbox.conversations.all().slice(0, 25);
		if (recent.length === 0) return this.newChat(inbox);
		const { id, status } = pick(this.random, recent).row;
		if (status !== 'open') inbox.setConversation(id, { status: 'open' });
		return id;
	}

	private newChat(inbox: Inbox): string {
		const customers = inbox.contacts.all();
		const known = customers.length > 0 && this.random() < 0.7;
		const customer = known
			? pick(this.random, customers).row
			: inbox.addContact({ name: `Guest ${1000 + this.steps}`, lead_status: 'new' });
		const channels = inbox.channels.all();
		const channel = channels.length > 0 ? pick(this.random, channels).row : inbox.addChannel();
		return inbox.addConversation({ customer_id: customer.id, channel_id: channel.id }).id;
	}
}
