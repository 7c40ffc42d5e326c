import type { Operation } from '../../../shared/descriptions/describeResource';
import { paging } from '../../../shared/descriptions/paging';
import { filtersOf } from '../../../shared/input/filters';
import { invalid } from '../../../shared/input/invalid';
import { limitOf } from '../../../shared/input/limit';
import { unixSeconds } from '../../../shared/input/time';
import { readList } from '../../../shared/transport/list';
import { handledBy, type ItemRun } from '../../../shared/transport/routing';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many conversations',
		description: 'List conversations, the one with the newest activity first',
		routing: {
			request: { method: 'GET', url: '/conversations' },
			...handledBy(
				async (run) =>
					await readList(
						run.api,
						{ path: run.routed.path, query: queryOf(run), node: run.context.getNode() },
						limitOf(run.context),
					),
			),
		},
	},
	fields: [
		...paging,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Updated After',
					name: 'updatedAfter',
					type: 'dateTime',
					default: '',
					description: 'Return only conversations with activity at or after this time',
				},
			],
		},
	],
};

function queryOf({ context }: ItemRun) {
	const { updatedAfter } = filtersOf(context);
	if (updatedAfter === undefined) return {};
	const seconds = unixSeconds(updatedAfter, context.getTimezone());
	if (seconds === undefined) {
		throw invalid(
			context,
			`Updated After is not a date and time: it is ${JSON.stringify(updatedAfter)}`,
			'Pick a date, or use an expression such as {{ $now.minus({ days: 1 }) }}.',
		);
	}
	return { last_updated_at: seconds };
}
