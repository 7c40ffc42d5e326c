import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Mark } from '../../../../shared/execution/messageMark';
import { parseTimeMs } from '../../../../shared/input/time';
import { invalid, readChoice, toNumber } from '../../../../shared/input/values';
import { MAX_LOOK_MS } from './schedule';
import { canStoreWait, canSuspend, isPlainTool } from './workflow';

/** The end of a wait. */
export interface Deadline {
	deadlineMs: number;
	/** False if the execution itself waits until then. */
	isStored: boolean;
	/** The end for the mark of the question. It doesn't depend on the time of this try: a retry makes the same mark. */
	mark: Mark & { kind: 'question' | 'questionUntil' };
}

/** The longest wait within the running execution. */
const MAX_RUNNING_MS = 24 * 3_600_000;
/** n8n resumes what it stored when it next asks its database, which it does once a minute. */
const LATE_MS = 75_000;
/** A shorter wait isn't stored. */
const MIN_STORED_MS = 30_000;
/** The rest of the workflow has a quarter of the workflow's timeout, and this at most. */
const MAX_REST_MS = 30_000;

/** Reads when the wait ends; throws NodeOperationError for a wait that this n8n can't hold. */
export function readDeadline(
	context: IExecutePaginationFunctions,
	options: IDataObject,
	nowMs: number,
): Deadline {
	const limit = readWaitLimit(context, options, nowMs);
	// The workflow's own timeout, which counts the waiting, too.
	const seconds = toNumber(context.getWorkflowSettings?.().executionTimeout);
	const lengthMs = seconds > 0 ? seconds * 1000 - Math.min(MAX_REST_MS, seconds * 250) : Infinity;
	// Unknown before n8n 2.0.
	const startedMs = context.getExecutionContext?.()?.establishedAt;
	const timeoutMs = (startedMs ?? nowMs) + lengthMs;
	const mark: Deadline['mark'] =
		'forMs' in limit
			? { kind: 'question', seconds: Math.min(limit.forMs, lengthMs) / 1000 }
			: {
					kind: 'questionUntil',
					untilMs: Math.min(
						limit.untilMs,
						startedMs === undefined ? Infinity : timeoutMs,
					),
				};
	const limitMs = 'untilMs' in limit ? limit.untilMs : nowMs + limit.forMs;
	const storedMs = timeoutMs - LATE_MS;
	if (canStoreWait(context) && storedMs >= nowMs + MIN_STORED_MS)
		return { deadlineMs: Math.min(limitMs, storedMs), isStored: true, mark };
	const longestMs = isPlainTool(context) ? nowMs + MAX_LOOK_MS : Infinity;
	const deadlineMs = Math.min(limitMs, timeoutMs, longestMs);
	if (canSuspend(context) || deadlineMs - nowMs <= MAX_RUNNING_MS)
		return { deadlineMs, isStored: false, mark };
	throw invalid(
		context,
		'This version of n8n can wait for an answer for up to 24 hours',
		"Set 'Limit Wait Time' to 24 hours or less, or update n8n: from version 2.41, the wait is stored and can last longer.",
	);
}

const UNITS_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const UNITS = Object.keys(UNITS_MS) as Array<keyof typeof UNITS_MS>;
const LIMIT_TYPES = ['afterTimeInterval', 'atSpecifiedTime'] as const;
const MAX_WAIT_MS = 366 * 86_400_000;

/** The longest wait: until a point in time, or for some time after the question. */
type Limit = { untilMs: number } | { forMs: number };

/** Reads 'Limit Wait Time'; throws NodeOperationError for what isn't a time, or is over. */
function readWaitLimit(
	context: IExecutePaginationFunctions,
	options: IDataObject,
	nowMs: number,
): Limit {
	const group = (options.limitWaitTime ?? {}) as { values?: IDataObject };
	const {
		limitType = 'afterTimeInterval',
		maxDateAndTime,
		resumeAmount,
		resumeUnit = 'hours',
	} = group.values ?? {};
	const type = readChoice(context, limitType, 'Limit Type', LIMIT_TYPES);
	if (type === 'atSpecifiedTime') {
		const untilMs = parseTimeMs(maxDateAndTime, context.getTimezone()) ?? NaN;
		if (untilMs > nowMs && untilMs - nowMs <= MAX_WAIT_MS) return { untilMs };
		throw invalid(
			context,
			Number.isNaN(untilMs)
				? "'Max Date and Time' of 'Limit Wait Time' isn't a time"
				: `'Max Date and Time' of 'Limit Wait Time' is ${untilMs > nowMs ? 'more than 366 days away' : 'in the past'}`,
			'Enter a time in the future, or wait for a time interval.',
		);
	}
	const amount = toNumber(resumeAmount ?? 24);
	const unitMs = UNITS_MS[readChoice(context, resumeUnit, 'Unit', UNITS)];
	if (amount > 0 && amount * unitMs <= MAX_WAIT_MS) return { forMs: amount * unitMs };
	throw invalid(
		context,
		`'Limit Wait Time' isn't valid: it is ${JSON.stringify(resumeAmount)} ${String(resumeUnit)}`,
		'Enter an amount above 0 in minutes, hours, or days, up to 366 days.',
	);
}
