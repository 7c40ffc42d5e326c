import { sleep, FairQueue } from '../async';
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
/** The last tries before that get this long at least. */
const MIN_TRY_MS = 5_000;
/** After a run has given up, its status polls try again this much later. */
const PROBE_AFTER_MS = 30_000;
/** During an outage requests leave this far apart, or a 30th of the time that it has lasted. */
const MIN_SPACING_MS = 100;
const SPACINGS = 30;

/** Failures that say nothing about the server. */
const OWN_FAILURES: FailureKind[] = ['cancelled', 'local', 'rateLimited'];

/** The requests of a run with one method below one path, which need the same scope. */
class Endpoint {
	/** True once a request has succeeded. */
	isProven = false;

	underWay = 0;

	/** The requests that wait until fewer are under way. */
	readonly queue = new FairQueue<true>();

	/** The failure that all further requests would share. */
	failure?: SendResult;

	/** Ends the waiting of requests that have passed here, but wait for the rate limit. */
	private controller = new AbortController();

	private signal?: AbortSignal;

	/** Makes the signal that ends a request's waiting; all requests of a run have the same `signal`. */
	signalWith(signal?: AbortSignal): AbortSignal {
		this.signal ??= AbortSignal.any([this.controller.signal, ...(signal ? [signal] : [])]);
		return this.signal;
	}

	endWaiting(): void {
		this.controller.abort();
		this.controller = new AbortController();
		this.signal = undefined;
	}
}

/**
 * Ends a run of a node soon when its key or the server is at fault (the pattern "circuit breaker"):
 * after a 401, or a 403 that names a missing scope, no further request to that endpoint is sent, and
 * during an outage a few requests try whether the server is back. Times are in ms of a monotonic clock.
 */
export class CircuitBreaker {
	/** By method and first segment of the path, such as `POST /messages`. */
	private readonly endpoints: Record<string, Endpoint> = {};

	/** The failure that all further requests would share, whatever their endpoint. */
	private failure?: SendResult;

	private failingSinceMs?: number;

	private nextAtMs = 0;

	/** Wakes the requests that are kept apart, as soon as the server is back. */
	private recovery = new AbortController();

