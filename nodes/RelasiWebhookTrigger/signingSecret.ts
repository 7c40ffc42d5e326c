const WHERE = 'Relasi shows it under Settings → Developer / API → Webhooks';
const MIN_SECRET = 12;

/** Whether the secret is nothing, which anybody could sign with. */
export const isBlank = (secret: string): boolean => secret.trim() === '';

/** Whether somebody pasted an API key where the signing secret belongs. */
export const isApiKey = (secret: string): boolean => /^\s*ru_(live|test)_/i.test(secret);

/** Says what is wrong with a signing secret and what to do; `undefined` for one that may be right. */
export function secretFault(secret: string): string | undefined {
	if (isBlank(secret)) {
		return `The signing secret is empty. ${WHERE}.`;
	}
	if (isApiKey(secret)) {
		return `This is an API key, not a signing secret. Each webhook has a signing secret of its own: ${WHERE}.`;
	}
	if (secret !== secret.trim()) {
		return 'The signing secret has white space around it. Remove the spaces or line breaks before and after it.';
	}
	if (!/^[\x21-\x7e]+$/.test(secret)) {
		return `The signing secret contains spaces or characters that no secret has. Copy it again: ${WHERE}.`;
	}
	if (secret.length < MIN_SECRET) {
		return `The signing secret is too short to be complete. Copy it again: ${WHERE}.`;
	}
	return undefined;
}
