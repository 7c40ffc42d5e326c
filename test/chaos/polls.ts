import { pick, seededRandom } from '../simulator/inbox/random';
import { pollOf } from '../support/engine';
import { mixOf } from './faults';
import { RelasiTrigger } from './nodes';
import { Tally, type Verdict } from './verdict';
import { credentialOf, type World } from './world';

const CHATS = 200;
const LAST_POLLS = 12;

/**
 * Polls `count` times while customers write, sometimes with messages that appear late. A poll may fail:
 * what counts is that every message starts the workflow once.
 */
export async function polls(world: World, count: number): Promise<Verdict> {
	const { simulator, seed } = world;
	const random = seededRandom(seed);
	await simulator.reset('empty');
	await simulator.generate({
		contacts: 20,
		conversations: CHATS,
		messages: 2000,
		spacingMs: 60_000,
	});
	const chats = (await simulator.conversations()).map(({ id }) => id);
	const trigger = pollOf(new RelasiTrigger(), {
		credentials: credentialOf(world),
		parameters: { event: 'messageReceived' },
	});
	await trigger.poll();
	const tally = new Tally('polls');
	await simulator.clearRequests();
	// A trigger has no timeout to set, and waits 20 seconds for an answer that never comes.
	await simulator.mixedFaults(mixOf({ ...world, timeoutMs: undefined }));
	const written = new Set<string>();
	const emitted = new Map<string, number>();
	for (let round = 0; round < count + LAST_POLLS; round++) {
		const fresh = round < count ? Math.floor(random() * 12) : 0;
		for (let index = 0; index < fresh; index++) {
			// `Date.now` jumps, and the simulator's clock does not.
			const late =
				random() < 0.2
					? {
							touch: 'onReveal' as const,
							visibleAfter: performance.timeOrigin + performance.now() + 500,
						}
					: {};
			const message = await simulator.addMessage({
				conversation_id: pick(random, chats),
				...late,
			});
			written.add(message.id);
		}
		for (const id of await idsOf(trigger.poll)) emitted.set(id, (emitted.get(id) ?? 0) + 1);
	}
	for (const id of written) if (!emitted.has(id)) tally.add('lost', id);
	for (const [id, times] of emitted) {
		if (times > 1) tally.add('repeated', `${id}, ${times} times`);
		if (!written.has(id)) tally.add('wronglySucceeded', `${id} is older than the trigger`);
	}
	return tally.verdict(written.size, await simulator.requests());
}

async function idsOf(poll: ReturnType<typeof pollOf>['poll']): Promise<string[]> {
	try {
		return ((await poll())?.[0] ?? []).map(({ json }) => String(json.id));
	} catch {
		// n8n shows it, and the next poll goes on from the same place.
		return [];
	}
}
