import { createHash } from 'node:crypto';

import type { Message } from '../../nodes/shared/api/types';
import { markedId, toDigest, type Mark } from '../../nodes/shared/execution/messageMark';
import { turnAfter } from '../../nodes/Relasi/resources/message/turn';
import { seededRandom } from '../simulator/inbox/random';
import { reasonForSilence, unanswered, type Happened } from './turnModel';

const HISTORIES = 2_000;
const SEEDS = [1, 2, 3, 4, 5];
const START_MS = Date.parse('2026-11-30T08:00:00Z');
const HOUR_MS = 3_600_000;
const QUIET_MS = 5_000;

/** An execution of the bot, on whichever worker. */
interface Execution {
	messageId: string;
	/** The last look, and what it showed the execution to answer. */
	lookedMs?: number;
	messages?: string[];
	sentMs?: number;
	isRepeated: boolean;
}

/** Plays one chat: people write, workflows send, and executions look and answer by what the list shows. */
function play(seed: number) {
	const random = seededRandom(seed);
	const upTo = (max: number) => Math.floor(random() * max);
	const agentPauseMs = random() < 0.2 ? 0 : upTo(3) * HOUR_MS;
	const chat: Happened[] = [];
	const rows: Message[] = [];
	const executions: Execution[] = [];
	const due: Array<{ atMs: number; run: (atMs: number) => void }> = [];
	const at = (atMs: number, run: (atMs: number) => void) => due.push({ atMs, run });
	let ids = 0;

	const add = (happened: Happened, mark?: Mark) => {
		chat.push(happened);
		const hash = createHash('sha256').update(`${seed} ${happened.id}`).digest('hex');
		rows.push({
			id: happened.id,
			conversation_id: 'c',
			from_customer: happened.by === 'customer',
			// The package sends as the user of the key, and an agent is one too.
			from_user_id: ['customer', 'system'].includes(happened.by) ? null : 'user',
			client_request_id: mark ? markedId(hash, mark) : null,
			content: happened.by === 'customer' && happened.isClear ? 'yes' : 'hm',
			created_at: new Date(happened.atMs).toISOString(),
		});
	};

	const look = (execution: Execution) => {
		const shown = upTo(2) ? rows : [...rows].reverse();
		const turn = turnAfter(shown, execution.messageId, agentPauseMs);
		const customer = chat.filter(({ by }) => by === 'customer');
		const isNewest = customer.at(-1)?.id === execution.messageId;
		const reason = reasonForSilence(chat, execution.messageId, agentPauseMs);
		// At each look the node sees what the model sees.
		expect({ seed, of: turn.of, messages: turn.messages.map(({ id }) => id) }).toEqual({
			seed,
			of: !isNewest ? 'customer' : reason ? 'nobody' : 'bot',
			messages: isNewest && !reason ? unanswered(chat) : [],
		});
		return turn;
	};

	const begin = (execution: Execution) => (beganMs: number) => {
		executions.push(execution);
		if (look(execution).of !== 'bot') return;
		at(beganMs + QUIET_MS, (lookedMs) => {
			const turn = look(execution);
			if (turn.of !== 'bot') return;
			execution.lookedMs = lookedMs;
			execution.messages = turn.messages.map(({ id }) => id);
			const sends = 1 + upTo(2);
			for (let part = 0; part < sends; part++) {
				at(lookedMs + 3_000 + upTo(17_000), (sentMs) => {
					execution.sentMs = Math.min(execution.sentMs ?? Infinity, sentMs);
					const { messageId: answers } = execution;
					add(
						{ id: `b${++ids}`, atMs: sentMs, by: 'bot', answers },
						{ kind: 'answer', to: toDigest(answers) },
					);
				});
			}
		});
	};

	const happen = (atMs: number) => {
		const id = `m${++ids}`;
		const kind = random();
		if (kind < 0.62) {
			add({ id, atMs, by: 'customer', isClear: random() < 0.3 });
			const isRepeated = random() < 0.08;
			at(atMs + upTo(900), begin({ messageId: id, isRepeated }));
			if (isRepeated) at(atMs + upTo(60_000), begin({ messageId: id, isRepeated }));
		} else if (kind < 0.7) add({ id, atMs, by: 'agent' });
		else if (kind < 0.76) add({ id, atMs, by: 'system' });
		else if (kind < 0.82) add({ id, atMs, by: 'notice' }, { kind: 'plain' });
		else if (kind < 0.89) {
			const seconds = [0, 60, 1_800, 20_000][upTo(4)];
			add({ id, atMs, by: 'handOver', forMs: seconds * 1000 }, { kind: 'handOver', seconds });
		} else {
			const seconds = [20, 120, 7_200][upTo(3)];
			const quietSeconds = [undefined, 0, 10][upTo(3)];
			const untilMs = atMs + seconds * 1000;
			const awaited = quietSeconds === undefined ? {} : { quietSeconds };
			add(
				{
					...{ id, atMs, by: 'question', untilMs },
					...(quietSeconds !== undefined && { quietMs: quietSeconds * 1000 }),
				} as Happened,
				random() < 0.5
					? { kind: 'question', seconds, ...awaited }
					: { kind: 'questionUntil', untilMs, ...awaited },
			);
		}
	};

	let nowMs = START_MS;
	for (let count = 5 + upTo(20); count > 0; count--) {
		nowMs += 1_000 * [1 + upTo(4), 1 + upTo(40), 60 + upTo(9_000)][upTo(3)];
		at(nowMs, happen);
	}
	while (due.length > 0) {
		due.sort((a, b) => a.atMs - b.atMs);
		const { atMs, run } = due.shift()!;
		run(atMs);
	}
	return { chat, executions, agentPauseMs };
}

