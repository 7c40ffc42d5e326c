import type { IBinaryData, IExecutePaginationFunctions } from 'n8n-workflow';

import { isObject } from '../guards';
import { invalid, readText } from './values';

/** A file of a form: `stream` reads it from its beginning each time. `size` in bytes. */
interface StreamedFile {
	name: string;
	type: string;
	size: number;
	stream: () => AsyncIterable<Uint8Array>;
}

/** Characters of base64 decoded at a time: a multiple of 4, so that no byte falls between two. */
const BASE64_CHUNK = 4 * 256 * 1024;

/** n8n writes one of these in place of a file's content if it stores the content elsewhere (`BinaryDataService` in n8n-core). */
const STORAGE_NAMES = /^(filesystem(-v2)?|s3|azure|database)$/;

/**
 * Reads the file that a parameter names, or that its expression gives. Its content is streamed from n8n's binary
 * storage, or, if n8n keeps files in memory, decoded piece by piece so that it isn't held twice. Throws
 * NodeOperationError if there is no file, it is empty, or its content isn't available.
 */
export async function readFile(
	context: IExecutePaginationFunctions,
	parameter: string,
): Promise<StreamedFile> {
	const given: unknown = context.getNodeParameter(parameter, 'data');
	const binary = isFile(given)
		? given
		: findFile(context, readText(context, given, 'Input Data Field Name').trim());
	const name = toFileName(binary);
	const content = binary.id
		? await fetchStoredContent(context, binary.id, name)
		: readInlineContent(context, binary.data, name);
	if (content.size === 0) {
		throw invalid(
			context,
			`The file “${name}” is empty`,
			'Check the node that outputs the file: it has no content to send.',
		);
	}
	return { name, type: toMediaType(binary.mimeType, name), ...content };
}

/** True for a file that an expression gives, such as `{{ $('Other node').item.binary.data }}`. */
const isFile = (value: unknown): value is IBinaryData =>
	isObject(value) && (typeof value.data === 'string' || typeof value.id === 'string');

function findFile(context: IExecutePaginationFunctions, property: string): IBinaryData {
	const files = context.getInputData().binary ?? {};
	if (Object.hasOwn(files, property) && isObject(files[property])) return files[property];
	const present = Object.keys(files).filter((name) => isObject(files[name]));
	throw invalid(
		context,
		`The item has no file in the field “${property}”`,
		present.length > 0
			? `Its files are in: ${present.join(', ')}. Enter one of these in 'Input Data Field Name'.`
			: "Put a node before this one that outputs a file, such as HTTP Request or Read/Write Files from Disk, and enter the name of its output field in 'Input Data Field Name'. For a file of an earlier node, or from an AI agent, use an expression: {{ $('Node name').item.binary.data }}.",
	);
}

/** A longer name fits on no disk, and servers refuse the header with it. */
const MAX_NAME = 200;

/** A file name's extension; needs a letter, so that “Invoice 1.2” has none. */
const EXTENSION = /\.(?=\w*[a-z])\w{1,10}$/i;

