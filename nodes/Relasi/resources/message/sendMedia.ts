import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Operation } from '../../../shared/descriptions/describeResource';
import { conversationLocator } from '../../../shared/descriptions/locators';
import { fileOf } from '../../../shared/input/files';
import { invalid } from '../../../shared/input/invalid';
import { carriedOutBy, type Run } from '../../../shared/transport/routing';
import { StreamedForm, type StreamedFile } from '../../../shared/transport/streamedForm';
import {
	envelopeOf,
	ifUnsureOf,
	inOrderOfItems,
	messageOf,
	sendingOptions,
	subjectOf,
	type Envelope,
} from './sending';

/** Names of form fields that the API's documentation leaves out; here and nowhere else. */
const FILE_FIELD = 'file';
const CAPTION_FIELD = 'caption';

/** Until an upload without progress is given up. */
const UPLOAD_TIMEOUT_MS = 300_000;

type MediaType = 'audio' | 'document' | 'image' | 'video';

export const sendMedia: Operation = {
	option: {
		name: 'Send Media',
		value: 'sendMedia',
		action: 'Send a media message',
		description: 'Send an image, audio, video or document into a conversation',
		routing: {
			request: { method: 'POST', url: '/messages' },
			...carriedOutBy(async (run) => {
				const mediaType = run.context.getNodeParameter('mediaType', 'image') as MediaType;
				const envelope = envelopeOf(run.context);
				const file = await mediaOf(run.context, mediaType);
				return await inOrderOfItems(run, envelope, async () => [
					await upload(run, mediaType, envelope, file),
				]);
			}),
		},
	},
	fields: [
		conversationLocator,
		{
			displayName: 'Media Type',
			name: 'mediaType',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'audio' },
				{ name: 'Document', value: 'document' },
				{ name: 'Image', value: 'image' },
				{ name: 'Video', value: 'video' },
			],
			default: 'image',
			description: 'How the customer sees the file. A document can be any file.',
		},
		{
			displayName: 'Input Binary Field',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the input field that contains the file to send',
			description: 'Which file of the item to send',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Caption',
					name: 'caption',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					placeholder: 'e.g. Your invoice',
					description: 'Text that the customer reads beside the file',
				},
				...sendingOptions,
			],
		},
	],
};

async function mediaOf(
	context: IExecutePaginationFunctions,
	mediaType: MediaType,
): Promise<StreamedFile> {
	const property = String(context.getNodeParameter('binaryPropertyName', 'data')).trim();
	const file = await fileOf(context, property);
	if (mediaType !== 'document' && !file.type.toLowerCase().startsWith(`${mediaType}/`)) {
		throw invalid(
			context,
			`The file “${file.name}” is no ${mediaType}: its type is ${file.type}`,
			`Choose the Media Type that fits, or Document, which takes any file. If the type is wrong, set the right one in the node that gives the file.`,
		);
	}
	return file;
}

async function upload(
	{ api, context, routed }: Run,
	mediaType: MediaType,
	envelope: Envelope,
	file: StreamedFile,
): Promise<IDataObject> {
	const { caption } = context.getNodeParameter('options', {}) as { caption?: unknown };
	const fields = Object.entries({
		...envelope,
		...(caption !== undefined && caption !== null && { [CAPTION_FIELD]: caption }),
	}).filter(([, value]) => value !== '');
	const answer = await api.send({
		method: 'POST',
		path: `${routed.path}/${mediaType}`,
		// A try reads the file anew, since a stream cannot be sent twice.
		makeBody: () => {
			const form = new StreamedForm();
			for (const [name, value] of fields) form.append(name, String(value));
			form.append(FILE_FIELD, file);
			return form;
		},
		repeat: 'always',
		subject: subjectOf(envelope),
		ifUnsure: ifUnsureOf(envelope),
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
	return messageOf(answer);
}
