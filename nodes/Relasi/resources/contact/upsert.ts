import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Operation } from '../../../shared/descriptions/describeResource';
import { invalid } from '../../../shared/input/invalid';
import { choiceOf } from '../../../shared/input/scalar';
import { withMutex } from '../../../shared/keyedMutex';
import { readList } from '../../../shared/transport/list';
import { handledBy, type ItemRun } from '../../../shared/transport/routing';
import { updateContact } from './contact';
import { nameField, additionalFields } from './fields';
import { checkedInput } from './input';

const MATCHES = ['email', 'phone'] as const;
type MatchBy = (typeof MATCHES)[number];

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update a contact',
		description:
			'Create a new contact, or update the current one if it already exists (upsert)',
		routing: {
			request: { method: 'POST', url: '/contacts' },
			...handledBy(async (run) => {
				const { api, context } = run;
				const matchBy = choiceOf(context, 'matchBy', 'Match By', MATCHES);
				const value = checkedInput(context, {
					[matchBy]: context.getNodeParameter('matchValue', '') ?? '',
				})[matchBy] as string;
				const wanted = normal(matchBy, value);
				if (wanted === '') throw noMatchValue(context, matchBy, value);
				const input = checkedInput(context, { name: '', ...run.routed.body });
				// Cleared, the contact would not be found the next time, and be created again.
				if (input[matchBy] === '') delete input[matchBy];
				// Two items with the same value would both find nothing and both create.
				return await withMutex(`${api.keyId} ${matchBy} ${wanted}`, async () => [
					await createOrUpdate(run, matchBy, value, input),
				]);
			}),
		},
	},
	fields: [
		{
			displayName: 'Match By',
			name: 'matchBy',
			type: 'options',
			options: [
				{ name: 'Email', value: 'email' },
				{ name: 'Phone', value: 'phone' },
			],
			default: 'email',
			description: 'How to recognise a contact that already exists',
		},
		{
			displayName: 'Match Value',
			name: 'matchValue',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com or +6281234567890',
			description:
				'The email (upper or lower case does not matter) or phone (compared by its digits and leading +) of the contact',
		},
		// A field that operations share stands where the first of them has it: above Match By.
		{ ...nameField },
		additionalFields,
	],
};

async function createOrUpdate(
	run: ItemRun,
	matchBy: MatchBy,
	value: string,
	input: IDataObject,
): Promise<IDataObject> {
	const found = await findExact(run, matchBy, value);
	if (found) return { ...(await updateContact(run.api, found, input)), _action: 'updated' };
	const { body } = await run.api.send({
		method: 'POST',
		path: run.routed.path,
		body: { [matchBy]: value, ...input },
		retry: 'ifNotProcessed',
		adviceIfUnknown:
			'The contact may have been created all the same. Run the node again: it looks for the contact first.',
	});
	return { ...body, _action: 'created' };
}

/** The id of the one contact with exactly this email or phone, undefined when there is none. */
async function findExact(
	run: ItemRun,
	matchBy: MatchBy,
	value: string,
): Promise<string | undefined> {
	const { api, context, routed } = run;
	const lists = await Promise.all(
		searchesFor(matchBy, value).map(
			async (search) =>
				await readList(api, {
					path: routed.path,
					query: { search },
					node: context.getNode(),
				}),
		),
	);
	const wanted = normal(matchBy, value);
	const matches = lists.flat().filter((contact) => normal(matchBy, contact[matchBy]) === wanted);
	const ids = [...new Set(matches.map(({ id }) => String(id)))];
	if (ids.length > 1) {
		throw invalid(
			context,
			`Several contacts have the ${matchBy} “${value}”`,
			`They are ${ids.join(', ')}. Merge them with the operation Merge, or update the right one with the operation Update.`,
		);
	}
	return ids[0];
}

/**
 * How the API's fuzzy search works is not documented, so what it finds is only a start. A stored
 * phone may have other spaces and dashes than the given one, but mostly not in its last four digits.
 */
function searchesFor(matchBy: MatchBy, value: string): string[] {
	const other = matchBy === 'email' ? value.toLowerCase() : value.replace(/\D/g, '').slice(-4);
	return [...new Set([value, other])];
}

/** What is compared: an email without regard to case, a phone by its digits and leading +. */
function normal(matchBy: MatchBy, value: unknown): string {
	const text = String(value ?? '').trim();
	if (matchBy === 'email') return text.toLowerCase();
	const digits = text.replace(/\D/g, '');
	return digits && (/^\D*\+/.test(text) ? `+${digits}` : digits);
}

function noMatchValue(context: IExecutePaginationFunctions, matchBy: MatchBy, value: string) {
	return invalid(
		context,
		value === '' ? 'Match Value is empty' : `Match Value “${value}” is no phone number`,
		`Enter the ${matchBy} by which to find the contact. If it is an expression, check that the previous node gives a value for this item.`,
	);
}
