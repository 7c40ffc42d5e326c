import { invalid } from '../http/apiError';
import type { Fields } from '../http/bodyFields';
import {
	onlyFields,
	optionalBoolean,
	optionalId,
	optionalText,
	requiredText,
} from '../http/bodyFields';
import type { Form } from '../http/multipart';
import { readForm } from '../http/multipart';
import { onlyParameters } from '../http/queryParameters';
import type { MediaFile } from '../inbox/rows';
import { sendMessage } from '../inbox/sendMessage';
import type { Operation } from './operation';

const FIELDS = [
	'client_request_id',
	'conversation_id',
	'caption',
	'reply_to_message_id',
	'as_system',
	'from_user_id',
];
const MIME_TYPES = {
	image: /^image\/./,
	audio: /^(audio\/.|application\/ogg$)/,
	video: /^video\/./,
	document: /^[^/]+\/[^/]+$/,
};
type MediaType = keyof typeof MIME_TYPES;

/** POST /messages/image, /audio, /video and /document: one file in the form field `file`. */
export const sendMedia: Operation[] = (Object.keys(MIME_TYPES) as MediaType[]).map(sendMediaOf);

function sendMediaOf(mediaType: MediaType): Operation {
	return {
		method: 'POST',
		path: `/messages/${mediaType}`,
		scope: 'messages:write',
		handle: async ({ world, query, request, entry }) => {
			onlyParameters(query, []);
			const form = await readForm(request, world.settings.maxFileBytes);
			entry.body = form;
			const file = theFile(form, mediaType);
			const fields = onlyFields(withBoolean(form.fields, 'as_system'), FIELDS);
			const message = sendMessage(world.inbox, world.settings, {
				clientRequestId: requiredText(fields, 'client_request_id'),
				conversationId: requiredText(fields, 'conversation_id'),
				messageType: mediaType,
				content: optionalText(fields, 'caption') ?? '',
				replyToMessageId: optionalId(fields, 'reply_to_message_id'),
				asSystem: optionalBoolean(fields, 'as_system') ?? false,
				fromUserId: optionalId(fields, 'from_user_id'),
				file,
			});
			return { message };
		},
	};
}

function theFile({ files, fields }: Form, mediaType: MediaType): MediaFile {
	if ('file' in fields) throw invalid('file must be sent as a file, not as a text');
	const [first, ...others] = files;
	if (first === undefined) throw invalid('file is required');
	const { field, ...file } = first;
	if (field !== 'file') throw invalid(`unknown field: ${field}`);
	if (others.length > 0) throw invalid('only one file can be sent');
	if (file.size === 0) throw invalid('file is empty');
	if (!MIME_TYPES[mediaType].test(file.mime_type)) {
		throw invalid(`${file.mime_type} does not fit a message of type ${mediaType}`);
	}
	return file;
}

// In a form everything is text; whatever is not true or false is left to be refused as a text.
function withBoolean(fields: Record<string, string>, name: string): Fields {
	const value = fields[name];
	return value === 'true' || value === 'false' ? { ...fields, [name]: value === 'true' } : fields;
}
