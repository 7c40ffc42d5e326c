import { optionsField } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import {
	invalid,
	isInvisible,
	optional,
	readChoiceParameter,
	readCollection,
	readText,
} from '../../../shared/input/values';
import { readFile, StreamedForm } from '../../../shared/input/files';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import { recipientFields } from './recipient';
import { readMessageFields, sendingOptions } from './messageFields';
import { sendInOrder, sendMessage } from './sendMessage';
import { applyMarkdownOption } from './texts';

/** Names of form fields that the API's documentation leaves out; here and nowhere else. */
const FILE_FIELD = 'file';
const CAPTION_FIELD = 'caption';

/** An upload is given up after this time without progress. */
const UPLOAD_TIMEOUT_MS = 300_000;

/** Ways in which the customer sees the file; also the end of the path to send to. */
const MEDIA_TYPES = ['image', 'audio', 'document', 'video'] as const;
type MediaType = (typeof MEDIA_TYPES)[number];
const CHOICES = [...MEDIA_TYPES, 'automatic'] as const;

/** The schema of the output in `nodes/schemas`. */
export const output = 'message';

export const sendMedia: Operation = {
	option: {
		name: 'Send Media',
		value: 'sendMedia',
		action: 'Send media message',
		description: 'Send an image, audio, video, or document to a conversation or contact',
		routing: {
			request: { method: 'POST', url: '/messages' },
			...handledBy(async (run) => await sendInOrder(run, readMedia, upload)),
		},
	},
	fields: [
		...recipientFields,
		{
			displayName: 'Media Type',
			name: 'mediaType',
			type: 'options',
			options: [
				{ name: 'Audio', value: 'audio' },
				{ name: 'Automatic', value: 'automatic' },
				{ name: 'Document', value: 'document' },
				{ name: 'Image', value: 'image' },
				{ name: 'Video', value: 'video' },
			],
			default: 'image',
			description:
				"How the customer sees the file. Any file can be a document. 'Automatic' chooses by the file's type.",
		},
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			required: true,
			default: 'data',
			hint: 'The name of the input field containing the file to send',
			description: 'The file to send',
		},
		optionsField([
			{
				displayName: 'Caption',
				name: 'caption',
				type: 'string',
				typeOptions: { rows: 2 },
				default: '',
				placeholder: 'e.g. Your invoice',
				description: 'Text below the file',
			},
			...sendingOptions,
		]),
	],
};

/** Reads the file and its caption; throws NodeOperationError if there is no file, or it isn't of the chosen medium. */
async function readMedia(run: OperationContext) {
	const { context } = run;
	const choice = readChoiceParameter(context, 'mediaType', 'Media Type', CHOICES);
	const file = await readFile(context, 'binaryPropertyName');
	const fitting = fittingType(file.type);
	const mediaType = choice === 'automatic' ? fitting : choice;
	if (mediaType !== 'document' && mediaType !== fitting) {
		throw invalid(
			context,
			`The file “${file.name}” isn't ${mediaType === 'video' ? 'a' : 'an'} ${mediaType} file (type ${file.type})`,
			`Set 'Media Type' to 'Automatic', or to 'Document', which accepts any file. If the file's type is wrong, correct it in the node that outputs the file.`,
		);
	}
	const { caption } = readCollection(context);
	const given = readText(context, optional(context, caption), 'Caption');
	const text = isInvisible(given) ? '' : applyMarkdownOption(context, given);
	const fields = await readMessageFields(run, [mediaType, text, file.name]);
	return { mediaType, file, caption: text, fields };
}

/** Chooses the medium for a file by its MIME type; a document if no other fits. */
function fittingType(type: string): MediaType {
	const [kind] = type.toLowerCase().split('/');
	if (/^application\/ogg\b/i.test(type)) return 'audio';
	return MEDIA_TYPES.find((mediaType) => mediaType === kind) ?? 'document';
}

async function upload(
	run: OperationContext,
	{ mediaType, file, caption, fields }: Awaited<ReturnType<typeof readMedia>>,
) {
	const texts = { ...fields.body, ...(caption && { [CAPTION_FIELD]: caption }) };
	const message = await sendMessage(run, fields, {
		path: `${run.routed.path}/${mediaType}`,
		// A try reads the file anew, since a stream cannot be sent twice.
		makeBody: () => {
			const form = new StreamedForm();
			for (const [name, value] of Object.entries(texts)) form.append(name, String(value));
			form.append(FILE_FIELD, file);
			return form;
		},
		content: caption,
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
	return [message];
}
