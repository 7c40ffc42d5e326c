import type { IDataObject } from 'n8n-workflow';

import type { Observation } from './advance';
import type { Moment } from './clock';
import { markOf } from './marks';
import type { Memory } from './memory';
import type { Settings } from './settings';
import { changedMs, createdMs } from './times';
import type { Walk } from './pagesOfWalk';

/** What the walk of a poll shows, and what of it concerns message events. */
export interface View extends Moment {
	walk: Walk;
	memory: Memory;
	settings: Settings;
}

/** Times of an answer; without a Date header the newest row is the only clock there is. */
export function momentOf(walk: Walk, memory?: Memory): Moment {
	const { askedMs, serverTimeMs, rows } = walk.first;
	const newest = rows.map(changedMs).reduce((latest, ms) => Math.max(latest, ms), 0);
	const serverMs = serverTimeMs ?? Math.max(newest, memory?.newest.serverMs ?? 0);
	return { serverMs, askedMs: askedMs ?? serverMs };
}

/** Every state of a conversation that the API shows is an event. */
export function changesIn(view: View): Observation {
	const candidates = view.walk.rows.map((row) => ({
		mark: markOf(row.id, row.updated_at),
		atMs: changedMs(row),
		row,
		conversation: row,
	}));
	return { ...seenBy(view), candidates, done: {} };
}

/** Every conversation is one event, whatever else happens to it. */
export function creationsIn(view: View): Observation {
	const candidates = latestOf(view.walk.rows).map((row) => ({
		mark: markOf(row.id),
		atMs: createdMs(row),
		row,
		conversation: row,
	}));
	return { ...seenBy(view), candidates, done: {} };
}

/** What a walk alone shows. */
export const seenBy = ({ walk: { first, listed, completeBeforeMs }, askedMs, serverMs }: View) => ({
	front: first.rows,
	listed,
	unread: [],
	completeBeforeMs,
	askedMs,
	serverMs,
});

/** What happened in these conversations up to now is done with. */
export const upToTheirChange = (rows: IDataObject[]): Record<string, number> =>
	Object.fromEntries(rows.map((row) => [markOf(row.id), changedMs(row)]));

/** The last version of each conversation, oldest activity first. */
export function latestOf(rows: IDataObject[]): IDataObject[] {
	const latest = new Map<unknown, IDataObject>();
	for (const row of [...rows].sort((a, b) => changedMs(a) - changedMs(b)))
		latest.set(row.id, row);
	return [...latest.values()].sort((a, b) => changedMs(a) - changedMs(b));
}
