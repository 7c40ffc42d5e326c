import type { INodeExecutionData } from 'n8n-workflow';

import type { LoggedRequest } from '../simulator';
import { runWorkflow } from '../support/engine';
import { HARMLESS, mixOf } from './faults';
import { Relasi } from './nodes';
import { Tally, type Verdict } from './verdict';
import { credentialOf, requestOptionsOf, type World } from './world';

const ITEMS = 250;
const MAX_RUNS = 12;

const PARAMETERS = {
	resource: 'contact',
	operation: 'upsert',
	matchBy: 'email',
	matchValue: '={{ $json.email }}',
	name: '={{ $json.name }}',
	additionalFields: { company: '={{ $json.company }}' },
};

type Row = { email: string; name: string; company: string };

/**
 * Creates or updates `count` contacts, of which half exist and some come twice, in another case. A contact has no idempotency
 * key, so an item whose creation got no clear answer may fail; it is run again, as its message says.
 */
export async function upserts(world: World, count: number): Promise<Verdict> {
	const { simulator } = world;
	await simulator.reset('empty');
	const old = Math.floor(count / 2);
	for (let number = 0; number < old; number++) {
		await simulator.addContact({
			email: `u${number}@example.com`,
			phone: `+1555${number}`,
			comment: 'kept',
		});
	}
	await simulator.mixedFaults(mixOf(world));
	const tally = new Tally('upserts');
	const rows = Array.from({ length: count }, (_, number): Row => {
		const email = `u${number % 10 === 9 ? number - 1 : number}@example.com`;
		const company = `Company ${number}`;
		return {
			email: number % 4 === 1 ? email.toUpperCase() : email,
			name: `N ${number}`,
			company,
		};
	});
	for (let start = 0; start < count; start += ITEMS) {
		let open = rows.slice(start, start + ITEMS);
		for (let run = 1; open.length > 0 && run <= MAX_RUNS; run++)
			open = await runOnce(world, open, tally);
		for (const { email } of open) tally.add('wronglyFailed', `${email} in ${MAX_RUNS} runs`);
	}
	await compare(world, rows, old, tally);
	return tally.verdict(count, await simulator.requests());
}

/** Runs the node once and returns the rows that failed. */
async function runOnce(world: World, rows: Row[], tally: Tally): Promise<Row[]> {
	const run = runWorkflow(new Relasi(), {
		credentials: credentialOf(world),
		parameters: { ...PARAMETERS, requestOptions: requestOptionsOf(world) },
		items: rows.map((json) => ({ json })),
		node: { onError: 'continueErrorOutput' },
	});
	const [done, failed] = (await run.outputs()).map((items) => items ?? []);
	const rowOf = ({ pairedItem }: INodeExecutionData) =>
		rows[(pairedItem as { item: number }).item];
	const log = failed.length > 0 ? await world.simulator.requests() : [];
	for (const item of failed) {
		if (!hadUnclearCreation(log, rowOf(item))) {
			tally.add('wronglyFailed', `${rowOf(item).email}: ${String(item.json.error)}`);
		}
	}
	for (const item of done) {
		const { email, company } = rowOf(item);
		const right = same(item.json.email, email) && item.json.company === company;
		if (!right) tally.add('wronglySucceeded', `${email}: ${JSON.stringify(item.json)}`);
	}
	return failed.map(rowOf);
}

const same = (a: unknown, b: unknown) => String(a).toLowerCase() === String(b).toLowerCase();

/** Whether the API was asked to create the contact in a way that left it unclear whether it did. */
const hadUnclearCreation = (log: LoggedRequest[], { email }: Row): boolean =>
	log.some(
		({ method, path, body, fault, status }) =>
			method === 'POST' &&
			path.endsWith('/contacts') &&
			same((body as { email?: string } | undefined)?.email, email) &&
			fault !== undefined &&
			!HARMLESS.includes(fault) &&
			status !== 429,
	);

async function compare(world: World, rows: Row[], old: number, tally: Tally): Promise<void> {
	const stored = new Map<string, Array<{ company: string | null; phone: string | null }>>();
	for (const contact of await world.simulator.contacts()) {
		const email = String(contact.email).toLowerCase();
		stored.set(email, [...(stored.get(email) ?? []), contact]);
	}
	for (const [number, { email, company }] of rows.entries()) {
		const found = stored.get(email.toLowerCase()) ?? [];
		if (found.length === 0) tally.add('lost', email);
		if (found.length > 1) tally.add('repeated', `${email}: ${found.length} contacts`);
		const companies = rows.filter((row) => same(row.email, email)).map((row) => row.company);
		if (found[0] && !companies.includes(String(found[0].company)))
			tally.add('lost', `${company} of ${email}`);
		if (number < old && number % 10 !== 9 && found[0]?.phone !== `+1555${number}`) {
			tally.add('lost', `the phone of ${email}`);
		}
	}
}
