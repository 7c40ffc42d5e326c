import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { ApiError, invalid } from './apiError';
import type { MediaFile } from '../inbox/rows';

/** A form as it came in: texts by name, and of each file its name in the form, size, type and hash. */
export interface Form {
	fields: Record<string, string>;
	files: Array<MediaFile & { field: string }>;
}

/** Reads a multipart form to its end, hashing files as they stream by; throws 413, 415 or 422. */
export async function readForm(request: FastifyRequest, maxFileBytes: number): Promise<Form> {
	if (!request.isMultipart()) throw new ApiError(415, 'the body must be multipart/form-data');
	const form: Form = { fields: {}, files: [] };
	const twice: string[] = [];
	for await (const part of request.parts({ limits: { fileSize: maxFileBytes } })) {
		if (part.type === 'file') {
			const { size, sha256 } = await digest(part.file);
			const { fieldname: field, filename: file_name = '', mimetype: mime_type } = part;
			form.files.push({ field, sha256, size, file_name, mime_type });
		} else if (part.fieldname in form.fields) {
			twice.push(part.fieldname);
		} else {
			form.fields[part.fieldname] = String(part.value);
		}
	}
	// Only now: an answer in the middle of an upload reaches many clients as a broken connection.
	if (twice.length > 0) throw invalid(`form field given twice: ${twice.join(', ')}`);
	return form;
}

async function digest(file: Readable): Promise<{ size: number; sha256: string }> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of file as AsyncIterable<Buffer>) {
		hash.update(chunk);
		size += chunk.length;
	}
	return { size, sha256: hash.digest('hex') };
}
