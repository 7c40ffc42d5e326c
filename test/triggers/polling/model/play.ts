import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Surroundings } from '../../../../nodes/RelasiTrigger/source';
import type { Memory } from '../../../../nodes/RelasiTrigger/memory';
import type { Api } from '../../../../nodes/shared/http/client';
import type { Send } from '../../../../nodes/shared/http/request';
import { Clocks } from './clocks';
import { contextOf } from './context';
import type { Choice, History, Poll, Setup, Step } from './history';
import { ModelInbox } from './inbox';
import { StaticData, type PollData } from './staticData';
import { troubles } from './troubles';
import { Witness } from './witness';

/** What is tested: the shipped poll, or one with a guard taken out. */
export type RunPoll = (
	context: IPollFunctions,
	surroundings: Surroundings,
) => Promise<IDataObject[] | null>;

/** Of a request that fails as where the key is refused: the whole poll fails. */
const OUTAGE = 'The API is down';

const NO_POLL: Poll = { do: 'poll', between: [], isLost: false, fate: 'saved', budgetMs: 1e9 };

/** More polls than the trigger tries to read something that others can be read without. */
const PASSED_OVER_AFTER = 62;

/** Polls may be so far apart. */
const LONGEST_PAUSE_MS = 3_600_000;

let workflows = 0;

/**
 * Plays one history; throws when an event is lost, repeated or made up. It ends with polls after which
 * everything must have been given; with `isSettled` the history has them itself.
 */
export async function play(
	runPoll: RunPoll,
	history: History,
	isSettled = false,
): Promise<Witness> {
	const player = new Player(runPoll, history.setup);
	try {
		return await player.play(history, isSettled);
	} finally {
		player.end();
	}
}

class Player {
	private inbox: ModelInbox;

	private readonly inboxes: ModelInbox[];

	private witness: Witness;

	private choice: Choice;

	private readonly clocks: Clocks;

	private readonly store: StaticData;

	private name = 'Trigger A';

	/** All that it had so far. */
	private readonly names = new Set([this.name]);

	/** A process that restarts knows nothing of its past: to it the workflow is a new one. */
	private workflowId = `workflow${++workflows}`;

	private isActivation = true;

	/** Whether the process that runs now has polled the node. */
	private hasPolled = false;

	private lastPollMs = -Infinity;

	/** Whether n8n has stored no poll under the event chosen last. */
	private isChoiceNew = false;

	/** Whether a row was dated in the future at the last poll that n8n stored. */
	private hadFutureRow = false;

	/** Requests may still be under way when their poll has failed. */
	private running?: Poll;

	/** A poll that overlaps another may outlast it. */
	private other?: Promise<void>;

	constructor(
		private readonly runPoll: RunPoll,
		private readonly setup: Setup,
	) {
		this.inboxes = ['workspace', 'other'].map((name) => new ModelInbox(setup, name));
		this.inbox = this.inboxes[0];
		this.clocks = new Clocks(setup.clocks);
		this.store = new StaticData(setup.isDurable);
		this.choice = setup.choice;
		this.witness = new Witness(this.inbox, setup.choice, () => this.clocks.bothAheadMs);
	}

	async play({ before, steps }: History, isSettled: boolean): Promise<Witness> {
		for (const step of before) await this.take(step);
		await this.poll(NO_POLL);
		for (const step of steps) await this.take(step);
		if (!isSettled) await this.settle();
		this.witness.conclude();
		return this.witness;
	}

	end(): void {
		for (const inbox of this.inboxes) inbox.end();
	}

