import assert from 'node:assert/strict';

import type { Delivery } from '../../triggers/webhook/deliveries';
import { runSuite } from '../support/suite';
import { until } from '../support/until';
import { checkSecrecy, checkSizes, checkTestUrl, type StartsNothing } from './behaviour';
import { checkPanel } from './panel';
import { DEFAULT_ENGINE, Scene } from './scene';
import { checkStaticData } from './staticData';
import { checkObstacle, checkStoring } from './storing';
import { ACCEPTED, again, genuineOf, mutatedOf, REPEATED, send, sendMany, tally } from './sending';

const GENUINE = 1000;
const MUTATED = 10_000;

void runSuite('webhook', async (round) => {
	const { checks } = round;
	const scene = await Scene.set(round);
	const { secret, collector } = scene;
	const sent: Delivery[] = [];

	await checks.must(
		`${GENUINE} genuine deliveries are all accepted and start one execution each`,
		async () => {
			const answers = await sendMany(scene.productionUrl, GENUINE, (count) =>
				genuineOf(secret, count),
			);
			assert.deepEqual(tally(answers), { [ACCEPTED]: GENUINE });
			sent.push(...answers.map(({ delivery }) => delivery));
			await until('all events came', () => collector.envelopes.length >= GENUINE);
			assert.equal(await scene.settled(), GENUINE);
			assert.deepEqual(
				byId(collector.envelopes),
				byId(sent.map(({ body }) => JSON.parse(body.toString()))),
			);
		},
	);

	const startsNothing: StartsNothing = async (fact, test) =>
		await checks.check(`${fact}, and nothing starts`, async () => {
			const before = [await scene.settled(), collector.envelopes.length];
			await test();
			assert.deepEqual([await scene.settled(), collector.envelopes.length], before);
		});
	const repeatAll = async (events: Delivery[]) => {
		const repeats = (count: number, from: number) =>
			events.slice(from, from + count).map((delivery) => again(secret, delivery));
		const answers = await sendMany(scene.productionUrl, events.length, repeats);
		assert.deepEqual(tally(answers), { [REPEATED]: events.length });
	};

	await startsNothing(`${GENUINE} repeats are answered 200`, async () => repeatAll(sent));
	await startsNothing(`${MUTATED} mutated deliveries are all refused`, async () => {
		const answers = await sendMany(scene.productionUrl, MUTATED, (count) =>
			mutatedOf(secret, count),
		);
		const { 401: refused = 0, ...others } = tally(answers);
		checks.note(
			`401: ${refused}, before the node (unreadable JSON): ${JSON.stringify(others)}`,
		);
		assert.deepEqual(
			answers.filter(({ status }) => status < 400),
			[],
		);
		const strange = Object.keys(others).filter((kind) => !kind.startsWith('422'));
		assert.deepEqual(strange, []);
		assert.ok(refused > MUTATED / 2);
	});
	await checks.check(
		'200 events, each delivered five times at once, start 200 executions',
		async () => {
			const before = await scene.settled();
			const fresh = genuineOf(secret, 200);
			const copies = fresh.flatMap((delivery) => Array<Delivery>(5).fill(delivery));
			const answers = await sendMany(scene.productionUrl, copies.length, (count, from) =>
				copies.slice(from, from + count),
			);
			assert.deepEqual(tally(answers), { [ACCEPTED]: 200, [REPEATED]: 800 });
			assert.equal(await scene.settled(), before + 200);
			const counts = collector.counts();
			assert.ok(fresh.every(({ id }) => counts.get(id) === 1));
			// Saves of the same moment may overtake each other; the next delivery puts that right.
			const [last] = genuineOf(secret, 1);
			await send(scene.productionUrl, last);
			sent.push(...fresh, last);
		},
	);
	await checks.must('n8n starts again after an orderly end', async () => scene.restart('stop'));
	await startsNothing(
		`all ${sent.length} repeats are answered 200 by the restarted n8n`,
		async () => repeatAll(sent),
	);
	await checks.must('n8n starts again after kill -9, now with its default settings', async () =>
		scene.restart('kill', DEFAULT_ENGINE),
	);
	await startsNothing('100 repeats are answered 200 by the restarted n8n', async () =>
		repeatAll([...sent.slice(0, 50), ...sent.slice(-50)]),
	);
	await checkPanel(round, scene);
	await checkTestUrl(round, scene);
	await checkStoring(round, scene);
	await checkSizes(round, scene, startsNothing);
	await checkStaticData(round, scene);
	await checkSecrecy(round, scene);
	if (!round.install.version.startsWith('1.')) await checkObstacle(round, scene);
});

function byId<T extends { id: string }>(items: T[]): T[] {
	return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}