function toFileName({ fileName, fileExtension, mimeType }: IBinaryData): string {
	const text = typeof fileName === 'string' ? fileName : '';
	// Control characters and halves of characters can't be sent.
	const given = text.replace(/[\p{Cc}\p{Surrogate}]/gu, '').trim() || 'file';
	// Without an extension, the customer's phone does not know how to open the file.
	const ending = fileExtension ? `.${fileExtension}` : toExtension(mimeType);
	const name = EXTENSION.test(given) ? given : given + ending;
	if (name.length <= MAX_NAME) return name;
	const extension = EXTENSION.exec(name)?.[0] ?? '';
	// Removes the first half of a character that the cut has split.
	return name.slice(0, MAX_NAME - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}

type Content = Pick<StreamedFile, 'size' | 'stream'>;

async function fetchStoredContent(
	context: IExecutePaginationFunctions,
	id: string,
	name: string,
): Promise<Content> {
	const { getBinaryMetadata, getBinaryStream } = context.helpers;
	const metadata = await getBinaryMetadata(id).catch(() => undefined);
	if (!metadata) {
		throw invalid(
			context,
			`The content of the file “${name}” is no longer in n8n's storage`,
			'Run the node that outputs the file again, in the same execution as this one.',
		);
	}
	return {
		size: metadata.fileSize,
		async *stream() {
			for await (const chunk of await getBinaryStream(id)) yield chunk as Uint8Array;
		},
	};
}

function readInlineContent(
	context: IExecutePaginationFunctions,
	data: string,
	name: string,
): Content {
	if (typeof data !== 'string' || STORAGE_NAMES.test(data)) {
		throw invalid(
			context,
			`The content of the file “${name}” isn't in this item`,
			"The item has only the file's name and type: a node before this one, such as a Code node, left out its id. Let that node pass on the whole file, or enter an expression such as {{ $('Node name').item.binary.data }} in 'Input Data Field Name'.",
		);
	}
	// Removes what data URLs, mails and command line tools add to base64.
	const base64 = data
		.replace(/^\s*data:[^,]{0,200};base64,/i, '')
		.replace(/\s+/g, '')
		.replace(/={1,2}$/, '');
	if (/[^\w+/-]/.test(base64) || base64.length % 4 === 1) {
		throw invalid(
			context,
			`The content of the file “${name}” isn't valid base64`,
			'A file that a node creates needs its content as base64 text in “data”. In a Code node, use Buffer.from(content).toString("base64").',
		);
	}
	return {
		size: Math.floor((base64.length * 3) / 4),
		async *stream() {
			for (let start = 0; start < base64.length; start += BASE64_CHUNK) {
				yield Buffer.from(base64.slice(start, start + BASE64_CHUNK), 'base64');
			}
		},
	};
}

/** Types that only say that a file has bytes. */
const UNKNOWN =
	/^(application|binary)\/(octet-stream|x-binary|unknown|(x-|force-)?download|x-unknown)\b/i;

/** A media type with its parameters (RFC 6838). */
const TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(;.{0,200})?$/;
const EXTENSIONS: Record<string, string> = {
	'application/json': 'json',
	'application/msword': 'doc',
	'application/pdf': 'pdf',
	'application/vnd.ms-excel': 'xls',
	'application/vnd.ms-powerpoint': 'ppt',
	'application/vnd.oasis.opendocument.spreadsheet': 'ods',
	'application/vnd.oasis.opendocument.text': 'odt',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
	'application/zip': 'zip',
	'audio/aac': 'aac',
	'audio/aiff': 'aif aiff',
	'audio/amr': 'amr',
	'audio/flac': 'flac',
	'audio/mp4': 'm4a',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'oga opus ogg',
	'audio/wav': 'wav',
	'audio/webm': 'weba',
	'audio/x-matroska': 'mka',
	'audio/x-ms-wma': 'wma',
	'image/avif': 'avif',
	'image/bmp': 'bmp',
	'image/gif': 'gif',
	'image/heic': 'heic',
	'image/heif': 'heif',
	'image/jpeg': 'jfif jpeg jpg',
	'image/png': 'png',
	'image/svg+xml': 'svg',
	'image/tiff': 'tiff tif',
	'image/webp': 'webp',
	'text/calendar': 'ics',
	'text/csv': 'csv',
	'text/html': 'htm html',
	'text/plain': 'txt',
	'text/vcard': 'vcf',
	'video/3gpp': '3gp',
	'video/mp4': 'm4v mp4',
	'video/mpeg': 'mpg mpeg',
	'video/ogg': 'ogv',
	'video/quicktime': 'mov',
	'video/webm': 'webm',
	'video/x-flv': 'flv',
	'video/x-matroska': 'mkv',
	'video/x-ms-wmv': 'wmv',
	'video/x-msvideo': 'avi',
};

/** Types of containers that hold audio or video: only the name tells which. */
const CONTAINER = /^application\/(mp4|ogg|webm|x-matroska|vnd\.rn-realmedia|3gpp|quicktime)\b/i;

/** Gives the type of a file: the given one or, if that says nothing, the one of its extension. */
function toMediaType(given: unknown, fileName: string): string {
	const type = typeof given === 'string' ? given.trim() : '';
	const isGiven = TYPE.test(type) && !UNKNOWN.test(type);
	if (isGiven && !CONTAINER.test(type)) return type;
	const extension = /\.(\w+)$/.exec(fileName)?.[1].toLowerCase();
	const known = Object.entries(EXTENSIONS).find(
		([, extensions]) => extension !== undefined && extensions.split(' ').includes(extension),
	);
	return known?.[0] ?? (isGiven ? type : 'application/octet-stream');
}

/** Gives the extension of a type's files, with its dot; empty if none is known. */
function toExtension(type: unknown): string {
	const [plain] = String(type ?? '').split(';');
	const key = plain.trim().toLowerCase();
	const extensions = Object.hasOwn(EXTENSIONS, key) ? EXTENSIONS[key].split(' ') : [];
	// The last one is the most common.
	return extensions.length > 0 ? `.${extensions[extensions.length - 1]}` : '';
}

/**
 * A multipart form whose files are read while they are sent. The platform's own FormData takes only
 * files that are in memory; axios, which n8n sends with, takes any object that looks like a FormData
 * (`isSpecCompliantForm` in its lib/utils.js) and streams the parts that have a `stream`.
 */
export class StreamedForm {
	private readonly parts: Array<[string, StreamedFile | string]> = [];

	append(name: string, value: StreamedFile | string): void {
		this.parts.push([name, value]);
	}

	entries(): IterableIterator<[string, StreamedFile | string]> {
		return this.parts.values();
	}

	[Symbol.iterator](): IterableIterator<[string, StreamedFile | string]> {
		return this.entries();
	}

	get [Symbol.toStringTag](): string {
		return 'FormData';
	}
}
