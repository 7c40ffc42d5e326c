import { stripVTControlCharacters } from 'node:util';

/** A text from outside without what could steer a terminal: escape sequences, control and direction characters; line breaks stay. */
export const plainText = (text: string): string =>
	stripVTControlCharacters(text).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
		character === '\n' ? character : ' ',
	);
