import fc from 'fast-check';

import type { ClockSetup } from './clocks';
import type { InboxOptions } from './inbox';

export type Step =
	| { do: 'pass'; ms: number }
	| { do: 'create'; late: number; futureMs: number; times: number }
	| { do: 'touch'; index: number; late: number; times: number }
	| { do: 'turn'; index: number }
	| {
			do: 'message';
			index: number;
			received: boolean;
			late: number;
			futureMs: number;
			onReveal: boolean;
			times: number;
	  }
	| { do: 'remove'; index: number }
	| { do: 'reactivate'; restart: boolean }
	/** Deactivated, renamed, activated. */
	| { do: 'rename'; name: string }
	/** The node gets the credential of another workspace. */
	| { do: 'switch' }
	/** A clock jumps: the API's for good or for one answer, or n8n's. */
	| { do: 'jump'; ms: number; clock: 'api' | 'answer' | 'local' }
	/** The messages of a conversation, or a contact, can't be read from now on, or can again. */
	| { do: 'break'; index: number; what: 'contact' | 'messages'; isBroken: boolean }
	/** The same for so many polls that the trigger passes over it; then it can be read again. */
	| { do: 'outlast'; index: number; what: 'contact' | 'messages' }
	/** Another node takes the name that this one has; this one gets another. */
	| { do: 'swap'; name: string }
	| { do: 'choose'; choice: Choice }
	| Poll;

/** One poll: what happens between its requests, which of them fails, and what n8n does with its result. */
export interface Poll {
	do: 'poll';
	between: Array<{ request: number; step: Step }>;
	failsAt?: number;
	/** Another poll of the same node starts during this request. */
	overlappedAt?: number;
	/** n8n dies before it saves what the poll gave out: neither the items nor the memory. */
	isLost: boolean;
	/** With durable cursors: saved at once, only when the next poll has begun, or dropped with its items. */
	fate: 'saved' | 'late' | 'dropped';
	budgetMs: number;
}

/** What the user chose in the node. */
export interface Choice {
	event: 'conversationCreated' | 'conversationUpdated' | 'messageReceived' | 'messageSent';
	/** Numbers of channels; none lets all pass. */
	channels: number[];
	isOpenOnly: boolean;
	quietSeconds?: number;
	/** Whether each item comes with its contact. */
	contacts?: boolean;
}

export interface Setup extends InboxOptions {
	choice: Choice;
	pageSize: number;
	clocks: ClockSetup;
	latencyMs: number;
	/** n8n with durable cursors, or as it was before. */
	isDurable: boolean;
}

export interface History {
	setup: Setup;
	before: Step[];
	steps: Step[];
}

const index = fc.nat(40);
const late = fc.oneof(
	{ weight: 3, arbitrary: fc.constant(0) },
	fc.double({ min: 0, max: 1, noNaN: true }),
	fc.constant(1),
);
const times = fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 45 }));
const futureMs = fc.oneof(
	{ weight: 15, arbitrary: fc.constant(0) },
	fc.integer({ min: 1, max: 7_200_000 }),
);

const activity = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('create' as const), late, futureMs, times }),
	},
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('touch' as const), index, late, times }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const), index }) },
	{
		weight: 6,
		arbitrary: fc.record({
			do: fc.constant('message' as const),
			...{ index, late, futureMs, times },
			received: fc.boolean(),
			onReveal: fc.boolean(),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), index }) },
);

const pass = fc.record({
	do: fc.constant('pass' as const),
	ms: fc.oneof(fc.nat(1500), fc.nat(90_000), fc.constantFrom(1000, 3000, 60_000, 3_600_000)),
});

const between = fc.array(
	fc.record({
		request: fc.nat(12),
		step: fc.oneof(activity, fc.record({ do: fc.constant('pass' as const), ms: fc.nat(1500) })),
	}),
	{ maxLength: 4, size: 'max' },
);

const poll: fc.Arbitrary<Poll> = fc.record<Poll, 'do' | 'between' | 'isLost' | 'fate' | 'budgetMs'>(
	{
		do: fc.constant('poll' as const),
		between: fc.oneof({ weight: 2, arbitrary: fc.constant<Poll['between']>([]) }, between),
		isLost: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
		fate: fc.oneof(
			{ weight: 4, arbitrary: fc.constant<Poll['fate']>('saved') },
			fc.constantFrom<Poll['fate'][]>('late', 'dropped'),
		),
		budgetMs: fc.constantFrom(36_000, 36_000, 1, 500, 3000),
		failsAt: fc.nat(12),
		overlappedAt: fc.nat(6),
	},
	{ requiredKeys: ['do', 'between', 'isLost', 'fate', 'budgetMs'] },
);

