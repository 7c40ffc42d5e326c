import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { fileOf } from '../../../shared/input/files';
import { invalid } from '../../../shared/input/invalid';
import { textOf } from '../../../shared/input/scalar';
import type { ItemRun } from '../../../shared/transport/routing';
import { StreamedForm, type StreamedFile } from '../../../shared/transport/streamedForm';
import { adviceIfUnknownOf, messageOf, notFoundLabelOf, type Envelope } from './sending';

/** Names of form fields that the API's documentation leaves out; here and nowhere else. */
const FILE_FIELD = 'file';
const CAPTION_FIELD = 'caption';

/** Until an upload without progress is given up. */
const UPLOAD_TIMEOUT_MS = 300_000;

/** How the customer sees the file: the end of the path it is sent to. */
export const MEDIA_TYPES = ['image', 'audio', 'document', 'video'] as const;
type MediaType = (typeof MEDIA_TYPES)[number];

/** The file to send. Throws NodeOperationError when there is none, or it is no such medium. */
export async function mediaOf(
	context: IExecutePaginationFunctions,
	mediaType: MediaType,
): Promise<StreamedFile> {
	const file = await fileOf(context, 'binaryPropertyName');
	if (mediaType !== 'document' && !file.type.toLowerCase().startsWith(`${mediaType}/`)) {
		throw invalid(
			context,
			`The file “${file.name}” is no ${mediaType}: its type is ${file.type}`,
			`Choose the Media Type that fits, or Document, which takes any file. If the type is wrong, set the right one in the node that gives the file.`,
		);
	}
	return file;
}

/** What the user entered as the caption; undefined when it is not given. */
export function captionOf({ context }: ItemRun): string | undefined {
	const { caption } = context.getNodeParameter('options', {}) as IDataObject;
	return caption === undefined || caption === null
		? undefined
		: textOf(context, caption, 'Caption');
}

/** Sends the file into the conversation and returns the message. */
export async function upload(
	run: ItemRun,
	mediaType: MediaType,
	envelope: Envelope,
	file: StreamedFile,
): Promise<IDataObject> {
	const { api, routed } = run;
	const caption = captionOf(run);
	const fields = Object.entries({
		...envelope,
		...(caption !== undefined && { [CAPTION_FIELD]: caption }),
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
		retry: 'always',
		notFoundLabel: notFoundLabelOf(envelope),
		adviceIfUnknown: adviceIfUnknownOf(envelope),
		timeoutMs: UPLOAD_TIMEOUT_MS,
	});
	return messageOf(answer);
}
