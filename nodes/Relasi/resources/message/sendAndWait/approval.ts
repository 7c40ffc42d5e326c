import type { IDataObject, INodeProperties } from 'n8n-workflow';

const forApproval = { displayOptions: { show: { '/responseType': ['approval'] } } };

/** The options of a response that is yes or no. */
export const approvalOptions: INodeProperties[] = [
	{
		displayName: 'Approval Page',
		name: 'approvalPage',
		type: 'boolean',
		...forApproval,
		default: true,
		description:
			'Whether to add a link to the message that opens a page with two buttons. It needs an n8n that the customer can reach; it is added where one customer is asked at a time.',
	},
	{
		displayName: 'Approve Label',
		name: 'approveLabel',
		type: 'string',
		...forApproval,
		default: 'Yes',
		description: 'What the button of the page says with which the customer approves',
	},
	{
		displayName: 'Approve Words',
		name: 'approveWords',
		type: 'string',
		...forApproval,
		default: 'yes, y, yes please, ok, okay, approve, confirm, ya, sí, si, oui, ja, sim',
		description:
			'Messages with which the customer approves in the chat, separated by commas. A message counts when it is nothing else; 👍 and ✅ count too.',
	},
	{
		displayName: 'Decline Label',
		name: 'declineLabel',
		type: 'string',
		...forApproval,
		default: 'No',
		description: 'What the button of the page says with which the customer declines',
	},
	{
		displayName: 'Decline Words',
		name: 'declineWords',
		type: 'string',
		...forApproval,
		default: 'no, n, no thanks, decline, tidak, non, nein, nee, não',
		description:
			'Messages with which the customer declines in the chat, separated by commas. A message counts when it is nothing else; 👎 and ❌ count too.',
	},
];

const given = (options: IDataObject, name: string): string =>
	String(options[name] ?? approvalOptions.find((option) => option.name === name)!.default);

/** The words that the customer may answer with. */
export const approvalWordsOf = (options: IDataObject) => ({
	approveWords: wordsOf(given(options, 'approveWords')),
	declineWords: wordsOf(given(options, 'declineWords')),
});

/** What the buttons say. */
export const labelsOf = (options: IDataObject) => ({
	yes: given(options, 'approveLabel'),
	no: given(options, 'declineLabel'),
});

/** What people put around a word that is meant as an answer. */
const AROUND = /^[\s\p{P}\p{S}\p{Cf}\ufe0f]+|[\s\p{P}\p{S}\p{Cf}\ufe0f]+$/gu;
const SIGNS: Array<[RegExp, boolean]> = [
	[/^\s*(👍|✅|👌|✔)[\p{Emoji_Modifier}\ufe0f\s]*$/u, true],
	[/^\s*(👎|❌|🚫|✖)[\p{Emoji_Modifier}\ufe0f\s]*$/u, false],
];

/** The list of words that a text with commas holds, as they are compared. */
export const wordsOf = (text: string): string[] => text.split(',').map(plain).filter(Boolean);

/**
 * Whether a message says yes (true) or no (false); undefined when it says anything else, since
 * “no problem” and “yes, but not today” are not what their first word says.
 */
export function decisionOf(
	text: string,
	approveWords: string[],
	declineWords: string[],
): boolean | undefined {
	const sign = SIGNS.find(([pattern]) => pattern.test(text));
	if (sign) return sign[1];
	const said = plain(text);
	if (declineWords.includes(said)) return false;
	return approveWords.includes(said) ? true : undefined;
}

const plain = (text: string): string =>
	text.normalize('NFKC').replace(AROUND, '').replace(/\s+/g, ' ').toLowerCase();
