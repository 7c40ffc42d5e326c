const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
/** From the full-width forms to ASCII. */
const FULL_WIDTH_OFFSET = 0xfee0;

/** A text as it reads: no invisible characters, full-width forms as ASCII, single blanks. */
export const plainText = (text: string): string =>
	text
		.normalize('NFC')
		.replace(INVISIBLE, '')
		.replace(FULL_WIDTH, (form) => String.fromCharCode(form.charCodeAt(0) - FULL_WIDTH_OFFSET))
		.replace(/\s+/g, ' ')
		.trim();

/** The same with every script's digits as ASCII, and every dash as a hyphen. */
export const plainNumber = (text: string): string =>
	plainText(text.normalize('NFKC'))
		.replace(/\p{Nd}/gu, valueOfDigit)
		.replace(/\p{Pd}/gu, '-');

/** Unicode places the ten digits of a script at a code point that ends in 0 or in 6. */
function valueOfDigit(digit: string): string {
	const code = digit.codePointAt(0)!;
	const low = code & 0xf;
	return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6);
}
