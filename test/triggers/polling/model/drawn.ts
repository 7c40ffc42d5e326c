import { seededRandom } from '../../../simulator/inbox/random';
import type { ClockSetup } from './clocks';
import type { Choice, History, Poll, Setup, Step } from './history';

/**
 * A second set of histories, drawn without the first one's rules: few conversations in which much
 * happens, polls of every minute or every few seconds, filters and clocks that change all the time.
 */
export function drawHistory(seed: number): History {
	const random = seededRandom(seed);
	const chance = (probability: number) => random() < probability;
	const pick = <T>(...list: T[]): T => list[Math.floor(random() * list.length)];
	const late = () => (chance(0.4) ? random() : 0);

	const choice = (): Choice => ({
		event: pick(
			'conversationCreated',
			'conversationUpdated',
			'messageReceived',
			'messageReceived',
			'messageSent',
		),
		channels: chance(0.15) ? [pick(0, 1)] : [],
		isOpenOnly: chance(0.4),
		...(chance(0.3) && { quietSeconds: pick(2, 10, 30) }),
		contacts: chance(0.2),
	});
	const shift = () =>
		pick(0, 0, 180_000, -180_000, 3_600_000, -3_600_000, Math.round(random() * 4000) - 2000);
	const localRate = chance(0.2) ? pick(0, 0.5) : 1;
	const isApiRight = localRate < 1 || chance(0.3);
	const clocks: ClockSetup = {
		serversAheadMs: isApiRight ? [shift()] : Array.from({ length: pick(1, 2, 3) }, shift),
		dates: isApiRight ? 'always' : pick('always', 'always', 'sometimes', 'never'),
		datesEarly: chance(0.5),
		datesRate: !isApiRight && chance(0.2) ? pick(0, 0.5) : 1,
		localRate,
		localAheadMs: isApiRight ? shift() : 0,
	};
	const setup: Setup = {
		choice: choice(),
		clocks,
		wholeSeconds: chance(0.5),
		overlapSeconds: pick(0, 5, 30, 60, 3600),
		messageOrder: pick('newestFirst', 'oldestFirst', 'shuffled'),
		channels: pick(1, 2),
		shufflesTies: chance(0.3),
		pageSize: pick(1, 2, 50, 500),
		latencyMs: pick(0, 20, 300),
		isDurable: chance(0.5),
	};
	const activity = (): Step => {
		const index = Math.floor(random() * 3);
		const futureMs = chance(0.03) ? Math.round(random() * 600_000) : 0;
		const kind = random();
		if (kind < 0.12) return { do: 'create', late: late(), futureMs, times: 1 };
		if (kind < 0.2) return { do: 'touch', index, late: late(), times: 1 };
		if (kind < 0.42) return { do: 'turn', index };
		if (kind < 0.44) return { do: 'remove', index };
		if (kind < 0.48) {
			const what = pick('contact' as const, 'messages' as const);
			return { do: 'break', index, what, isBroken: chance(0.5) };
		}
		const received = chance(0.7);
		const onReveal = chance(0.4);
		return { do: 'message', index, received, late: late(), futureMs, onReveal, times: 1 };
	};
	const poll = (): Poll => ({
		do: 'poll',
		between: chance(0.2) ? [{ request: pick(0, 1, 2, 3), step: activity() }] : [],
		...(chance(0.08) && { failsAt: pick(0, 1, 2, 3) }),
		...(chance(0.05) && { overlappedAt: pick(0, 1) }),
		isLost: chance(0.04),
		fate: chance(0.9) ? 'saved' : pick('late', 'dropped'),
		budgetMs: chance(0.9) ? 36_000 : 1,
	});
	const change = (): Step => {
		const kind = random();
		if (kind < 0.4) return { do: 'choose', choice: choice() };
		if (kind < 0.6) return { do: 'rename', name: pick('Trigger A', 'Trigger B') };
		if (kind < 0.75) return { do: 'reactivate', restart: chance(0.5) };
		if (kind < 0.8) return { do: 'switch' };
		if (kind < 0.87) return { do: 'swap', name: pick('Trigger A', 'Trigger B') };
		if (kind < 0.9) {
			const what = pick('contact' as const, 'messages' as const);
			return { do: 'outlast', index: pick(0, 1), what };
		}
		const clock = pick('api', 'answer', 'local');
		return { do: 'jump', ms: pick(180_000, -180_000, 31_536_000_000, -60_000), clock };
	};
	const isChanging = chance(0.5);
	const steps: Step[] = [];
	for (let round = 0; round < 12; round++) {
		const count = Math.floor(random() * 5);
		for (let number = 0; number < count; number++) {
			steps.push(activity());
			if (chance(0.6))
				steps.push({ do: 'pass', ms: Math.round(random() * pick(400, 3000, 30_000)) });
		}
		if (isChanging && chance(0.25)) steps.push(change());
		steps.push(poll(), { do: 'pass', ms: pick(3000, 60_000, Math.round(random() * 90_000)) });
	}
	const before: Step[] = [];
	const rows = Math.floor(random() * 4);
	for (let number = 0; number < rows; number++) {
		before.push(
			{ do: 'create', late: 0, futureMs: 0, times: 1 },
			{ do: 'pass', ms: pick(0, 5000, 600_000) },
		);
	}
	return { setup, before, steps };
}
