import type { Survivor } from './report';

interface Equivalent {
	file: string;
	/** The changed line, or a part of it. */
	code: string;
	replacement: string;
	why: string;
}

/** Changes that make no difference that anybody could see. */
const EQUIVALENT: Equivalent[] = [];

/** Why a change that no test noticed makes no difference; undefined when nobody has said so. */
export const reasonFor = ({ file, code, replacement }: Survivor): string | undefined =>
	EQUIVALENT.find(
		(each) =>
			file.endsWith(each.file) &&
			code.includes(each.code) &&
			replacement === each.replacement,
	)?.why;
