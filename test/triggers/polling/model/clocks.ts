import { START_MS } from './inbox';

/** What clocks a history has. Where the local clock is not right, the API's is. */
export interface ClockSetup {
	/** How far the `Date` headers of the API's servers are ahead of the clock that dates the rows. */
	serversAheadMs: number[];
	/** No header at all, one in every answer, or one in every other. */
	dates: 'always' | 'never' | 'sometimes';
	/** Whether the header is written before the work or after it. */
	datesEarly: boolean;
	/** How fast the clock of the header goes: 0 if it stands still, as behind a cache. */
	datesRate: number;
	/** How fast the local clock goes: 0 if it stands still. */
	localRate: number;
	localAheadMs: number;
}

/** The clocks of n8n and of the API's servers, as far as they are ahead of the true time. */
export class Clocks {
	private serverAheadMs = 0;

	private localAheadMs: number;

	private once?: number;

	private answers = 0;

	/** Only one of them is ever wrong: nobody could tell anything by two. */
	private wrong?: 'api' | 'local';

	constructor(private readonly setup: ClockSetup) {
		this.localAheadMs = setup.localAheadMs;
	}

	/** The API's clock jumps: for good, or for one answer. */
	jump(ms: number, isOnce: boolean): void {
		if (this.setup.localRate < 1 || this.wrong === 'local') return;
		this.wrong = 'api';
		if (isOnce) this.once = ms;
		else this.serverAheadMs += ms;
	}

	/** n8n's clock jumps, where the API's can be relied on. */
	jumpLocally(ms: number): void {
		if (!this.isServerRight() || this.wrong === 'api') return;
		this.wrong = 'local';
		this.localAheadMs += ms;
	}

	/** The most that a header may be ahead, or have been. */
	get maxAheadMs(): number {
		const { dates, serversAheadMs, localAheadMs } = this.setup;
		const servers = Math.max(...serversAheadMs) + this.serverAheadMs;
		return Math.max(0, dates === 'always' ? servers : Math.max(servers, localAheadMs));
	}

	/** How far both clocks are ahead, as two wrong ones may be. */
	get bothAheadMs(): number {
		const { dates, serversAheadMs, localAheadMs } = this.setup;
		const local = Math.max(localAheadMs, this.localAheadMs);
		const servers = Math.max(...serversAheadMs) + this.serverAheadMs;
		return Math.max(0, dates === 'always' ? Math.min(local, servers) : local);
	}

	/** Whether both clocks are behind the rows', or were before a jump. */
	get areBothBehind(): boolean {
		const { serversAheadMs, localAheadMs, localRate } = this.setup;
		const isLocalBehind = localRate < 1 || Math.min(localAheadMs, this.localAheadMs) < 0;
		return isLocalBehind && Math.min(...serversAheadMs) + this.serverAheadMs < 0;
	}

	/** What `Date.now()` shows. */
	localDateMs(nowMs: number): number {
		return toShown(nowMs, this.setup.localRate) + this.localAheadMs;
	}

	/** The `Date` header of an answer; undefined where there is none. */
	serverDateMs(startMs: number, endMs: number): number | undefined {
		const { dates, datesEarly, datesRate, serversAheadMs } = this.setup;
		const number = this.answers++;
		if (dates === 'never' || (dates === 'sometimes' && number % 2 === 1)) return undefined;
		// Spread over the servers as a load balancer does, but the same in every run.
		const server = serversAheadMs[((number * 2654435761) >>> 16) % serversAheadMs.length];
		const shownMs = toShown(datesEarly ? startMs : endMs, datesRate);
		const exactMs = shownMs + server + this.serverAheadMs + (this.once ?? 0);
		this.once = undefined;
		return Math.floor(exactMs / 1000) * 1000;
	}

	private isServerRight(): boolean {
		const { dates, datesRate, serversAheadMs } = this.setup;
		return (
			datesRate === 1 &&
			dates === 'always' &&
			serversAheadMs.length === 1 &&
			this.serverAheadMs === 0
		);
	}
}

/** What a clock shows that goes at another rate from the beginning on. */
const toShown = (nowMs: number, rate: number): number => START_MS + rate * (nowMs - START_MS);
