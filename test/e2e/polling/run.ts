import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { runSuite, type Round } from '../support/suite';
import { compare, wasHandedAtKill } from './compare';
import { RENAMED, TRIGGER } from './executions';
import { LATEST_SECONDS, Scene, type Watcher } from './scene';
import { Traffic } from './traffic';

/** What makes n8n 2.41 store a trigger's memory together with the execution, with its jobs looked for often. */
const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_SCHEDULER_EXECUTOR_INTERVAL: '1',
	N8N_SCHEDULER_MATERIALIZATION_INTERVAL: '2',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
};
const LIVE_MS = 50_000;
const FAULTS = 0.08;
const MAX_LIFE_MS = 3500;
/** From the request of a poll until n8n has saved and run what it gave out. */
const HANDOVER_MS = 250;
/** A kill and the start after it take half a minute, so more are left to a longer run. */
const { RELASI_KILLS: given } = process.env;
const KILLS = { durable: Number(given ?? 8), other: Number(given ?? 6) };
const NOTHING = { lost: [], repeated: [], made: [] };

void runSuite('polling', async (round) => {
	const isDurable = !round.install.version.startsWith('1.');
	const scene = await Scene.set(round, isDurable ? DURABLE : {});
	const traffic = new Traffic(scene.simulator, LATEST_SECONDS);
	round.finally(async () => traffic.stop());
	await round.checks.must('five workflows are published and poll', async () => scene.publish());
	await live(round, scene, traffic);
	const count = isDurable ? KILLS.durable : KILLS.other;
	const kills = await killed(round, { scene, traffic, count });
	for (const watcher of scene.watchers) {
		if (isDurable) await onceInSpiteOf(kills, round, { scene, traffic, watcher });
		else await onceBut(kills, round, { scene, traffic, watcher });
	}
});

interface Play {
	scene: Scene;
	traffic: Traffic;
	watcher: Watcher;
}

/** Traffic and faults for a while; meanwhile the triggers are renamed twice, and published anew. */
async function live({ checks }: Round, scene: Scene, traffic: Traffic): Promise<void> {
	const { faults } = scene.simulator;
	traffic.start();
	const mixed = faults.mixed({ probability: FAULTS });
	for (const name of [RENAMED, TRIGGER, TRIGGER]) {
		await sleep(LIVE_MS / 4);
		await scene.publishAs(name);
	}
	await sleep(LIVE_MS / 4);
	faults.remove(mixed);
	await traffic.stop();
	checks.note(`faults: ${JSON.stringify(faults.hits)}`);
	await scene.settled();
	for (const watcher of scene.watchers) {
		const fact = `live traffic with faults, renamed and published anew: ${watcher.name} gives each event once, and no poll fails`;
		await checks.check(fact, async () => {
			const { wrong, failed, counts } = await compare(scene, traffic, watcher);
			checks.note(`${watcher.name}: ${counts}`);
			assert.deepEqual({ ...wrong, failed }, { ...NOTHING, failed: 0 });
		});
	}
}

/** `kill -9` at random moments, with traffic all the time; returns the moments. */
async function killed(
	{ checks }: Round,
	{ scene, traffic, count }: { scene: Scene; traffic: Traffic; count: number },
): Promise<number[]> {
	const kills: number[] = [];
	// Most moments are idle ones, so every other kill looks for a poll.
	const moment = async () => {
		await sleep(Math.random() * MAX_LIFE_MS);
		if (kills.length % 2 === 0) return;
		await scene.request();
		await sleep(Math.random() * HANDOVER_MS);
	};
	traffic.start();
	await checks.must(`n8n comes back after each of ${count} kills`, async () => {
		while (kills.length < count) {
			await moment();
			kills.push(Date.now());
			await scene.kill();
		}
	});
	if (scene.failedStarts > 0)
		checks.note(`${scene.failedStarts} times n8n came back only at the second start`);
	await traffic.stop();
	await scene.settled();
	return kills;
}

async function onceInSpiteOf(kills: number[], { checks }: Round, play: Play): Promise<void> {
	const { name } = play.watcher;
	const fact = `durable cursors, ${kills.length} kills: ${name} gives each event once`;
	await checks.check(fact, async () => {
		const { wrong, counts } = await compare(play.scene, play.traffic, play.watcher);
		checks.note(`${name}: ${counts}`);
		assert.deepEqual(wrong, NOTHING);
	});
}

async function onceBut(kills: number[], { checks }: Round, play: Play): Promise<void> {
	const { scene, traffic, watcher } = play;
	const { name, event, heldMs } = watcher;
	const fact = `no durable cursors, ${kills.length} kills: ${name} gives each event once, but for the last poll before a kill`;
	await checks.check(fact, async () => {
		const { wrong, counts } = await compare(scene, traffic, watcher);
		const polls = scene.pollsOf(watcher);
		const isExcused = (key: string) => {
			const shownMs = traffic.happened[event].get(key) ?? NaN;
			return wasHandedAtKill(shownMs, polls, { kills, heldMs });
		};
		const excused = (keys: string[]) => keys.filter(isExcused).length;
		checks.note(`${name}: ${counts}`);
		checks.note(
			`${name}: of the last polls before a kill ${excused(wrong.lost)} lost, ${excused(wrong.repeated)} repeated`,
		);
		const left = (keys: string[]) => keys.filter((key) => !isExcused(key));
		const { lost, repeated, made } = wrong;
		assert.deepEqual({ lost: left(lost), repeated: left(repeated), made }, NOTHING);
	});
}
