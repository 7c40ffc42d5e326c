// Letters of East Asia and pictures take two columns of a terminal.
const WIDE =
	/[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uFF01-\uFF60]|\uFE0F/u;
const graphemes = new Intl.Segmenter();

function widthOf(grapheme: string): number {
	return WIDE.test(grapheme) ? 2 : 1;
}

/** How many columns a text takes on a terminal. */
export function textWidth(text: string): number {
	let width = 0;
	for (const { segment } of graphemes.segment(text)) width += widthOf(segment);
	return width;
}

/** Makes a text exactly as wide as given: cut with an ellipsis, or filled with spaces. */
export function fitText(text: string, width: number): string {
	const missing = width - textWidth(text);
	if (missing >= 0) return text + ' '.repeat(missing);
	let cut = '';
	let used = 1;
	for (const { segment } of graphemes.segment(text)) {
		used += widthOf(segment);
		if (used > width) break;
		cut += segment;
	}
	return fitText(`${cut}…`, width);
}
