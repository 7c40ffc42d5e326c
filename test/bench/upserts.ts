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
		note: `By their email, in a workspace of ${contacts} contacts. A search for each, reading, writing and reading back make 4 requests for a contact that exists and 2 for a new one, which is how small runs do it; larger ones share readings of the list. The floor is that of as many requests at 60 a second; n8n has nothing to compare with. One run each; the number of requests does not depend on the machine, but for a few in a hundred. ${LATENCY_MS} ms latency.`,
		columns: [
			...['Contacts', 'Requests', 'Floor', 'Time', 'Time / floor'],
			...['Answers 429', 'Workflow'],
		],
		rows,
	};
}
