type Cleanup = () => void | Promise<void>;

/** Collects what has to be undone when a program ends, and undoes it once, the newest first. */
export class Ending {
	private readonly cleanups: Cleanup[] = [];
	private readonly controller = new AbortController();
	private running: Promise<void> | undefined;

	/** Aborted as soon as the end begins, for what is still being started then. */
	readonly signal = this.controller.signal;

	add(cleanup: Cleanup): void {
		this.cleanups.unshift(cleanup);
	}

	/** Undoes everything; later calls wait for the first one. */
	async run(): Promise<void> {
		this.controller.abort();
		this.running ??= this.undo();
		await this.running;
	}

	private async undo(): Promise<void> {
		for (const cleanup of this.cleanups) {
			try {
				await cleanup();
			} catch (error) {
				console.error(error);
			}
		}
	}
}

/** Lets Ctrl-C, and the signals that other programs send, end this program in order. */
export function endOnSignals(ending: Ending, exitCode: number): void {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(signal, () => {
			if (!ending.signal.aborted) console.log('\nStopping …');
			void ending.run().then(() => process.exit(exitCode));
		});
	}
}
