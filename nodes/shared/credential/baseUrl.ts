const EXAMPLE = 'https://api.relasiu.com/api/public/v1';

/** A base URL as the credential has it, without what copying adds: blanks around it, slashes behind it. */
export const trimmedBaseUrl = (baseUrl: unknown): string =>
	String(baseUrl ?? '')
		.trim()
		.replace(/\/+$/, '');

/** Why no request can go to a base URL, in words that never quote it; undefined when requests can. */
export function baseUrlFault(
	baseUrl: string,
): { message: string; description: string } | undefined {
	// Axios would send this login in place of the API key.
	if (/^[a-z]+:[/\\]*[^/?#]*@/i.test(baseUrl)) {
		return {
			message: 'The base URL in the Relasi credential contains a user name or a password',
			description: `Open the credential and remove all before the @, so that it reads like ${EXAMPLE}. Relasi knows you by the API key alone.`,
		};
	}
	if (!/^https?:\/\/[^/?#\s]+[^?#\s]*$/i.test(baseUrl)) {
		return {
			message: 'The base URL in the Relasi credential is no web address',
			description: `Open the credential and enter an address such as ${EXAMPLE}.`,
		};
	}
	return undefined;
}
