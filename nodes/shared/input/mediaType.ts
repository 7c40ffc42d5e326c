/** Types that say no more than that there are bytes. */
const UNKNOWN =
	/^(application|binary)\/(octet-stream|x-binary|unknown|(x-|force-)?download|x-unknown)\b/i;

/** As RFC 6838 allows it, with parameters. */
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
	'audio/amr': 'amr',
	'audio/flac': 'flac',
	'audio/mp4': 'm4a',
	'audio/mpeg': 'mp3',
	'audio/ogg': 'oga opus ogg',
	'audio/wav': 'wav',
	'audio/webm': 'weba',
	'image/avif': 'avif',
	'image/bmp': 'bmp',
	'image/gif': 'gif',
	'image/heic': 'heic',
	'image/heif': 'heif',
	'image/jpeg': 'jpeg jpg',
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
	'video/quicktime': 'mov',
	'video/webm': 'webm',
	'video/x-matroska': 'mkv',
	'video/x-msvideo': 'avi',
};

/** Types of containers that hold sound or pictures: which of them, only the name tells. */
const CONTAINER = /^application\/(mp4|ogg|webm|x-matroska|vnd\.rn-realmedia|3gpp|quicktime)\b/i;

/** The type of a file: the given one or, where that says nothing, the one that its name tells. */
export function toMediaType(given: unknown, fileName: string): string {
	const type = typeof given === 'string' ? given.trim() : '';
	const isGiven = TYPE.test(type) && !UNKNOWN.test(type);
	if (isGiven && !CONTAINER.test(type)) return type;
	const extension = /\.(\w+)$/.exec(fileName)?.[1].toLowerCase();
	const known = Object.entries(EXTENSIONS).find(
		([, extensions]) => extension !== undefined && extensions.split(' ').includes(extension),
	);
	return known?.[0] ?? (isGiven ? type : 'application/octet-stream');
}

/** The extension of a type's files, with its dot; empty where none is known. */
export function toExtension(type: unknown): string {
	const [plain] = String(type ?? '').split(';');
	const key = plain.trim().toLowerCase();
	const extensions = Object.hasOwn(EXTENSIONS, key) ? EXTENSIONS[key].split(' ') : [];
	// Of several the last one is the usual one.
	return extensions.length > 0 ? `.${extensions[extensions.length - 1]}` : '';
}
