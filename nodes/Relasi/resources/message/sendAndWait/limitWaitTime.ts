import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { unixMs } from '../../../../shared/input/time';
import { invalid, readChoice, toNumber } from '../../../../shared/input/values';

const UNITS_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const UNITS = Object.keys(UNITS_MS) as Array<keyof typeof UNITS_MS>;
const LIMIT_TYPES = ['afterTimeInterval', 'atSpecifiedTime'] as const;

/** The group that n8n's own nodes have for this. */
export const limitWaitTime: INodeProperties = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 24, resumeUnit: 'hours' } },
	description: 'Maximum time to wait for the answer. Defaults to 24 hours.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					default: 'afterTimeInterval',
					description:
						'Whether the wait ends some time after the question or at a fixed time',
					options: [
						{ name: 'After Time Interval', value: 'afterTimeInterval' },
						{ name: 'At Specified Time', value: 'atSpecifiedTime' },
					],
				},
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					default: 24,
					description: 'The time to wait',
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					default: 'hours',
					description: 'Unit of the interval value',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Minutes', value: 'minutes' },
					],
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
					default: '',
					description: 'Continue execution after the specified date and time',
				},
			],
		},
	],
};

/** How long to wait at most: until a point of time, or for some time from the question on. */
export type Limit = { untilMs: number } | { forMs: number };

/** The option; throws NodeOperationError for what is no time, or over. */
export function readWaitLimit(
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
		const untilMs = unixMs(maxDateAndTime, context.getTimezone()) ?? NaN;
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

const MAX_WAIT_MS = 366 * 86_400_000;
