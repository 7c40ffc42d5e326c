/**
 * Whose turn it is in a chat, told from what happened and not from the IDs of messages: the rules of Prepare
 * Reply written a second time, one sentence each. It shares no code with the node.
 */

/** What happened in a chat. Times in milliseconds; the place in the list decides within one of them. */
export type Happened = { id: string; atMs: number } & (
	| { by: 'customer'; isClear: boolean }
	| { by: 'agent' | 'system' | 'notice' }
	| { by: 'handOver'; forMs: number }
	| { by: 'question'; untilMs: number; quietMs?: number }
	| { by: 'bot'; answers: string }
);
type Question = Extract<Happened, { by: 'question' }>;

/** Why the bot is silent about a message of the customer; undefined: it is the bot's turn. */
export function reasonForSilence(
	chat: Happened[],
	id: string,
	agentPauseMs: number,
): string | undefined {
	const place = chat.findIndex((each) => each.id === id);
	const { atMs } = chat[place];
	const before = chat.slice(0, place);
	if (isAnswered(chat, place)) return 'answered';
	if (
		before.some(
			(each) => each.by === 'agent' && agentPauseMs > 0 && atMs - each.atMs <= agentPauseMs,
		)
	)
		return 'agent';
	const isHandBack = (each: Happened) => each.by === 'handOver' && each.forMs === 0;
	const sinceBack = before.slice(before.map(isHandBack).lastIndexOf(true) + 1);
	if (sinceBack.some((each) => each.by === 'handOver' && each.atMs + each.forMs > atMs))
		return 'handed over';
	if (isAwaited(chat, place)) return 'awaited';
	return undefined;
}

/** What the customer wrote behind the last one answered, but for what a question waited for. */
export function unanswered(chat: Happened[]): string[] {
	const customer = chat.flatMap((each, place) => (each.by === 'customer' ? [place] : []));
	return customer
		.filter((place) => !isAnswered(chat, place) && !isAwaited(chat, place))
		.map((place) => chat[place].id);
}

function isAnswered(chat: Happened[], place: number): boolean {
	return chat.some((each, other) => {
		if (each.by === 'bot') return chat.findIndex(({ id }) => id === each.answers) >= place;
		return other > place && ['agent', 'handOver', 'question'].includes(each.by);
	});
}

function isAwaited(chat: Happened[], place: number): boolean {
	const ours = ['notice', 'handOver', 'question', 'bot'];
	const asked = chat
		.slice(0, place)
		.map(({ by }) => ours.includes(by))
		.lastIndexOf(true);
	if (asked < 0 || chat[asked].by !== 'question') return false;
	const question = chat[asked] as Question;
	if (chat[place].atMs > question.untilMs) return false;
	const replies = chat
		.slice(asked + 1, place + 1)
		.filter((each) => each.by === 'customer' && each.atMs <= question.untilMs);
	const earlier = replies.slice(0, -1);
	if (question.quietMs === undefined)
		return !earlier.some((each) => each.by === 'customer' && each.isClear);
	return replies.every(
		(each, index) => index === 0 || each.atMs - replies[index - 1].atMs < question.quietMs!,
	);
}
