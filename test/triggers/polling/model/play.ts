import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Surroundings } from '../../../../nodes/RelasiTrigger/poll';
import type { Source } from '../../../../nodes/RelasiTrigger/source';
import { contextOf } from './context';
import type { Choice, History, Poll, Setup, Step } from './history';
import { ModelInbox } from './inbox';
import { Witness } from './witness';

/** What is tested: the shipped poll, or one with a guard taken out. */
export type RunPoll = (
	context: IPollFunctions,
	surroundings: Surroundings,
) => Promise<IDataObject[] | null>;

const OUTAGE = 'The API is down';

const NO_POLL: Poll = { do: 'poll', between: [], isLost: false, fate: 'saved', budgetMs: 1e9 };

/** By then n8n has surely saved what a poll gave out, if it does at all. */
const LATEST_SAVE_MS = 30_000;

let nodes = 0;

/** Plays one history; throws when an event is lost, repeated or made up. */
export async function play(runPoll: RunPoll, history: History): Promise<Witness> {
	return await new Player(runPoll, history.setup).play(history);
}

class Player {
	private readonly inbox: ModelInbox;

	private readonly witness: Witness;

	private choice: Choice;

	/** What n8n has in its database, as JSON. */
	private saved = '{}';

	/** What n8n is about to save. */
	private unsaved?: { json: string; atMs: number };

	/** What the active workflow has in memory, without durable cursors. */
	private live: IDataObject = {};

	/** A process that restarts knows nothing of its past: to it the node is a new one. */
	private nodeId = `node${++nodes}`;

	private isActivation = true;

	/** Requests may still be under way when their poll has failed. */
	private running?: Poll;

	/** A poll that overlaps another may outlast it. */
	private other?: Promise<void>;

	constructor(
		private readonly runPoll: RunPoll,
		private readonly setup: Setup,
	) {
		this.inbox = new ModelInbox(setup);
		this.choice = setup.choice;
		this.witness = new Witness(this.inbox, setup.choice);
	}

	async play({ before, steps }: History): Promise<Witness> {
		for (const step of before) await this.take(step);
		await this.poll(NO_POLL);
		for (const step of steps) await this.take(step);
		await this.settle();
		this.witness.conclude();
		return this.witness;
	}

	/** After the last event every row appears, and nothing fails any more. */
	private async settle(): Promise<void> {
		// A server behind the rows takes them all for rows of the future, so a backlog waits for it.
		this.inbox.pass(Math.max(0, -this.setup.serverAheadMs));
		const polls = 5 + Math.ceil(this.inbox.chats.length / (18 * this.setup.pageSize));
		for (let count = 0; count < polls; count++) {
			this.inbox.pass((this.setup.overlapSeconds + 45) * 1000);
			await this.poll(NO_POLL);
		}
	}

	private async take(step: Step): Promise<void> {
		const { inbox } = this;
		for (let time = 0; time < ('times' in step ? step.times : 1); time++) {
			if (step.do === 'create') inbox.create(step.late, this.futureMs(step));
			if (step.do === 'touch') inbox.touch(step.index + time, step.late);
			if (step.do === 'message') {
				const futureMs = this.futureMs(step);
				inbox.message(step.index + time, step.received, { ...step, futureMs });
			}
		}
		if (step.do === 'pass') inbox.pass(step.ms);
		if (step.do === 'turn') inbox.turn(step.index);
		if (step.do === 'remove') inbox.remove(step.index);
		if (step.do === 'poll') await this.poll(step);
		if (step.do === 'reactivate') await this.reactivate(step.restart);
		if (step.do === 'choose') {
			this.choice = step.choice;
			this.witness.choose(step.choice);
			await this.reactivate(false);
		}
	}

	/**
	 * A server ahead of the rows, or with no clock at all, takes a row of the future for one of the past, sooner or later. Both
	 * at once are left out: nobody could tell how late the clock of the honest rows is.
	 */
	private futureMs({ futureMs }: { futureMs: number }): number {
		const { hasDate, serverAheadMs } = this.setup;
		return !hasDate || serverAheadMs > 0 ? 0 : futureMs;
	}

	private async reactivate(restart: boolean): Promise<void> {
		this.save();
		if (restart) this.nodeId = `node${++nodes}`;
		// With durable cursors n8n keeps nothing of an activation until the first scheduled poll.
		if (this.saved === '{}') this.witness.forgetActivation();
		this.live = JSON.parse(this.saved) as IDataObject;
		this.isActivation = true;
		await this.poll(NO_POLL);
	}

