import type { Operation } from '../../operations/describeResources';
import { contactLocator } from '../../../shared/descriptions/locators';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { readContact } from './contactApi';
import { locateContact } from './find/locate';
import { rememberInExecution } from '../../../shared/execution/executionMemory';
import { runOnce } from '../../../shared/execution/once';

const HINT_IF_OUTCOME_UNKNOWN =
	'The contacts may have been merged all the same. Look up the secondary contact first: if it is gone, they are.';

/** What comes out: an object of `nodes/schemas`. */
export const output = 'contact';

export const merge: Operation = {
	option: {
		name: 'Merge',
		value: 'merge',
		action: 'Merge two contacts',
		description:
			'Merge a second contact into a first one. The second is removed; its channels and history move to the first.',
		routing: {
			request: { method: 'POST', url: '/contacts/merge' },
			...handledBy(async (run) => {
				const { api, context, routed } = run;
				const idOf = async (parameter: string, label: string) => {
					const given = JSON.stringify(context.getNodeParameter(parameter, ''));
					// A second contact that was merged in an earlier try is not to be found any more.
					return await rememberInExecution(context, given, '', async () => {
						return (await locateContact(run, parameter, label)).id;
					});
				};
				const [primaryId, secondaryId] = await Promise.all([
					idOf('primaryContactId', 'Primary Contact'),
					idOf('secondaryContactId', 'Secondary Contact'),
				]);
				if (primaryId === secondaryId) {
					throw invalid(
						context,
						'Primary and Secondary Contact are the same',
						'Choose two different contacts: the secondary is merged into the primary and removed.',
					);
				}
				const input = { primary_id: primaryId, secondary_id: secondaryId };
				await runOnce(context, input, HINT_IF_OUTCOME_UNKNOWN, async () => {
					await api.send({
						method: 'POST',
						path: routed.path,
						body: input,
						// A merge cannot be undone, so it runs again only when it cannot have run.
						retry: 'ifNotProcessed',
						allowEmptyBody: true,
						notFoundLabel: `pair of contacts with the IDs “${primaryId}” and “${secondaryId}”`,
						hintIfOutcomeUnknown: HINT_IF_OUTCOME_UNKNOWN,
					});
					return primaryId;
				});
				const merged = 'The contacts are merged; only reading the result failed.';
				return [await readContact(api, primaryId, merged)];
			}),
		},
	},
	fields: [
		contactLocator({
			displayName: 'Primary Contact',
			name: 'primaryContactId',
			description: 'The contact that stays',
		}),
		contactLocator({
			displayName: 'Secondary Contact',
			name: 'secondaryContactId',
			description:
				'The contact that is merged into the primary one and removed. This cannot be undone.',
		}),
	],
};
