/** What people put around a word that is meant as an answer. */
const AROUND = /^[\s\p{P}\p{S}\p{Cf}\ufe0f]+|[\s\p{P}\p{S}\p{Cf}\ufe0f]+$/gu;
const SIGNS: Array<[RegExp, boolean]> = [
	[/^\s*(👍|✅|👌|✔)[\p{Emoji_Modifier}\ufe0f\s]*$/u, true],
	[/^\s*(👎|❌|🚫|✖)[\p{Emoji_Modifier}\ufe0f\s]*$/u, false],
];

/** The list of words that a text with commas holds, as they are compared. */
export const wordsOf = (text: string): string[] => text.split(',').map(plain).filter(Boolean);

/**
 * Whether a message says yes (true) or no (false); undefined when it says anything else, since
 * “no problem” and “yes, but not today” are not what their first word says.
 */
export function decisionOf(
	text: string,
	approveWords: string[],
	declineWords: string[],
): boolean | undefined {
	const sign = SIGNS.find(([pattern]) => pattern.test(text));
	if (sign) return sign[1];
	const said = plain(text);
	if (declineWords.includes(said)) return false;
	return approveWords.includes(said) ? true : undefined;
}

const plain = (text: string): string =>
	text.normalize('NFKC').replace(AROUND, '').replace(/\s+/g, ' ').toLowerCase();
