import { requestsFloorMs } from './floor';
import type { Lab } from './lab';
import type { Table } from './report';
import { outcomeOf, seconds, times } from './statistics';
import { ownUpserts } from './workflows';

const LATENCY_MS = 20;

/** Contacts to create or update, of which half exist. */
export async function measureUpserts(lab: Lab, count: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	await simulator.reset('empty');
	// One in seven has no email.
	await simulator.generate({ contacts: Math.ceil(count * 0.6) });
	const known = (await simulator.contacts()).flatMap(({ email }) =>
		email === null ? [] : [email],
	);
	const items = Array.from({ length: count }, (_, index) => ({
		name: `Contact ${index}`,
		email: index % 2 === 0 ? known[index / 2] : `new${index}@example.com`,
	}));
	const upsert = await lab.prepare('upserts', ownUpserts());
	const run = await upsert({ items });
	await simulator.set({ latencyMs: 0 });
	const { requests, refused, ms } = run;
	const floorMs = requestsFloorMs(requests, LATENCY_MS);
	return {
		title: 'Contacts created or updated',
		note: `By their email; half of them exist. The floor is that of as many requests at 60 a second; n8n has nothing to compare with. One run, as the number of requests, which is what counts here, does not vary and does not depend on the machine. ${LATENCY_MS} ms latency.`,
		columns: [
			...['Contacts', 'Requests', 'Floor', 'Time', 'Time / floor'],
			...['Answers 429', 'Workflow'],
		],
		rows: [
			[
				...[String(count), String(requests), seconds(floorMs), seconds(ms)],
				...[times(ms / floorMs), String(refused), outcomeOf([run])],
			],
		],
	};
}
