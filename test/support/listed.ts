/** Texts between bars and line breaks, for long tables of one column. */
export const listed = (texts: string): string[] =>
	texts.split(/\n| \| /).flatMap((text) => text.trim() || []);