	private async poll(poll: Poll): Promise<void> {
		const isActivation = this.isActivation;
		this.save(LATEST_SAVE_MS);
		const data = this.setup.isDurable ? (JSON.parse(this.saved) as IDataObject) : this.live;
		const before = JSON.stringify(data);
		this.running = poll;
		this.witness.pollStarts();
		let items: IDataObject[] | null;
		try {
			items = await this.runPoll(this.context(data, poll), this.surroundings(poll, data));
			this.running = undefined;
			await this.other;
		} catch (error) {
			this.running = undefined;
			await this.other;
			if (!String(error).includes(OUTAGE)) throw error;
			const isAlone = poll.overlappedAt === undefined;
			if (isAlone && JSON.stringify(data) !== before) {
				throw new Error('A failed poll changed the memory');
			}
			return;
		}
		this.isActivation = false;
		this.witness.pollEnds();
		this.save();
		const isChanged = JSON.stringify(data) !== before;
		this.hand(items, data, { ...poll, isActivation, isChanged });
	}

	/** What n8n does with the result of a poll. */
	private hand(
		items: IDataObject[] | null,
		data: IDataObject,
		poll: Poll & { isActivation: boolean; isChanged: boolean },
	): void {
		if (items && items.length > 0) {
			if (poll.isLost) {
				// The process died, so it starts anew from what is saved.
				this.nodeId = `node${++nodes}`;
				this.live = JSON.parse(this.saved) as IDataObject;
				if (this.saved === '{}') this.witness.forgetActivation();
				return;
			}
			const isDropped = poll.fate === 'dropped' && this.saved !== '{}';
			if (this.setup.isDurable && isDropped) return;
			this.witness.emitted(items);
			this.unsaved = { json: JSON.stringify(data), atMs: this.inbox.nowMs };
			if (!this.setup.isDurable || poll.fate !== 'late') this.save();
			return;
		}
		// With durable cursors n8n drops what the poll that tests an activation remembers, without them
		// it saves the memory of polls that gave out nothing only at an activation.
		const isSaved = this.setup.isDurable
			? !poll.isActivation && !poll.isLost
			: poll.isActivation;
		if (isSaved && poll.isChanged) this.saved = JSON.stringify(data);
	}

	private save(afterMs = 0): void {
		if (!this.unsaved || this.inbox.nowMs - this.unsaved.atMs < afterMs) return;
		this.saved = this.unsaved.json;
		this.unsaved = undefined;
	}

	private context(data: IDataObject, { budgetMs }: Poll): IPollFunctions {
		const { choice, setup, nodeId } = this;
		const isScheduled = setup.isDurable && !this.isActivation;
		return contextOf({ choice, setup, nodeId, data, budgetMs, isScheduled });
	}

	private surroundings(poll: Poll, data: IDataObject): Surroundings {
		const { inbox, setup } = this;
		let requests = 0;
		const request = async <T>(read: () => T) => {
			const number = requests++;
			const askedMs = inbox.nowMs;
			inbox.pass(setup.latencyMs / 2);
			for (const { step } of poll.between.filter((one) => one.request === number)) {
				await this.take(step);
			}
			if (number === poll.overlappedAt && poll === this.running) {
				await (this.other = this.overlap(data));
			}
			if (number === poll.failsAt) throw new Error(OUTAGE);
			const earlyMs = inbox.nowMs;
			const answer = read();
			inbox.pass(setup.latencyMs / 2);
			if (!setup.hasDate) return answer;
			const dateMs = (setup.datesEarly ? earlyMs : inbox.nowMs) + setup.serverAheadMs;
			const serverTimeMs = Math.floor(dateMs / 1000) * 1000;
			return { ...answer, serverTimeMs, askedMs: serverTimeMs - (inbox.nowMs - askedMs) };
		};
		const size = (perPage: number) => Math.min(perPage, setup.pageSize);
		const source: Source = {
			width: 3,
			nowMs: () => inbox.nowMs,
			conversations: async (page, perPage, since) =>
				await request(() => inbox.conversations(page, size(perPage), since)),
			messages: async (id, page, perPage) =>
				await request(() => inbox.messages(id, page, size(perPage))),
		};
		return { open: async () => source, nowMs: () => inbox.nowMs };
	}

	/** A second poll of the node while the first is at work: n8n hands over whatever it returns. */
	private async overlap(live: IDataObject): Promise<void> {
		const data = this.setup.isDurable ? (JSON.parse(this.saved) as IDataObject) : live;
		const items = await this.runPoll(
			this.context(data, NO_POLL),
			this.surroundings(NO_POLL, data),
		);
		// Where the first has run out of its time, this one may be the activation.
		if (data.memory) this.witness.pollEnds();
		if (items && items.length > 0) {
			this.witness.emitted(items);
			this.saved = JSON.stringify(data);
		}
	}
}
