/** A file of a form: `stream` reads it from its beginning each time. `size` in bytes. */
export interface StreamedFile {
	name: string;
	type: string;
	size: number;
	stream: () => AsyncIterable<Uint8Array>;
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