test.each(SEEDS)(
	`in ${HISTORIES} random chats each message is answered, or silenced for a reason (seed %i)`,
	(seed) => {
		const seen = { answered: 0, silenced: 0, twice: 0 };
		for (let index = 0; index < HISTORIES; index++) {
			const number = seed * 1_000_003 + index;
			const { chat, executions, agentPauseMs } = play(number);
			for (const happened of chat) {
				if (happened.by !== 'customer') continue;
				const { id } = happened;
				const answering = executions.filter(({ messages }) => messages?.includes(id));
				if (answering.length === 0) {
					// Nobody answered it, so it must have been nobody's turn, at the latest by its place.
					expect([number, id, reasonForSilence(chat, id, agentPauseMs)]).toEqual([
						number,
						id,
						expect.any(String),
					]);
					seen.silenced++;
					continue;
				}
				seen.answered++;
				for (const [place, later] of answering.entries()) {
					const first = answering[0];
					if (place === 0) continue;
					seen.twice++;
					const hadNotSent = later.lookedMs! <= (first.sentMs ?? Infinity);
					expect([number, id, hadNotSent || later.isRepeated]).toEqual([
						number,
						id,
						true,
					]);
				}
			}
		}
		// The chats are worth something only if all of it happens in them.
		expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
	},
);

test.each<[string, string, string]>([
	['another question begins a wait of its own', '', 'nobody'],
	['the clarification of a question belongs to its wait', '-2', 'bot'],
])('%s, also with the same limit', (_, suffix, of) => {
	const mark: Mark = { kind: 'question', seconds: 3_600 };
	const minutes = (count: number) => new Date(START_MS + count * 60_000).toISOString();
	const sent = { conversation_id: 'c', from_customer: false, content: 'Well?' };
	const first = markedId('a'.repeat(64), mark);
	const second = suffix ? first + suffix : markedId('b'.repeat(64), mark);
	const rows: Message[] = [
		{ ...sent, id: 'q', client_request_id: first, created_at: minutes(0) },
		{ ...sent, id: 'r', client_request_id: second, created_at: minutes(50) },
		{ ...sent, id: 'm', from_customer: true, content: 'hm', created_at: minutes(70) },
	];
	expect(turnAfter(rows, 'm', 0).of).toBe(of);
});
