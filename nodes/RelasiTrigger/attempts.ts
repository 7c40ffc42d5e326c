import { hasStatus } from '../shared/errors/apiError';
import { forEachNumber } from '../shared/pagination/page';
import type { Source } from './source';

/** After this many failures without a success, the poll tries no others. */
const MAX_FAILURES = 20;

/** The trigger passes over what failed in this many polls: an hour, if it polls every minute. */
const MAX_FAILED_POLLS = 60;

/** A conversation or contact that can't be read. */
interface Failing {
	/** Number of polls that could read others, but not this one. */
	polls: number;
	/** Messages dated this or later (ms) were never read. */
	fromMs: number;
}

/** By the id of the conversation or contact. */
export type AllFailing = Record<string, Failing>;

export const isPassedOver = (failing: AllFailing, id: string): boolean =>
	(failing[id]?.polls ?? 0) >= MAX_FAILED_POLLS;

/** The conversations or contacts that a poll reads. One that can't be read holds back only itself. */
export class Attempts<T> {
	/** By id. */
	readonly results = new Map<string, T>();

	readonly failures = new Map<string, Error>();

	/** `before`: what the polls before this one couldn't read. */
	constructor(
		private readonly source: Source,
		private readonly kind: 'messages of conversation' | 'contact',
		private readonly before: AllFailing,
	) {}

	/**
	 * Reads side by side until `untilMs` (ms of the steady clock), at least the first one. Throws an error that
	 * concerns all of them; one that may concern a single one is among the failures.
	 */
	async readEach(
		ids: string[],
		untilMs: number,
		read: (id: string) => Promise<T>,
	): Promise<void> {
		const { results, failures } = this;
		const { width, steadyNowMs } = this.source;
		let begun = 0;
		const isHopeless = () => results.size === 0 && failures.size >= MAX_FAILURES;
		const goesOn = () => begun === 0 || (steadyNowMs() < untilMs && !isHopeless());
		const last = () => (goesOn() ? ids.length - 1 : -1);
		await forEachNumber(width, 0, last, async (index) => {
			begun++;
			const id = ids[index];
			await read(id).then(
				(result) => results.set(id, result),
				(error: unknown) => {
					// A revoked key or a used-up rate limit concerns all.
					if (!(error instanceof Error) || hasStatus(error, 401, 429)) throw error;
					failures.set(id, error);
				},
			);
		});
	}

	/**
	 * The error with which a poll fails: nothing could be read, and at least `least` of the failures may concern
	 * everything. What no longer exists (404), or failed in an earlier poll that read others, concerns only itself.
	 */
	errorOfAll(least = 1): Error | undefined {
		const telling = [...this.failures].filter(
			([id, error]) => !hasStatus(error, 404) && !this.before[id]?.polls,
		);
		return this.results.size === 0 && telling.length >= least ? telling[0]?.[1] : undefined;
	}

	/**
	 * Counts the polls in which something couldn't be read; `fromMs` is the date from which it was not read (ms), if
	 * this is its first failure. Logs that, and the failure after which it is passed over.
	 */
	countFailures(fromMs: number): AllFailing {
		const { source, kind, before, results } = this;
		const failing = { ...before };
		for (const id of results.keys()) delete failing[id];
		for (const [id, { message }] of this.failures) {
			const known = before[id] ?? { polls: 0, fromMs };
			const counts = results.size > 0 || known.polls > 0;
			failing[id] = { ...known, polls: known.polls + (counts ? 1 : 0) };
			if (before[id] === undefined) {
				source.warn(
					`Relasi Trigger can't read the ${kind} ${id} (${message}). It tries again at the next polls and continues with the others.`,
				);
			}
			if (!isPassedOver(before, id) && isPassedOver(failing, id)) {
				source.warn(
					`Relasi Trigger couldn't read the ${kind} ${id} in ${MAX_FAILED_POLLS} polls (${message}) and continues without it.`,
				);
			}
		}
		return failing;
	}
}