	/** After the last event every row appears, and nothing fails any more. */
	private async settle(): Promise<void> {
		// A server behind the rows takes them all for rows of the future, so a backlog waits for it.
		this.pass(Math.max(0, ...this.setup.clocks.serversAheadMs.map((ms) => -ms)));
		for (const { broken } of this.inboxes) broken.clear();
		const polls = 8 + Math.ceil(this.inbox.chats.length / (18 * this.setup.pageSize));
		for (let count = 0; count < polls; count++) {
			this.pass((this.setup.overlapSeconds + 45) * 1000);
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
		if (step.do === 'pass') this.pass(step.ms);
		if (step.do === 'turn') inbox.turn(step.index);
		if (step.do === 'remove') inbox.remove(step.index);
		if (step.do === 'poll') await this.poll(step);
		if (step.do === 'reactivate') await this.reactivate(step.restart);
		if (step.do === 'jump') this.jump(step.ms, step.clock);
		if (step.do === 'break') inbox.break(step.index, step.what, step.isBroken);
		if (step.do === 'outlast') await this.outlast(step.index, step.what);
		if (step.do === 'choose') {
			// What a row of the future was under another kind of event, nobody remembers; to two clocks that
			// are behind, every new row is one.
			const isFuture = this.hasFutureRow() || this.hadFutureRow || this.clocks.areBothBehind;
			const event = isFuture ? this.choice.event : step.choice.event;
			this.choice = { ...step.choice, event };
			this.isChoiceNew = true;
			this.witness.choose(this.choice);
			await this.reactivate(false);
		}
		if (step.do === 'rename') await this.rename(step.name);
		if (step.do === 'swap') {
			troubles.swappedName++;
			this.store.takenOver(this.name, step.name);
			await this.rename(step.name);
		}
		// Back in a workspace n8n may still have the memory of before, and a process that is lost goes on
		// from there: what came in between is given after all, which is neither lost nor repeated.
		const isBack = this.inbox !== this.inboxes[0];
		if (step.do === 'switch' && !(isBack && this.setup.isDurable)) {
			this.inbox = this.inboxes.find((other) => other !== this.inbox)!;
			// Whatever was there before, the trigger starts from now.
			this.witness = new Witness(this.inbox, this.choice, () => this.clocks.bothAheadMs);
			await this.reactivate(false);
		}
	}

	private pass(ms: number): void {
		for (const inbox of this.inboxes) inbox.pass(ms);
	}

	/** Not while a row of the future stands: nobody could tell it from one of now by a wrong clock. */
	private jump(ms: number, clock: 'api' | 'answer' | 'local'): void {
		if (this.hasFutureRow()) return;
		if (clock === 'local') this.clocks.jumpLocally(ms);
		else this.clocks.jump(ms, clock === 'answer');
	}

	private hasFutureRow(): boolean {
		return this.inbox.chats.some(
			({ row }) => Date.parse(String(row.updated_at)) > this.inbox.nowMs,
		);
	}

	/**
	 * A row that is less ahead than a clock when it is first listed is taken for one of now: both at
	 * once are left out.
	 */
	private futureMs({ futureMs }: { futureMs: number }): number {
		const { maxAheadMs } = this.clocks;
		// Of a row of the future nobody remembers under which event it was there first.
		if (this.isChoiceNew) return 0;
		return maxAheadMs === 0 || futureMs > maxAheadMs + LONGEST_PAUSE_MS ? futureMs : 0;
	}

	/** Something can't be read for so long that the trigger passes over it. What comes next brings what it missed. */
	private async outlast(index: number, what: 'contact' | 'messages'): Promise<void> {
		const { inbox } = this;
		const { event } = this.choice;
		const happen = (at: number) => {
			this.pass(1000);
			if (event === 'conversationCreated') return inbox.create(0, 0);
			const received = event === 'messageReceived';
			inbox.message(at, received, { late: 0, futureMs: 0, onReveal: false });
		};
		// Whatever else can't be read would be passed over, too, and perhaps nothing comes next there.
		inbox.broken.clear();
		// Nobody catches up with what appears late in a chat that was passed over.
		this.pass(this.setup.overlapSeconds * 1000);
		await this.poll(NO_POLL);
		inbox.break(index, what, true);
		for (let poll = 0; poll < PASSED_OVER_AFTER; poll++) {
			if (poll % 20 === 0) happen(index);
			happen(index + 1);
			await this.poll(NO_POLL);
		}
		inbox.break(index, what, false);
		happen(index);
	}

	private async rename(name: string): Promise<void> {
		if (this.names.has(name) && name !== this.name) troubles.reusedName++;
		this.names.add(name);
		// n8n has nothing under the new name, nor has a process that never polled under the old one.
		if (name !== this.name && !this.setup.isDurable && !this.hasPolled)
			this.witness.forgetActivation();
		this.name = name;
		await this.reactivate(false);
	}

	private startProcess(): void {
		this.workflowId = `workflow${++workflows}`;
		this.hasPolled = false;
	}

	private async reactivate(restart: boolean): Promise<void> {
		this.store.flush();
		if (restart) this.startProcess();
		// Without a restart the process goes on from its own memory where n8n has stored none.
		if (restart && !this.store.keeps(this.name, this.inbox.workspace))
			this.witness.forgetActivation();
		this.store.reload();
		this.isActivation = true;
		await this.poll(NO_POLL);
	}

	private async poll(poll: Poll): Promise<void> {
		const isActivation = this.isActivation;
		// n8n polls a node once a second at most; so fast only a clock that jumps seems to go.
		const waitMs = this.lastPollMs + 1000 - this.inbox.nowMs;
		if (this.setup.clocks.localRate === 1 && waitMs > 0) this.pass(waitMs);
		this.lastPollMs = this.inbox.nowMs;
		const data = this.store.open(this.name, this.inbox.nowMs);
		const before = JSON.stringify(data);
		this.running = poll;
		this.witness.pollStarts();
		const hasFutureRow = this.hasFutureRow();
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
		this.hasPolled = true;
		const isStored = !poll.isLost && (items?.length === 0 || poll.fate !== 'dropped');
		if (items && isStored) {
			this.isChoiceNew = false;
			this.hadFutureRow = hasFutureRow;
		}
		this.witness.pollEnds();
		this.store.flush();
		if (items && items.length > 0) this.hand(items, data, poll);
		else if (JSON.stringify(data) !== before && !(this.setup.isDurable && poll.isLost)) {
			this.store.idle(data, isActivation);
		}
		this.count(data.node.memory as Partial<Memory> | undefined);
	}

	private count({ pendingFrom = {}, failing = {}, failingContacts = {} }: Partial<Memory> = {}) {
		const { overlapSeconds, clocks } = this.setup;
		const isPending = Object.keys(pendingFrom).length > 0;
		if (isPending && this.inbox.broken.size === 0 && overlapSeconds === 3600)
			troubles.overlapReadInPart++;
		const polls = [...Object.values(failing), ...Object.values(failingContacts)];
		if (polls.some((each) => each.polls === 60)) troubles.passedOver++;
		if (clocks.datesRate === 0) troubles.frozenDate++;
		if (clocks.datesRate === 0.5) troubles.slowDate++;
		if (clocks.localRate === 0) troubles.frozenLocalClock++;
		if (clocks.localRate === 0.5) troubles.slowLocalClock++;
	}

	/** What n8n does with what a poll gave out. */
	private hand(items: IDataObject[], data: PollData, { isLost, fate }: Poll): void {
		if (isLost) {
			// The process died, so it starts anew from what is saved.
			this.startProcess();
			this.store.killed(data);
			if (!this.store.keeps(this.name, this.inbox.workspace)) this.witness.forgetActivation();
			return;
		}
		const isDropped = this.setup.isDurable && fate === 'dropped';
		if (!isDropped) this.witness.emitted(items);
		this.store.emitted(
			data,
			this.inbox.nowMs,
			isDropped ? 'dropped' : fate === 'late' ? 'late' : 'saved',
		);
	}

	private context(data: PollData, { budgetMs }: Poll): IPollFunctions {
		const { choice, setup, name, workflowId } = this;
		const isScheduled = setup.isDurable && !this.isActivation;
		const nodeId = 'node';
		return contextOf({ choice, setup, workflowId, nodeId, name, data, budgetMs, isScheduled });
	}

	private surroundings(poll: Poll, data: PollData): Surroundings {
		const { inbox, setup, clocks } = this;
		let requests = 0;
		const send: Send = async ({ path, query = {} }) => {
			const number = requests++;
			this.pass(setup.latencyMs / 2);
			for (const { step } of poll.between.filter((one) => one.request === number)) {
				await this.take(step);
			}
			if (number === poll.overlappedAt && poll === this.running) {
				await (this.other = this.overlap(data));
			}
			if (number === poll.failsAt) throw new Error(OUTAGE);
			const earlyMs = inbox.nowMs;
			const body = this.answer(path, query);
			this.pass(setup.latencyMs / 2);
			return { body, serverTimeMs: clocks.serverDateMs(earlyMs, inbox.nowMs) };
		};
		const api: Api = {
			send,
			node: this.context(data, poll).getNode(),
			waiter: {},
			keyId: `key of ${inbox.workspace}`,
			requestsPerSecond: 3,
		};
		return {
			open: async () => api,
			steadyNowMs: () => inbox.nowMs,
			localDateMs: () => clocks.localDateMs(inbox.nowMs),
		};
	}

	/** The API: lists of the inbox. */
	private answer(path: string, query: IDataObject): IDataObject {
		const { inbox, setup } = this;
		const page = Number(query.page);
		const perPage = Math.min(Number(query.per_page), setup.pageSize);
		if (path === '/me') return { app_id: inbox.workspace };
		const id = String(query.conversation_id ?? path.split('/').pop());
		// Two clocks that are behind don't tell a first poll how old the messages are that it can't read.
		const isReadable = !this.witness.isActive && this.clocks.areBothBehind;
		if (!isReadable && inbox.broken.has(path === '/messages' ? `${path}/${id}` : path)) {
			troubles[path === '/messages' ? 'unreadableChat' : 'unreadableContact']++;
			throw new Error(OUTAGE);
		}
		if (path === '/messages') return inbox.messages(id, page, perPage);
		if (path.startsWith('/contacts/')) return { id };
		const since = query.last_updated_at as number | undefined;
		return inbox.conversations(page, perPage, since);
	}

	/** A second poll of the node while the first is at work: n8n hands over whatever it returns. */
	private async overlap(running: PollData): Promise<void> {
		const data = this.setup.isDurable ? this.store.open(this.name, -Infinity) : running;
		const items = await this.runPoll(
			this.context(data, NO_POLL),
			this.surroundings(NO_POLL, data),
		).catch((error: unknown) => {
			if (!String(error).includes(OUTAGE)) throw error;
			return null;
		});
		// Where the first has run out of its time, this one may be the activation.
		if (data.node.memory) this.witness.pollEnds();
		if (items && items.length > 0) {
			this.witness.emitted(items);
			this.store.emitted(data, this.inbox.nowMs, 'saved');
		}
	}
}
