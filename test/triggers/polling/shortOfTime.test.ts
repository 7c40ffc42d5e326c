import { runPoll } from '../../../nodes/RelasiTrigger/poll';
import type { History, Poll, Step } from './model/history';
import { play } from './model/play';

/** 60 requests a second, and the time that n8n's durable scheduler gives. */
const LATENCY_MS = 17;
const poll: Poll = { do: 'poll', between: [], isLost: false, fate: 'saved', budgetMs: 36_000 };

const history = (
	overlapSeconds: number,
	contacts: boolean,
	steps: { before: Step[]; steps: Step[] },
): History => ({
	setup: {
		choice: { event: 'messageReceived', channels: [], isOpenOnly: false, contacts },
		clocks: {
			serversAheadMs: [0],
			dates: 'always',
			datesEarly: false,
			datesRate: 1,
			localRate: 1,
			localAheadMs: 0,
		},
		wholeSeconds: false,
		overlapSeconds,
		messageOrder: 'newestFirst',
		channels: 1,
		shufflesTies: false,
		pageSize: 500,
		latencyMs: LATENCY_MS,
		isDurable: true,
	},
	...steps,
});

const chats = (times: number): Step => ({ do: 'create', late: 0, futureMs: 0, times });
const messages = (index: number, times: number): Step => ({
	...{ do: 'message', index, times, received: true, late: 0, futureMs: 0, onReveal: false },
});
const pass = (ms: number): Step => ({ do: 'pass', ms });

describe('with the time that n8n gives', () => {
	test('60 changes a minute are given in the poll after them, whatever the overlap', async () => {
		const steps = Array.from({ length: 35 }, (_, minute) => [
			...Array.from({ length: 60 }, (__, second) => [
				messages(minute * 60 + second, 1),
				pass(400),
			]).flat(),
			poll,
		]).flat();
		const before = [chats(2100), pass(200_000_000)];
		const { given } = await play(runPoll, history(86_400, false, { before, steps }), true);
		expect(given.size).toBe(2100);
	}, 120_000);

	test('a backlog of 3,000 with contacts comes in a few polls, each with its contact', async () => {
		const before = [chats(3000), pass(200_000)];
		const steps = [
			pass(1000),
			messages(0, 3000),
			...Array.from({ length: 5 }, () => [pass(60_000), poll]),
		];
		const { given } = await play(
			runPoll,
			history(60, true, { before, steps: steps.flat() }),
			true,
		);
		expect(given.size).toBe(3000);
	}, 120_000);
});
