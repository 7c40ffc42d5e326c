import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { APPROVE_WORDS, DECLINE_WORDS, toWords, type ApprovalWords } from './approval';

const forApproval = { displayOptions: { show: { '/responseType': ['approval'] } } };
const forPage = {
	displayOptions: {
		show: { '/responseType': ['approval'] },
		hide: { approvalPage: [false, 'false', 0, '0'] },
	},
};

/** The options of a response that is yes or no. */
export const approvalOptions: INodeProperties[] = [
	{
		displayName: 'Approval Page',
		name: 'approvalPage',
		type: 'boolean',
		...forApproval,
		default: true,
		description:
			'Whether to add a link to a page with two buttons. Requires a public n8n URL. Added only when the node handles one item.',
	},
	{
		displayName: 'Approve Label',
		name: 'approveLabel',
		type: 'string',
		...forPage,
		default: 'Yes',
		description: 'Text of the approve button',
	},
	{
		displayName: 'Approve Words',
		name: 'approveWords',
		type: 'string',
		...forApproval,
		default: APPROVE_WORDS,
		description:
			'Replies that count as approval, separated by commas, instead of the built-in ones. Vocatives, thanks, and signatures are ignored; 👍 and ✅ always count.',
	},
	{
		displayName: 'Decline Label',
		name: 'declineLabel',
		type: 'string',
		...forPage,
		default: 'No',
		description: 'Text of the decline button',
	},
	{
		displayName: 'Decline Words',
		name: 'declineWords',
		type: 'string',
		...forApproval,
		default: DECLINE_WORDS,
		description:
			'Replies that count as a decline, separated by commas, instead of the built-in ones. Vocatives, thanks, and signatures are ignored; 👎 and ❌ always count.',
	},
	{
		displayName: 'Link Text',
		name: 'linkText',
		type: 'string',
		...forPage,
		default: 'Or answer here:',
		description: 'Text before the link to the page',
	},
];

const given = (options: IDataObject, name: string): unknown =>
	options[name] ?? approvalOptions.find((option) => option.name === name)!.default;

/** The words that the customer may answer with. */
export const toApprovalWords = (options: IDataObject): ApprovalWords => ({
	approveWords: toWords(given(options, 'approveWords')),
	declineWords: toWords(given(options, 'declineWords')),
});

/** What the page and its link say. */
export const toLabels = (options: IDataObject) => ({
	yes: String(given(options, 'approveLabel')),
	no: String(given(options, 'declineLabel')),
	linkText: String(given(options, 'linkText')).trim(),
});
