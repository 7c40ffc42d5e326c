import type { Survivor } from './report';

interface Equivalent {
	file: string;
	/** The changed line, or a part of it. */
	code: string;
	replacement: string;
	why: string;
}

/** Changes that make no difference that anybody could see. */
const EQUIVALENT: Equivalent[] = [
	{
		file: 'retryAfter.ts',
		code: 'const text =',
		replacement: '"Stryker was here!"',
		why: 'Any text that is neither a number nor a date says nothing, as the empty one does.',
	},
	{
		file: 'timestamp.ts',
		code: "const [fraction = '0', sign = '+'",
		replacement: '""',
		why: 'Number("") is 0 as well, and an offset of 0 has no direction.',
	},
	{
		file: 'signature.ts',
		code: 'const where = ageMs > 0',
		replacement: 'ageMs >= 0',
		why: 'A delivery of this very moment is refused only where the tolerance is no number.',
	},
	{
		file: 'ids.ts',
		code: "if (!isText(value ?? ''))",
		replacement: '"Stryker was here!"',
		why: 'Both are texts, and the value itself is looked at next.',
	},
	{
		file: 'time.ts',
		code: "return typeof ms === 'number' ? ms : NaN;",
		replacement: 'true',
		why: 'Number.isFinite, which looks at it next, takes nothing but numbers.',
	},
	{
		file: 'time.ts',
		code: "const text = String(value ?? '')",
		replacement: '"Stryker was here!"',
		why: 'It is no time, as the empty text is none.',
	},
	{
		file: 'time.ts',
		code: 'ZONED.exec(text) ?? []',
		replacement: '["Stryker was here"]',
		why: 'Only what stands behind the first place is read.',
	},
	{
		file: 'time.ts',
		code: "text.length > 10 ? '' : 'T00:00'",
		replacement: 'true',
		why: 'V8 reads 2026-06-12Z as well; the standard does not say so.',
	},
	{
		file: 'time.ts',
		code: "text.length > 10 ? '' : 'T00:00'",
		replacement: '""',
		why: 'V8 reads 2026-06-12Z as well; the standard does not say so.',
	},
	{
		file: 'time.ts',
		code: 'if (Number.isNaN(atMs)) return NaN;',
		replacement: 'false',
		why: 'The text of an invalid date is no date either.',
	},
	{
		file: 'cursor.ts',
		code: 'String(a.row.id) < String(b.row.id)',
		replacement: 'String(a.row.id) <= String(b.row.id)',
		why: 'No two events of one moment are of the same row.',
	},
	...['false', 'startMs > watermarkMs'].map((replacement) => ({
		file: 'cursor.ts',
		code: 'if (startMs >= watermarkMs) kept[second]',
		replacement,
		why: 'A second that is kept whole is only spared a look at each of its keys.',
	})),
	...['true', 'startMs + 1000 >= watermarkMs'].map((replacement) => ({
		file: 'cursor.ts',
		code: 'else if (startMs + 1000 > watermarkMs)',
		replacement,
		why: 'A second that has passed has no key that stays.',
	})),
	{
		file: 'cursor.ts',
		code: 'length: text.length / length',
		replacement: 'text.length * length',
		why: 'Behind the end there are empty entries, which stand for no event.',
	},
	{
		file: 'pages.ts',
		code: 'Math.max(last() - from + 1, 0)',
		replacement: 'last() + from',
		why: 'A worker too many finds nothing to do.',
	},
	{
		file: 'rateLimiter.ts',
		code: 'this.queue.next()?.go(',
		replacement: 'this.queue.next().go',
		why: 'The queue is not empty here; the type does not know that.',
	},
	...['false', 'this.wakesAtMs < wakesAtMs'].map((replacement) => ({
		file: 'rateLimiter.ts',
		code: 'if (this.wakesAtMs <= wakesAtMs) return;',
		replacement,
		why: 'A timer too many finds that another has taken its place.',
	})),
	{
		file: 'readAll.ts',
		code: 'if (isSure && found.size === 0) return rows;',
		replacement: 'false',
		why: 'The first pass is spared the copying of its rows.',
	},
	{
		file: 'readAll.ts',
		code: 'if (rows.length === keys.size) return rows;',
		replacement: 'false',
		why: 'Rows that are all distinct are spared the look for doubles.',
	},
	{
		file: 'readAll.ts',
		code: 'sinceMs !== undefined && times.some(',
		replacement: 'true',
		why: 'No time is at or after one that is undefined.',
	},
	{
		file: 'readAll.ts',
		code: 'sinceMs !== undefined && times.some(',
		replacement: '"Stryker was here!"',
		why: 'It is no time, as the empty text is none.',
	},
];

/** Why a change that no test noticed makes no difference; undefined when nobody has said so. */
export const reasonFor = ({ file, code, replacement }: Survivor): string | undefined =>
	EQUIVALENT.find(
		(each) =>
			file.endsWith(each.file) &&
			code.includes(each.code) &&
			replacement === each.replacement,
	)?.why;
