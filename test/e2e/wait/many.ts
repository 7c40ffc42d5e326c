import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { itemsOf } from '../../../scripts/n8n/executions';
import type { Conversation } from '../../simulator';
import type { Round } from '../support/suite';
import { Probe, type Delay } from './probe';
import type { Asker, Scene } from './scene';

/** One in ten conversations is waited for by two executions. */
const SHARED = 1 / 11;
const PROBES = 20;
const PACE = 60;
const MINUTES = 3;

/** Many executions wait at once, each in its own conversation or with one other; another workflow sends meanwhile. */
export async function checkMany(round: Round, scene: Scene, count: number): Promise<void> {
	const { checks } = round;
	const pairs = Math.floor(count * SHARED);
	const chats = scene.chats(count - pairs);
	const asked = [...chats, ...chats.slice(0, pairs)];
	const asker = await scene.publish();
	const probe = await Probe.set(scene);
	const alone = await probe.times(PROBES);
	const startedMs = Date.now();
	await Promise.all(asked.map(async (chat) => scene.call(asker, [chat])));
	await isAsked(scene, chats, count);
	checks.note(`${count} questions were asked within ${secondsSince(startedMs)}`);
	const running = await probe.times(PROBES);
	await checks.must(`${count} executions wait in n8n's database at once`, async () => {
		await untilSome(scene, asker, 'waiting', count);
	});
	checks.note(`all stood as waiting ${secondsSince(startedMs)} after the first call`);

	const parkedMs = Date.now();
	const parked = await probe.times(3 * PROBES);
	await sleep(Math.max(0, parkedMs + MINUTES * 60_000 - Date.now()));
	report(round, { alone, running, parked });
	await checks.check('a send of another workflow is not held up by what waits', () => {
		assert(medianSend(parked) - medianSend(alone) < 1_000);
		assert(medianSend(running) - medianSend(alone) < 1_000);
	});
	await checks.check('a check of a conversation is one request', () => {
		reportChecks(round, scene, { startedMs, parkedMs });
		const minutes = [...Array(MINUTES).keys()].map((at) => parkedMs + at * 60_000);
		for (const from of minutes) {
			const requests = checksBetween(scene, from, from + 60_000);
			assert(requests.length <= (PACE / 4) * 60 + PACE);
			for (const [id, times] of byConversation(requests))
				assert(times.length <= 3, `${id} was checked ${times.length} times in a minute`);
		}
	});
	await answerSome(round, scene, { asker, asked, chats, pairs });
}

const secondsSince = (fromMs: number): string => `${Math.round((Date.now() - fromMs) / 1000)} s`;

async function isAsked(scene: Scene, chats: Conversation[], count: number): Promise<void> {
	const untilMs = Date.now() + 180_000;
	while (scene.questionsIn(chats) < count && Date.now() < untilMs) await sleep(500);
	assert.equal(scene.questionsIn(chats), count);
}

/** Waits until so many of the asking executions stand so; asks n8n seldom, since it has enough to do. */
async function untilSome(
	{ api }: Scene,
	{ workflowId }: Asker,
	status: string,
	count: number,
): Promise<string[]> {
	const untilMs = Date.now() + 420_000;
	for (;;) {
		const list = await api.listExecutions({ workflowId, status: [status] });
		const ids = list.filter(({ mode }) => mode === 'webhook').map(({ id }) => id);
		if (ids.length >= count) return ids;
		if (Date.now() > untilMs) throw new Error(`${ids.length} of ${count} are ${status}.`);
		await sleep(3_000);
	}
}

const checksBetween = ({ simulator }: Scene, fromMs: number, toMs: number) =>
	simulator.requests.filter(
		({ method, path, at }) =>
			method === 'GET' && path.endsWith('/messages') && at >= fromMs && at < toMs,
	);

function byConversation(requests: ReturnType<typeof checksBetween>): Map<string, number[]> {
	const found = new Map<string, number[]>();
	for (const { query, at } of requests) {
		const id = String(query.conversation_id);
		found.set(id, [...(found.get(id) ?? []), at]);
	}
	return found;
}

function reportChecks(
	{ checks }: Round,
	scene: Scene,
	{ startedMs, parkedMs }: { startedMs: number; parkedMs: number },
): void {
	for (let fromMs = startedMs; fromMs < parkedMs + MINUTES * 60_000; fromMs += 60_000) {
		const requests = checksBetween(scene, fromMs, fromMs + 60_000);
		const times = [...byConversation(requests).values()];
		const most = Math.max(0, ...times.map(({ length }) => length));
		const minute = (fromMs - startedMs) / 60_000 + 1;
		checks.note(
			`minute ${minute}: ${requests.length} checks of ${times.length} conversations, at most ${most} of one`,
		);
	}
	const { refused, maxInOneSecond } = scene.simulator.stats;
	checks.note(`at most ${maxInOneSecond} requests in a second, ${refused} refused`);
}

const median = (times: number[]): number =>
	[...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];

const medianSend = (delays: Delay[]): number => median(delays.map(({ sendMs }) => sendMs));

function report({ checks }: Round, phases: Record<string, Delay[]>): void {
	for (const [phase, delays] of Object.entries(phases)) {
		const [send, n8n] = [
			delays.map(({ sendMs }) => sendMs),
			delays.map(({ n8nMs }) => n8nMs),
		].map((times) => `${median(times)} ms (at most ${Math.max(...times)})`);
		const when = phase === 'alone' ? 'nothing waits' : `all are ${phase}`;
		checks.note(`a send while ${when}: ${send} to the API, n8n itself answers within ${n8n}`);
	}
	const worst = Object.values(phases)
		.flat()
		.sort((one, other) => other.sendMs - one.sendMs)
		.slice(0, 5);
	checks.note(
		`the slowest: ${worst.map(({ sendMs, n8nMs }) => `${sendMs}/${n8nMs}`).join(', ')}`,
	);
}

/** A tenth of the customers write, two of whom two executions wait for. */
async function answerSome(
	{ checks }: Round,
	scene: Scene,
	{
		asker,
		asked,
		chats,
		pairs,
	}: { asker: Asker; asked: Conversation[]; chats: Conversation[]; pairs: number },
): Promise<void> {
	const answering = chats.slice(
		Math.max(0, pairs - 2),
		Math.max(0, pairs - 2) + asked.length / 10,
	);
	const ids = new Set(answering.map(({ id }) => id));
	const awaited = asked.filter(({ id }) => ids.has(id)).map(({ id }) => id);
	const writtenMs = Date.now();
	for (const chat of answering) scene.write(chat, `from ${chat.id}`);
	await checks.check(
		`${awaited.length} of them get their answer, each once, and the others wait on`,
		async () => {
			const ended = await untilSome(scene, asker, 'success', awaited.length);
			checks.note(`the answers were seen within ${secondsSince(writtenMs)}`);
			const given: string[] = [];
			for (const id of ended) {
				const rows = itemsOf(await scene.api.getExecution(id), 'After');
				assert.equal(rows.length, 1);
				const { asked: chat, given: answer } = rows[0].json as never as {
					asked: string;
					given: { text: string; conversation_id: string };
				};
				assert.deepEqual([answer.text, answer.conversation_id], [`from ${chat}`, chat]);
				given.push(chat);
			}
			assert.deepEqual(given.sort(), awaited.sort());
			await untilSome(scene, asker, 'waiting', asked.length - awaited.length);
			assert.equal(scene.questionsIn(chats), asked.length);
		},
	);
}
