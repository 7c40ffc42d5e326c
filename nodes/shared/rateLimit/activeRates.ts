/** Two credentials may hold the same key with different paces: the slowest that is in use counts. */
export class PacesInUse {
	private readonly open = new Map<number, number>();

	private readonly until = new Map<number, number>();

	constructor(private readonly preset: number) {}

	begin(perSecond: number): void {
		this.open.set(perSecond, (this.open.get(perSecond) ?? 0) + 1);
	}

	/** A pace counts until the second, or more, of its last request is over. */
	end(perSecond: number, nowMs: number): void {
		const left = (this.open.get(perSecond) ?? 1) - 1;
		if (left > 0) this.open.set(perSecond, left);
		else this.open.delete(perSecond);
		this.until.set(perSecond, nowMs + 1000 * Math.max(1, 1 / perSecond));
	}

	slowest(nowMs: number): number {
		for (const [perSecond, untilMs] of this.until) {
			if (untilMs <= nowMs) this.until.delete(perSecond);
		}
		const paces = [...this.open.keys(), ...this.until.keys()];
		return paces.length > 0 ? Math.min(...paces) : this.preset;
	}
}
