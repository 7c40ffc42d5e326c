import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operations/describeResources';
import { contactLocator } from '../../../shared/descriptions/locators';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { readContact, readContactIfAny } from './contactApi';
import { fetchCandidatesIn, getContactLoader, type ContactIndex } from './find/contactList';
import { locateContact, readLocator, type ContactLocator } from './find/locate';
import type { Match } from './identity/match';
import { withMutex } from '../../../shared/async';
import { isOutcomeUnknown } from '../../../shared/errors/apiError';
import type { OperationContext } from '../../operations/operationContext';
import { digest, executionMemory } from '../../../shared/execution/executionMemory';
import { rememberInExecution, runOnce } from '../../../shared/execution/once';

const HINT_IF_OUTCOME_UNKNOWN =
	'The contacts may have been merged anyway. Look up the secondary contact first: if it no longer exists, they were merged.';

/** The schema of the output in `nodes/schemas`. */
export const output = 'contact';

export const merge: Operation = {
	option: {
		name: 'Merge',
		value: 'merge',
		action: 'Merge contacts',
		description:
			'Merge the secondary contact into the primary one. Its channels and history move to the primary contact, and it is removed.',
		routing: {
			request: { method: 'POST', url: '/contacts/merge' },
			...handledBy(async (run) => {
				const { api, context } = run;
				const read = (parameter: string, label: string) =>
					readLocator(run, context.getNodeParameter(parameter, ''), label);
				const locators = {
					primary: read('primaryContactId', 'Primary Contact'),
					secondary: read('secondaryContactId', 'Secondary Contact'),
				};
				// A merge may need the result of the one before it, also to find its contacts.
				const mergeInTurn = async (index?: ContactIndex) =>
					await withMutex(
						`${api.keyId} merges`,
						async () => await mergeContacts(run, locators, index),
						api.waiter,
					);
				const areIds = Object.values(locators).every((locator) => 'id' in locator);
				return await (areIds ? mergeInTurn() : getContactLoader(run).load(mergeInTurn));
			}),
		},
	},
	fields: [
		contactLocator({
			displayName: 'Primary Contact',
			name: 'primaryContactId',
			description: 'The contact to keep',
		}),
		contactLocator({
			displayName: 'Secondary Contact',
			name: 'secondaryContactId',
			description:
				"The contact to merge into the primary one. It is removed, and this can't be undone.",
		}),
	],
};

/** `index`: the contacts, read once for a batch of items. */
async function mergeContacts(
	run: OperationContext,
	locators: Record<'primary' | 'secondary', ContactLocator>,
	index?: ContactIndex,
): Promise<IDataObject[]> {
	const { api, context, routed } = run;
	const find = async (match: Match) => await fetchCandidatesIn(run, match, index);
	// A contact that an earlier try has merged can't be found any more.
	const locateOnce = async (name: keyof typeof locators) => {
		const target = `${name} ${JSON.stringify(locators[name])}`;
		const locate = async () => await locateContact(run, locators[name], find);
		return await rememberInExecution(run, target, '', locate);
	};
	const mergedInto = executionMemory(context, `relasiMerged ${digest(api.keyId)}`);
	const [givenId, secondaryId] = await Promise.all([
		locateOnce('primary'),
		locateOnce('secondary'),
	]);
	const primaryId = toMergedId(mergedInto, givenId);
	if (primaryId === secondaryId) {
		throw invalid(
			context,
			"'Primary Contact' and 'Secondary Contact' are the same contact",
			'Choose two different contacts. The secondary contact is merged into the primary one and removed.',
		);
	}
	const input = { primary_id: primaryId, secondary_id: secondaryId };
	// The API removes the secondary contact, so its absence tells that the merge was done.
	const isGone = async () => !(await readContactIfAny(api, secondaryId));
	const noteMerge = () => {
		delete mergedInto[primaryId];
		mergedInto[secondaryId] = primaryId;
		return primaryId;
	};
	const work = async () => {
		// An earlier item may have had the same contacts.
		const isMerged =
			secondaryId in mergedInto && toMergedId(mergedInto, secondaryId) === primaryId;
		if (isMerged) return primaryId;
		await api
			.send({
				method: 'POST',
				path: routed.path,
				body: input,
				// A merge can't be undone, so it runs again only when it can't have run.
				retry: 'ifNotProcessed',
				allowEmptyBody: true,
				notFoundLabel: `pair of contacts with the IDs “${primaryId}” and “${secondaryId}”`,
				hintIfOutcomeUnknown: HINT_IF_OUTCOME_UNKNOWN,
			})
			.catch(async (error: unknown) => {
				const isMergedNow = isOutcomeUnknown(error) && (await isGone().catch(() => false));
				if (!isMergedNow) throw error;
			});
		return noteMerge();
	};
	const findMerged = async () => ((await isGone()) ? noteMerge() : undefined);
	const mergedId = await runOnce(run, input, HINT_IF_OUTCOME_UNKNOWN, work, findMerged);
	const before = "The contacts were merged. Only reading the result didn't work.";
	const primary = await readContact(api, toMergedId(mergedInto, mergedId), before);
	index?.applyMerge(primary, secondaryId);
	return [primary];
}

/** Gives the ID of the contact that this one has become part of in this execution, or its own. */
const toMergedId = (mergedInto: Record<string, string>, id: string): string =>
	id in mergedInto ? toMergedId(mergedInto, mergedInto[id]) : id;
