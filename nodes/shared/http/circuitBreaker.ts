import { toAbortPromise, abortableSleep } from '../async';
import { isObject } from '../guards';
import { isResponse, type FailureKind } from './failure';
import type { ApiRequest } from './request';
import type { SendResult } from './retry';
import { MAX_PAUSE_MS } from './retryPolicy';

/** At most this many requests to one endpoint are under way until one of them has succeeded. */
const UNPROVEN_WIDTH = 4;
/** Failures in a row count as an outage of the server once they have lasted for this long. */
const OUTAGE_AFTER_MS = 2_000;
/** A run gives up when this time has brought nothing but failures of the server. */
const GIVE_UP_AFTER_MS = 45_000;
/** After a run has given up, its status polls try again this much later. */
const PROBE_AFTER_MS = 30_000;
/** During an outage requests leave this far apart, or a 30th of the time that it has lasted. */
const MIN_SPACING_MS = 100;
const SPACINGS = 30;

/**
 * After this many writes in a row were forbidden in the same words, the run ends: the cause isn't in the items,
 * but in the key or the workspace, which may be suspended.
 */
const FORBIDDEN_IN_A_ROW = 5;

/** Failures that say nothing about the server. */
const OWN_FAILURES: FailureKind[] = ['cancelled', 'local', 'rateLimited'];

/** Stands for all endpoints. */
const ALL = '';

/** A request that waits until fewer are under way. */
interface QueuedRequest {
	endpoint: string;
	start: () => void;
}

/**
 * Ends a run of a node soon when its key or the server is at fault (the pattern "circuit breaker"):
 * after a 401, or a 403 that names a missing scope, no further request to that endpoint is sent, and
 * during an outage a few requests try whether the server is back. Times are in ms of a monotonic clock.
 */
export class CircuitBreaker {
	/** Why requests to an endpoint need no try. */
	private readonly rejections = new Map<string, SendResult>();

	private readonly proven = new Set<string>();

	/** Writes to an endpoint that were forbidden, since the last that was not. */
	private readonly forbidden = new Map<string, { reason: string; count: number }>();

	private readonly underWay = new Map<string, number>();

	private waiting: QueuedRequest[] = [];

	/** Ends the waiting of requests to an endpoint that have passed here, but wait for the rate limit. */
	private readonly queued = new Map<
		string,
		{ controller: AbortController; signal: AbortSignal }
	>();

	private failingSinceMs?: number;

	private nextAtMs = 0;

	/** Wakes the requests that are kept apart, as soon as the server is back. */
	private recovery = new AbortController();

	private outage?: SendResult;

	private outageAtMs = 0;

	constructor(private readonly nowMs: () => number = () => performance.now()) {}

	/**
	 * Runs a request, or gives the failure of an earlier one that this one would share. The signal that `send`
	 * gets ends its waiting as soon as there is such a failure.
	 */
	async run(
		request: ApiRequest,
		send: (signal?: AbortSignal) => Promise<SendResult>,
		signal?: AbortSignal,
	): Promise<SendResult> {
		const endpoint = toEndpoint(request);
		await this.placeFor(endpoint, signal);
		try {
			const shared = request.isBackground ? this.recentOutage() : this.openFailure(endpoint);
			if (shared) return withoutTry(shared);
			const result = await send(this.signalOf(endpoint, signal));
			if (endsRun(result)) this.reject(hasScope(result) ? endpoint : ALL, result);
			else if (this.isForbidden(request, result)) this.reject(endpoint, result);
			const failure = this.openFailure(endpoint);
			return result.kind === 'cancelled' && !signal?.aborted && failure
				? { ...failure, attempts: { ...failure.attempts, ...result.attempts } }
				: result;
		} finally {
			this.count(endpoint, -1);
			this.startWaiting();
		}
	}

	/** Keeps the tries of a run apart while the server fails. */
	async spaceOut(signal?: AbortSignal): Promise<void> {
		const nowMs = this.nowMs();
		if (this.failingSinceMs === undefined || this.outage || this.isWide(nowMs)) return;
		const spacingMs = Math.max(MIN_SPACING_MS, (nowMs - this.failingSinceMs) / SPACINGS);
		const atMs = Math.max(nowMs, this.nextAtMs);
		this.nextAtMs = atMs + spacingMs;
		const ends = AbortSignal.any([this.recovery.signal, ...(signal ? [signal] : [])]);
		if (atMs > nowMs) await abortableSleep(atMs - nowMs, ends);
	}

	/** Notes what a try came to. True when the run gives up, and this request with it. */
	note(request: ApiRequest, result: SendResult, startedAtMs: number): boolean {
		const { kind } = result;
		if (kind === undefined) {
			if (!endsRun(result) && !isApiStatus(result, 403)) this.proven.add(toEndpoint(request));
			if (this.failingSinceMs !== undefined) this.recover();
			this.startWaiting();
			return false;
		}
		if (OWN_FAILURES.includes(kind)) return false;
		this.failingSinceMs ??= startedAtMs;
		if (this.nowMs() - this.failingSinceMs < GIVE_UP_AFTER_MS) return false;
		this.outage = result;
		this.outageAtMs = this.nowMs();
		this.endWaiting(ALL);
		this.startWaiting();
		return true;
	}

