import type { Operation } from '../../../shared/descriptions/describeResource';
import { conversationLocator } from '../../../shared/descriptions/locators';
import { choiceOf } from '../../../shared/input/scalar';
import { handledBy } from '../../../shared/transport/routing';
import { envelopeOf, inOrderOfItems, sendingOptions } from './sending';
import { captionOf, mediaOf, MEDIA_TYPES, upload } from './upload';

export const sendMedia: Operation = {
	option: {
		name: 'Send Media',
		value: 'sendMedia',
		action: 'Send a media message',
		description: 'Send an image, audio, video or document into a conversation',
		routing: {
			request: { method: 'POST', url: '/messages' },
			...handledBy(async (run) => {
				const mediaType = choiceOf(run.context, 'mediaType', 'Media Type', MEDIA_TYPES);
				const file = await mediaOf(run.context, mediaType);
				const envelope = envelopeOf(run.context, [mediaType, captionOf(run), file.name]);
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