	/** The failure with which the run gave up. */
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
		const endpoint = this.getEndpoint(request);
		// `startWaiting` has already counted a request that waited.
		const isCounted = !this.hasPlace(endpoint) && (await endpoint.queue.wait({ signal }));
		if (!isCounted) endpoint.underWay++;
		try {
			const shared = request.isBackground ? this.recentOutage() : this.getFailure(endpoint);
			if (shared) {
				const attempts = { tries: 0, elapsedMs: 0, outcomeUnknown: false };
				return { ...shared, attempts: { ...shared.attempts, ...attempts } };
			}
			const result = await send(endpoint.signalWith(signal));
			const failure = this.getFailure(endpoint);
			return result.kind === 'cancelled' && !signal?.aborted && failure
				? { ...failure, attempts: { ...failure.attempts, ...result.attempts } }
				: result;
		} finally {
			endpoint.underWay--;
			this.startWaiting();
		}
	}

	/** Keeps the tries of a run apart while the server fails. */
	async spaceOut(signal?: AbortSignal): Promise<void> {
		const nowMs = this.nowMs();
		if (this.failingSinceMs === undefined || this.outage || this.isServerUp()) return;
		const spacingMs = Math.max(MIN_SPACING_MS, (nowMs - this.failingSinceMs) / SPACINGS);
		const atMs = Math.max(nowMs, this.nextAtMs);
		this.nextAtMs = atMs + spacingMs;
		const ends = AbortSignal.any([this.recovery.signal, ...(signal ? [signal] : [])]);
		if (atMs > nowMs) await sleep(atMs - nowMs, ends);
	}

	/** Milliseconds that a try may take, so that a server that hangs doesn't outlast the time after which the run gives up. */
	timeLeftMs(): number {
		if (this.failingSinceMs === undefined || this.outage) return Infinity;
		return Math.max(MIN_TRY_MS, this.failingSinceMs + GIVE_UP_AFTER_MS - this.nowMs());
	}

	/** Notes what a try came to. True when the run gives up, and this request with it. */
	note(request: ApiRequest, result: SendResult, startedAtMs: number): boolean {
		const endpoint = this.getEndpoint(request);
		const { kind } = result;
		if (lacksScope(result)) {
			endpoint.failure = result;
			endpoint.endWaiting();
		} else if (endsRun(result)) {
			this.failure = result;
			this.endAllWaiting();
		}
		if (kind === undefined) {
			endpoint.isProven ||= ![401, 403].includes(toApiResponse(result)?.status ?? 0);
			if (this.failingSinceMs !== undefined) {
				this.failingSinceMs = undefined;
				this.outage = undefined;
				this.nextAtMs = 0;
				this.recovery.abort();
				this.recovery = new AbortController();
			}
			return false;
		}
		if (OWN_FAILURES.includes(kind)) return false;
		this.failingSinceMs ??= startedAtMs;
		if (this.nowMs() - this.failingSinceMs < GIVE_UP_AFTER_MS) return false;
		this.outage = result;
		this.outageAtMs = this.nowMs();
		this.endAllWaiting();
		return true;
	}

	private endAllWaiting(): void {
		for (const endpoint of Object.values(this.endpoints)) endpoint.endWaiting();
	}

	/** True once a request has succeeded, until the server has failed for some time. */
	private isServerUp(): boolean {
		const nowMs = this.nowMs();
		const failedForMs = nowMs - (this.failingSinceMs ?? nowMs);
		const isAnyProven = Object.values(this.endpoints).some(({ isProven }) => isProven);
		return isAnyProven && failedForMs < OUTAGE_AFTER_MS;
	}

	/** The outage as a status poll sees it: waiting for a customer's reply may last for hours, and must outlive it. */
	private recentOutage(): SendResult | undefined {
		return this.nowMs() - this.outageAtMs < PROBE_AFTER_MS ? this.outage : undefined;
	}

	private getFailure(endpoint: Endpoint): SendResult | undefined {
		return this.failure ?? endpoint.failure ?? this.outage;
	}

	private getEndpoint({ method, path }: ApiRequest): Endpoint {
		return (this.endpoints[`${method} /${path.split('/')[1]}`] ??= new Endpoint());
	}

	private hasPlace(endpoint: Endpoint): boolean {
		// A request that will share a failure anyway needn't wait for it.
		if (this.getFailure(endpoint)) return true;
		if (endpoint.isProven && this.isServerUp()) return true;
		return endpoint.underWay < UNPROVEN_WIDTH;
	}

	/** Starts all that have a place now, in their order. */
	private startWaiting(): void {
		for (const endpoint of Object.values(this.endpoints)) {
			while (this.hasPlace(endpoint) && endpoint.queue.startNext(true)) endpoint.underWay++;
		}
	}
}

/** True if every further request would end in the same way, whatever it asks for. */
function endsRun(result: SendResult): boolean {
	const { kind, attempts, httpResult } = result;
	if (kind === 'certificate') return true;
	if (kind === 'rateLimited') return (attempts.retryAfterMs ?? 0) > MAX_PAUSE_MS;
	// A gateway in front of the API may send the 401, too: the key is refused all the same.
	return isResponse(httpResult) && httpResult.status === 401;
}

/** True if every further request to the endpoint would be refused for want of the same scope. */
function lacksScope(result: SendResult): boolean {
	const { status, body } = toApiResponse(result) ?? {};
	return status === 403 && isObject(body) && Boolean(body.required_scope);
}

/** The response, if the API itself sent it, and nothing in between. */
const toApiResponse = ({ httpResult, kind }: SendResult) =>
	kind === undefined && isResponse(httpResult) ? httpResult : undefined;
