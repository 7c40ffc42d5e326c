import type { Fault, Mixed } from '../simulator';
import type { World } from './world';

const PAUSE = { kind: 'status', status: 429, body: { error: 'rate limit exceeded' } } as const;

/** Faults that strike before the API has acted: refusals, cut connections, silence, wrong pages. */
const BEFORE: Fault[] = [
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
	{ kind: 'status', status: 503, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 504, body: '' },
	{ ...PAUSE, headers: { 'retry-after': '0' } },
	{ ...PAUSE, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 403, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 408 },
	{ kind: 'status', status: 425 },
	{ kind: 'resetBefore' },
	{ kind: 'resetBefore' },
	{ kind: 'resetBefore' },
	{ kind: 'html' },
	{ kind: 'hang' },
	{ kind: 'delay', ms: 300 },
];

/** Faults that strike when the API has acted and before its answer has arrived. */
const AFTER: Fault[] = [
	{ kind: 'statusAfter', status: 500 },
	{ kind: 'statusAfter', status: 503 },
	{ kind: 'statusAfter', status: 504, body: '<html>Gateway Timeout</html>' },
	{ kind: 'statusAfter', status: 200, body: { error: 'internal' } },
	{ kind: 'resetAfter' },
	{ kind: 'resetAfter' },
	{ kind: 'cutBody' },
	{ kind: 'cutBody' },
	{ kind: 'cutJson' },
	{ kind: 'cutJson' },
	{ kind: 'html', afterWork: true },
	{ kind: 'hang', afterWork: true },
	{ kind: 'slowBody', ms: 300 },
	{ kind: 'slowBody', ms: 4000 },
];

/** The faults of a run; requests hang, and answers drip, only where they are given up soon. */
export function mixOf({ seed, share, timeoutMs }: World): Mixed {
	const fitting = (faults: Fault[]) =>
		faults.filter(
			({ kind, ms = 0 }) => timeoutMs !== undefined || (kind !== 'hang' && ms <= 1000),
		);
	return { probability: share, seed, before: fitting(BEFORE), after: fitting(AFTER) };
}

/** Faults of a request that leave its answer whole and in time. */
export const HARMLESS = ['delay'];
