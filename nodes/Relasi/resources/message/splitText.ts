/** The longest text that the API takes, in characters. */
export const MAX_TEXT = 4000;

/** Where to break a text, the best first: between paragraphs, lines, sentences, words. */
const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?…]["'”’)]*\s|[。！？]["'”’）」』]*/g, /\s/g];

/**
 * Cuts a text into parts of at most `longest` UTF-16 units, each as full as a good break allows.
 * Nothing but white space at the breaks is left out, and no character is cut in two.
 */
export function splitText(text: string, longest = MAX_TEXT): string[] {
	if (text.length <= longest) return [text];
	const parts: string[] = [];
	let rest = text.trim();
	while (rest.length > longest) {
		const end = endOfPart(rest, longest);
		parts.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}
	return rest === '' ? parts : [...parts, rest];
}

function endOfPart(text: string, longest: number): number {
	// One more unit than fits, so that a break right behind the part counts too.
	const window = text.slice(0, longest + 1);
	for (const pattern of BREAKS) {
		const ends = [...window.matchAll(pattern)].map(
			(match) => match.index + match[0].trimEnd().length,
		);
		const end = Math.max(0, ...ends.filter((index) => index <= longest));
		// A break in the first half would leave a stump.
		if (end >= longest / 2) return end;
	}
	return endOfCharacter(text, longest);
}

/** What a reader takes for one character, such as a family emoji, can be of many code points. */
function endOfCharacter(text: string, longest: number): number {
	const nearby = text.slice(0, longest + 100);
	const start = new Intl.Segmenter().segment(nearby).containing(longest)?.index;
	if (start) return start;
	return /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(longest - 1)) ? longest - 1 : longest;
}
