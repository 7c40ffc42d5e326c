import { median } from 'simple-statistics';

import { playProcesses } from '../support/processesOnOneKey';
import { verdictOn } from '../support/verdictOnProcesses';
import { LIMIT_PER_SECOND } from './floor';
import type { Table } from './report';

const SECONDS = 180;
const SEEDS = [1, 2, 3, 4, 5];
/** How the processes begin: all at once, or each some time after the one before. */
const APART_MS = [3, 250, 10_000];

/** Several workers on one key at the default pace, each with more to send than there is room for. */
export function measureSharedKey(): Table {
	return {
		title: 'Several workers on one key',
		note: `The product's own limiter against the simulator's own throttle of ${LIMIT_PER_SECOND} a second, in virtual time: ${SECONDS} s, 100 ms latency, medians of ${SEEDS.length} runs. Total and refusals from the fifth second after the last one began, fairness (Jain's index) from the second minute. These figures do not depend on the machine.`,
		columns: ['Workers', 'Begin', 'Total a second', 'Of the limit', 'Refused', 'Fairness'],
		rows: [2, 4, 8].flatMap((count) => APART_MS.map((apartMs) => rowOf(count, apartMs))),
	};
}

function rowOf(count: number, apartMs: number): string[] {
	const startsMs = Array.from({ length: count }, (_, index) => index * apartMs);
	const settledMs = startsMs[count - 1];
	const verdicts = SEEDS.map((seed) => {
		const processes = playProcesses({
			startsMs,
			seed,
			seconds: SECONDS + settledMs / 1000,
			latencyMs: 100,
			jitterMs: 10,
			perSecond: LIMIT_PER_SECOND,
		});
		const since = (times: number[]) => times.map((at) => at - settledMs);
		return verdictOn(
			processes.map(({ taken, refused }) => ({
				taken: since(taken),
				refused: since(refused),
			})),
			SECONDS,
		);
	});
	const total = median(verdicts.map(({ perSecond }) => perSecond));
	return [
		String(count),
		apartMs < 100 ? 'together' : `${apartMs / 1000} s apart`,
		total.toFixed(1),
		(total / LIMIT_PER_SECOND).toFixed(2),
		`${(100 * median(verdicts.map(({ refused }) => refused))).toFixed(2)} %`,
		median(verdicts.map(({ fairness }) => fairness)).toFixed(2),
	];
}