	private recover(): void {
		this.failingSinceMs = undefined;
		this.outage = undefined;
		this.nextAtMs = 0;
		this.recovery.abort();
		this.recovery = new AbortController();
	}

	private reject(rejected: string, result: SendResult): void {
		this.rejections.set(rejected, result);
		this.endWaiting(rejected);
	}

	private isForbidden(request: ApiRequest, result: SendResult): boolean {
		if (request.method === 'GET' || result.kind !== undefined) return false;
		const endpoint = toEndpoint(request);
		const reason = isApiStatus(result, 403) ? reasonOf(result) : '';
		const last = this.forbidden.get(endpoint);
		const count = reason === '' ? 0 : reason === last?.reason ? last.count + 1 : 1;
		this.forbidden.set(endpoint, { reason, count });
		return count >= FORBIDDEN_IN_A_ROW;
	}

	private signalOf(endpoint: string, signal?: AbortSignal): AbortSignal {
		const known = this.queued.get(endpoint);
		if (known) return known.signal;
		const controller = new AbortController();
		const signals = [controller.signal, ...(signal ? [signal] : [])];
		const queued = { controller, signal: AbortSignal.any(signals) };
		this.queued.set(endpoint, queued);
		return queued.signal;
	}

	private endWaiting(rejected: string): void {
		for (const [endpoint, { controller }] of this.queued) {
			if (rejected !== ALL && rejected !== endpoint) continue;
			this.queued.delete(endpoint);
			controller.abort();
		}
	}

	private isWide(nowMs: number): boolean {
		const failedForMs = nowMs - (this.failingSinceMs ?? nowMs);
		return this.proven.size > 0 && failedForMs < OUTAGE_AFTER_MS;
	}

	/** A wait for a customer's reply may last for hours, and must outlive an outage. */
	private recentOutage(): SendResult | undefined {
		return this.nowMs() - this.outageAtMs < PROBE_AFTER_MS ? this.outage : undefined;
	}

	private openFailure(endpoint: string): SendResult | undefined {
		return this.rejections.get(ALL) ?? this.rejections.get(endpoint) ?? this.outage;
	}

	/** Resolves when a request to this endpoint may be under way, and counts it as such. */
	private async placeFor(endpoint: string, signal?: AbortSignal): Promise<void> {
		if (signal?.aborted || this.hasPlace(endpoint)) return this.count(endpoint, 1);
		await new Promise<void>((resolve) => {
			const waiting: QueuedRequest = {
				endpoint,
				start: () => {
					this.count(endpoint, 1);
					resolve();
				},
			};
			this.waiting.push(waiting);
			if (!signal) return;
			void toAbortPromise(signal).then(() => {
				if (!this.waiting.includes(waiting)) return;
				this.waiting = this.waiting.filter((each) => each !== waiting);
				waiting.start();
			});
		});
	}

	private hasPlace(endpoint: string): boolean {
		if (this.openFailure(endpoint)) return true;
		if (this.proven.has(endpoint) && this.isWide(this.nowMs())) return true;
		return (this.underWay.get(endpoint) ?? 0) < UNPROVEN_WIDTH;
	}

	private count(endpoint: string, change: 1 | -1): void {
		this.underWay.set(endpoint, (this.underWay.get(endpoint) ?? 0) + change);
	}

	/** Starts all that have a place now, in their order. */
	private startWaiting(): void {
		this.waiting = this.waiting.filter(({ endpoint, start }) => {
			if (!this.hasPlace(endpoint)) return true;
			start();
			return false;
		});
	}
}

/** Requests with one method below one path need the same scope: `POST /messages`. */
const toEndpoint = ({ method, path }: ApiRequest): string => `${method} /${path.split('/')[1]}`;

/** True if the next request would end in the same way, whatever it asks for. */
function endsRun(result: SendResult): boolean {
	const { kind, attempts } = result;
	if (kind === 'certificate') return true;
	if (kind === 'rateLimited') return (attempts.retryAfterMs ?? 0) > MAX_PAUSE_MS;
	return isApiStatus(result, 401) || hasScope(result);
}

/** True if the API itself, and nothing in between, responded with this status. */
const isApiStatus = ({ httpResult, kind }: SendResult, status: number): boolean =>
	kind === undefined && isResponse(httpResult) && httpResult.status === status;

const hasScope = ({ httpResult }: SendResult): boolean =>
	isResponse(httpResult) &&
	httpResult.status === 403 &&
	isObject(httpResult.body) &&
	Boolean(httpResult.body.required_scope);

/** The body of a refusal, as text. */
const reasonOf = ({ httpResult }: SendResult): string =>
	isResponse(httpResult) ? JSON.stringify(httpResult.body) : '';

/** Copies a failure to a request that was not sent because of it. */
const withoutTry = (result: SendResult): SendResult => ({
	...result,
	attempts: { ...result.attempts, tries: 0, elapsedMs: 0, outcomeUnknown: false },
});
