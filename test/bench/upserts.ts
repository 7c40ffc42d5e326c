import type { Lab } from './lab';
import type { Table } from './report';
import { outcomeOf, requestsFloorMs, seconds, times } from './statistics';
import { ownUpserts } from './workflows';

const LATENCY_MS = 20;
/** Too few to read the whole list for. */
const FEW = 20;

/** Contacts to create or update. */
export async function measureUpserts(lab: Lab, count: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	await simulator.reset('empty');
	// One in seven has no email.
	const contacts = Math.ceil(count * 0.6);
	await simulator.generate({ contacts });
	const known = (await simulator.contacts()).flatMap(({ email }) =>
		email === null ? [] : [email],
	);
	const items = Array.from({ length: count }, (_, index) => ({
		name: `Contact ${index}`,
		email: index % 2 === 0 ? known[index / 2] : `new${index}@example.com`,
	}));
	const upsert = await lab.prepare('upserts', ownUpserts());
	const runs = [
		{ what: `${count}, of which half exist`, items },
		{ what: 'the same again, nothing to change', items },
		{
			what: `${FEW}, all of which exist`,
			items: items.slice(0, FEW).map(({ email }) => ({ name: 'Another', email })),
		},
	];
	const rows: string[][] = [];
	for (const { what, items: given } of runs) {
		const run = await upsert({ items: given });
		const floorMs = requestsFloorMs(run.requests, LATENCY_MS);
		rows.push([
			...[what, String(run.requests), seconds(floorMs), seconds(run.ms)],
			...[times(run.ms / floorMs), String(run.refused), outcomeOf([run])],
		]);
	}
	await simulator.set({ latencyMs: 0 });
	return {
		title: 'Contacts created or updated',
		note: `Matched by email, in a workspace of ${contacts} contacts. In small runs, an existing contact takes 4 requests (search, read, write, read back) and a new one 2. Larger runs share readings of the list. The floor is the time that as many requests take at 60 a second; n8n has nothing to compare with. One run each; the number of requests varies by a few percent between machines. ${LATENCY_MS} ms latency.`,
		columns: [
			...['Contacts', 'Requests', 'Floor', 'Time', 'Time / floor'],
			...['Answers 429', 'Workflow'],
		],
		rows,
	};
}
