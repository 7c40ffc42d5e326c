import type { IBinaryData, IExecutePaginationFunctions } from 'n8n-workflow';

import { isObject } from '../transport/faults';
import type { StreamedFile } from '../transport/streamedForm';
import { invalid } from './invalid';
import { textOf } from './scalar';

/** Characters of base64 decoded at a time: a multiple of 4, so that no byte falls between two. */
const BASE64_CHUNK = 4 * 256 * 1024;

/**
 * The file that a parameter names or, by an expression, is: ready to be streamed from n8n's binary
 * storage, or, where n8n keeps files in memory, decoded piece by piece so that it is not held twice.
 * Throws NodeOperationError when there is none, or it is empty.
 */
export async function fileOf(
	context: IExecutePaginationFunctions,
	parameter: string,
): Promise<StreamedFile> {
	const given: unknown = context.getNodeParameter(parameter, 'data');
	const binary = isFile(given)
		? given
		: fileNamed(context, textOf(context, given, 'Input Binary Field').trim());
	const size = await sizeOf(context, binary);
	if (size === 0) {
		throw invalid(
			context,
			`The file “${nameOf(binary)}” is empty`,
			'Check the node that gives the file: it has no content to send.',
		);
	}
	return {
		name: nameOf(binary),
		type: binary.mimeType || 'application/octet-stream',
		size,
		stream: () => (binary.id ? stored(context, binary.id) : decoded(binary.data)),
	};
}

/** As other nodes of n8n take it: `{{ $('Other node').item.binary.data }}`. */
const isFile = (value: unknown): value is IBinaryData =>
	isObject(value) && typeof value.mimeType === 'string' && typeof value.data === 'string';

function fileNamed(context: IExecutePaginationFunctions, property: string): IBinaryData {
	const files = context.getInputData().binary ?? {};
	if (Object.hasOwn(files, property)) return files[property];
	const present = Object.keys(files);
	throw invalid(
		context,
		`The item has no file in the field “${property}”`,
		present.length > 0
			? `Its files are in: ${present.join(', ')}. Enter one of these as Input Binary Field.`
			: "Put a node before this one that gives a file, such as HTTP Request or Read/Write Files from Disk, and enter the name of its output field as Input Binary Field. A file of an earlier node, also for an AI agent, is given by an expression: {{ $('Node name').item.binary.data }}.",
	);
}

async function sizeOf(context: IExecutePaginationFunctions, binary: IBinaryData): Promise<number> {
	return binary.id
		? (await context.helpers.getBinaryMetadata(binary.id)).fileSize
		: Buffer.byteLength(binary.data, 'base64');
}

function nameOf({ fileName, fileExtension }: IBinaryData): string {
	return (
		(typeof fileName === 'string' && fileName.trim()) ||
		`file${fileExtension ? `.${fileExtension}` : ''}`
	);
}

async function* stored(
	context: IExecutePaginationFunctions,
	id: string,
): AsyncGenerator<Uint8Array> {
	const stream = await context.helpers.getBinaryStream(id);
	for await (const chunk of stream) yield chunk as Uint8Array;
}

async function* decoded(base64: string): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < base64.length; start += BASE64_CHUNK) {
		yield Buffer.from(base64.slice(start, start + BASE64_CHUNK), 'base64');
	}
}
