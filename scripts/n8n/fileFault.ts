import { cacheFolder } from './cache';

const REASONS: Record<string, string> = {
	EACCES: 'it belongs to another user',
	EPERM: 'it belongs to another user',
	EROFS: 'that disk cannot be written to',
	ENOSPC: 'the disk is full',
	EDQUOT: 'your share of the disk is used up',
	EEXIST: 'a part of the path is a file',
	ENOTDIR: 'a part of the path is a file',
};

/** An error of the file system as a sentence with the path, the reason and the way out. */
export function fileFault(path: string, error: unknown): Error {
	const { code = '', message } = error as NodeJS.ErrnoException;
	const reason = REASONS[code] ?? message;
	const elsewhere = ', or set RELASI_CACHE_DIR to a folder of your own';
	const advice = `Mend that${path.startsWith(cacheFolder()) ? elsewhere : ''} and run this again.`;
	return new Error(`${path} cannot be made: ${reason}${code && ` (${code})`}. ${advice}`, {
		cause: error,
	});
}
