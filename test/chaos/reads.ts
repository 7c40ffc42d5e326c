import { runNode } from '../support/engine';
import { mixOf } from './faults';
import { Relasi } from './nodes';
import { Tally, type Verdict } from './verdict';
import { credentialOf, requestOptionsOf, type World } from './world';

const SIDE_BY_SIDE = 3;
const PER_PAGE = 500;

type List = 'conversations' | 'messages';

/** Reads a list with Return All `reads` times; of conversations some move from page to page meanwhile. */
export async function reads(
	world: World,
	list: List,
	{ rows, reads: count }: { rows: number; reads: number },
): Promise<Verdict> {
	const { simulator } = world;
	await simulator.reset('empty');
	const chats = list === 'conversations' ? rows : 50;
	await simulator.generate({
		contacts: 5,
		conversations: chats,
		messages: rows,
		spacingMs: 7000,
	});
	const present = (await simulator[list]()).map(({ id }) => id);
	await simulator.mixedFaults(mixOf(world));
	const tally = new Tally(`return all of ${rows} ${list}`);
	let left = count;
	const worker = async () => {
		while (left-- > 0) {
			if (list === 'conversations') await move(world, rows, left);
			await readOnce(world, list, new Set(present), tally);
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
	return tally.verdict(count, await simulator.requests());
}

/** Old conversations get new activity while a page is being asked for. */
async function move({ simulator, seed }: World, rows: number, number: number): Promise<void> {
	const page = 1 + ((seed + number) % Math.ceil(rows / PER_PAGE));
	await simulator.addDrift({ list: 'conversations', page, touch: 1 + (number % 3), times: 1 });
}

async function readOnce(
	world: World,
	list: List,
	missing: Set<string>,
	tally: Tally,
): Promise<void> {
	const resource = list === 'messages' ? 'message' : 'conversation';
	const parameters = {
		resource,
		operation: 'getAll',
		returnAll: true,
		requestOptions: requestOptionsOf(world),
	};
	const seen = new Set<unknown>();
	try {
		const items = await runNode(new Relasi(), { credentials: credentialOf(world), parameters });
		for (const { json } of items) {
			if (seen.has(json.id)) tally.add('repeated', String(json.id));
			seen.add(json.id);
			missing.delete(String(json.id));
		}
		if (missing.size > 0) tally.add('lost', `${missing.size} rows, such as ${[...missing][0]}`);
	} catch (error) {
		tally.add('wronglyFailed', (error as Error).message);
	}
}