const choice: fc.Arbitrary<Choice> = fc.record<Choice, 'event' | 'channels' | 'isOpenOnly'>(
	{
		event: fc.constantFrom<Choice['event'][]>(
			'conversationCreated',
			'conversationUpdated',
			'messageReceived',
			'messageSent',
		),
		channels: fc.oneof(
			{ weight: 3, arbitrary: fc.constant<number[]>([]) },
			fc.constantFrom<number[][]>([0], [1], [0, 1]),
		),
		isOpenOnly: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
		quietSeconds: fc.constantFrom(0, 3, 10, 40),
		contacts: fc.boolean(),
	},
	{ requiredKeys: ['event', 'channels', 'isOpenOnly'] },
);

const aheadMs = fc.oneof(
	fc.constant(0),
	fc.integer({ min: -7_200_000, max: 7_200_000 }),
	fc.integer({ min: -3000, max: 3000 }),
	fc.constantFrom(-180_000, 180_000),
);

const rate = fc.constantFrom(1, 1, 1, 1, 1, 0, 0.5);

const clocks: fc.Arbitrary<ClockSetup> = fc.oneof(
	// Whatever the API's clocks show, the local one is right.
	fc.record({
		serversAheadMs: fc.array(aheadMs, { minLength: 1, maxLength: 2 }),
		dates: fc.constantFrom<ClockSetup['dates'][]>('always', 'always', 'never', 'sometimes'),
		datesEarly: fc.boolean(),
		datesRate: rate,
		localRate: fc.constant(1),
		localAheadMs: fc.constant(0),
	}),
	// Whatever the local clock shows, the API's is right, or off by the same all the time.
	fc.record({
		serversAheadMs: fc.array(aheadMs, { minLength: 1, maxLength: 1 }),
		dates: fc.constant<ClockSetup['dates']>('always'),
		datesEarly: fc.boolean(),
		datesRate: fc.constant(1),
		localRate: fc.constantFrom(1, 1, 0, 0.5),
		localAheadMs: aheadMs,
	}),
);

const setup: fc.Arbitrary<Setup> = fc.record({
	choice,
	wholeSeconds: fc.boolean(),
	overlapSeconds: fc.constantFrom(0, 2, 60, 60, 90, 3600),
	messageOrder: fc.constantFrom('newestFirst', 'oldestFirst', 'shuffled'),
	channels: fc.constantFrom(1, 3),
	shufflesTies: fc.boolean(),
	pageSize: fc.oneof(fc.constantFrom(1, 2, 3, 7, 500), fc.integer({ min: 1, max: 500 })),
	clocks,
	latencyMs: fc.constantFrom(0, 40, 900),
	isDurable: fc.boolean(),
});

/** At most two at a time, so that something else can be read in most polls. */
const breakdown = fc.record({
	do: fc.constant('break' as const),
	index: fc.nat(1),
	what: fc.constantFrom<Array<'contact' | 'messages'>>('contact', 'messages'),
	isBroken: fc.boolean(),
});

const outlast = fc.record({
	do: fc.constant('outlast' as const),
	index: fc.nat(1),
	what: fc.constantFrom<Array<'contact' | 'messages'>>('contact', 'messages'),
});

const step = fc.oneof(
	{ weight: 10, arbitrary: activity },
	{ weight: 8, arbitrary: poll },
	{ weight: 6, arbitrary: pass },
	{ weight: 1, arbitrary: fc.oneof({ weight: 15, arbitrary: breakdown }, outlast) },
	{
		weight: 1,
		arbitrary: fc.record({ do: fc.constant('reactivate' as const), restart: fc.boolean() }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('jump' as const),
			ms: fc.oneof(aheadMs, fc.constantFrom(-31_536_000_000, 31_536_000_000)),
			clock: fc.constantFrom<Array<'api' | 'answer' | 'local'>>('api', 'answer', 'local'),
		}),
	},
);

const choose = fc.oneof(
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('choose' as const), choice }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant('rename' as const),
			name: fc.constantFrom('Trigger A', 'Trigger B', 'Trigger C'),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('switch' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('swap' as const),
			name: fc.constantFrom('Trigger A', 'Trigger B', 'Trigger C'),
		}),
	},
);

/** Random histories of an inbox and of the n8n that watches it; in half of them the user changes the node. */
export const histories: fc.Arbitrary<History> = fc.record({
	setup,
	before: fc.array(fc.oneof(activity, pass), { maxLength: 8, size: 'max' }),
	steps: fc.oneof(
		fc.array(step, { maxLength: 40, size: 'max' }),
		fc.array(fc.oneof({ weight: 12, arbitrary: step }, choose), { maxLength: 40, size: 'max' }),
	),
});
