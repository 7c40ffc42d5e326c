import type { IDataObject } from 'n8n-workflow';

import type { TimedPage } from './source';

/** What a walk over the changed conversations has read. */
export interface Walk {
	/** Every version of every conversation that was read. */
	rows: IDataObject[];
	/** One for each place of the list that was read, so some perhaps twice. */
	listed: IDataObject[];
	/** The page with the newest activity. */
	first: TimedPage;
	/** Nothing that changed before this (ms) is missing; Infinity when nothing is at all. */
	completeBeforeMs: number;
}

/** A list that fits on one page. */
export const whole = (first: TimedPage): Walk => ({
	rows: first.rows,
	listed: first.rows,
	first,
	completeBeforeMs: Infinity,
});

/** What several pages of a list that moves meanwhile add up to. */
export class Pages {
	readonly versions = new Map<string, IDataObject>();

	readonly listed: IDataObject[] = [];

	private readonly ids = new Set<string>();

	private total?: number;

	/** Rows that went away may have let others slip past the reader, unseen. */
	private shrank = false;

	moved = false;

	take({ rows, total }: TimedPage): void {
		this.shrank ||= this.total !== undefined && total < this.total;
		this.moved ||= this.total !== undefined && total !== this.total;
		this.total = total;
		this.listed.push(...rows);
		for (const row of rows) {
			this.ids.add(String(row.id));
			this.versions.set(JSON.stringify([row.id, row.updated_at]), row);
		}
	}

	asWalk(first: TimedPage, completeBeforeMs: number): Walk {
		const { versions, listed } = this;
		return { rows: [...versions.values()], listed, first, completeBeforeMs };
	}

	/** So many distinct rows as there are, of which none went away, are all of them. */
	has(count = this.total ?? Infinity): boolean {
		return !this.shrank && this.ids.size >= count;
	}
}
