/** Removes invisible characters, and writes full-width forms as ASCII and blanks as single spaces. */
export const plainText = (text: string): string =>
	text
		.normalize('NFC')
		.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu, '')
		// Control characters, except those that are white space.
		.replace(/[^\P{Cc}\s]/gu, '')
		// Full-width forms stand at one distance from ASCII.
		.replace(/[\uff01-\uff5e]/g, (form) => String.fromCharCode(form.charCodeAt(0) - 0xfee0))
		.replace(/[\s\u0085]+/g, ' ')
		.trim();

/** Works as `plainText`, and also writes the digits of all scripts and the separators of phone numbers as ASCII. */
export const plainNumber = (text: string): string =>
	plainText(text.normalize('NFKC'))
		.replace(/\p{Nd}/gu, valueOfDigit)
		// Dashes of Unicode and what looks like one, such as the long vowel mark of Japanese; tildes.
		.replace(/[\p{Pd}\u2212\u207b\u208b\u2043\u30fc\u02d7~\u2053\u223c\u223e]/gu, '-')
		// Other separators of libphonenumber: dots, slashes.
		.replace(/[\u00b7\u2022\u2027\u2219\u22c5\u30fb\u2024\u3002_*]/g, '.')
		.replace(/[\u2044\u2215\u29f8\\]/g, '/');

/** Gives the value of a digit: the ten digits of a script begin at a code point that ends in 0 or 6. */
function valueOfDigit(digit: string): string {
	const code = digit.codePointAt(0)!;
	const low = code & 0xf;
	return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6);
}
