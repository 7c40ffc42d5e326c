import { ENTITIES } from './mailText';

/** What a chat shows for each mark of Markdown. */
const FORMATS = {
	whatsApp: { bold: '*', italic: '_', strike: '~', code: '`', fence: '```', quote: '> ' },
	plain: { bold: '', italic: '', strike: '', code: '', fence: '', quote: '' },
};
type Format = (typeof FORMATS)['plain'];
type Style = 'bold' | 'italic' | 'strike';

const FENCE = /^\s*(`{3,}|~{3,})([^`]*)$/;
/** Names of languages behind a fence, which aren't part of the code. */
const LANGUAGE =
	/^(?:text|txt|plain|plaintext|output|log|json[c5l]?|js|javascript|[jt]sx|ts|typescript|node|python|py|bash|sh|zsh|shell|console|terminal|powershell|cmd|bat|sql|mysql|postgres(?:ql)?|html|css|scss|xml|svg|ya?ml|toml|ini|env|java|kotlin|swift|dart|scala|groovy|php|ruby|perl|lua|go|golang|rust|cpp|c\+\+|c|c#|cs|csharp|csv|tsv|markdown|md|http|curl|graphql|regex|diff|dockerfile|makefile|nginx|latex|tex|mermaid)$/i;
const QUOTE = /^ {0,3}>[> ]*/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]+|$)/;
const ITEM = /^([ \t]*)(?:[-*+]|(\d{1,9}[.)]))[ \t]+/;
const TABLE_RULE = /^\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?$/;

/**
 * Turns the Markdown that language models write into what a chat shows: blocks line by line, the marks
 * within each in one pass. Leaves out marks only, never a letter or a digit, and takes linear time.
 * Reference links stay as they are: their addresses would be lost.
 */
export function convertMarkdown(text: string, target: keyof typeof FORMATS): string {
	const format = FORMATS[target];
	const lines = text.split(/\r\n?|\n/);
	const output: string[] = [];
	let paragraph: string[] = [];
	const add = (...rest: string[]) => {
		if (paragraph.length > 0) output.push(toSpans(paragraph.join('\n'), format));
		paragraph = [];
		output.push(...rest);
	};
	for (let index = 0; index < lines.length; index++) {
		const [quote = ''] = QUOTE.exec(lines[index]) ?? [];
		const line = lines[index].slice(quote.length);
		const lead = quote && format.quote;
		const [marker = '', indent = '', number = '-'] = ITEM.exec(line) ?? [];
		const [, fence, words = ''] = FENCE.exec(line.slice(marker.length)) ?? [];
		if (fence) {
			if (marker) add(lead + indent + number);
			const end = endOfFence(lines, index, fence);
			const width = marker.length || line.search(/\S/);
			const inCode = new RegExp(`^(?:${quote ? QUOTE.source : ''})\\s{0,${width}}`);
			const code = lines.slice(index + 1, end).map((each) => each.replace(inCode, ''));
			const info = words.trim();
			const first = info === '' || LANGUAGE.test(info) ? [] : [info];
			const around = format.fence ? [format.fence] : [];
			add(...around, ...first, ...code, ...around);
			index = end;
		} else if (RULE.test(line)) {
			add(lead);
		} else if (HEADING.test(line)) {
			const title = line.replace(HEADING, '').replace(/(?:^|[ \t])#+[ \t]*$/, '');
			add(lead + toSpans(title.trim(), format, ['bold']));
		} else if (isTable(line, lines[index + 1])) {
			add(lead + toRow(line, format, ['bold']));
			for (index++; lines[index + 1]?.includes('|'); index++)
				add(toRow(lines[index + 1], format));
		} else if (marker) {
			add(`${lead}${indent}${number} ${toSpans(line.slice(marker.length), format)}`);
		} else if (quote || line.trim() === '') {
			add(quote ? lead + toSpans(line, format) : '');
		} else {
			paragraph.push(line.trimEnd().replace(/\\$/, ''));
		}
	}
	add();
	return output.join('\n').replace(/\n{3,}/g, (breaks) => breaks.slice(0, 2));
}

/** Finds the line that closes a fence; the number of lines if none does. */
function endOfFence(lines: string[], start: number, fence: string): number {
	for (let index = start + 1; index < lines.length; index++) {
		const line = lines[index].replace(QUOTE, '').trim();
		if (line.startsWith(fence) && line === fence[0].repeat(line.length)) return index;
	}
	return lines.length;
}

const isTable = (line: string, next = ''): boolean =>
	line.includes('|') && next.includes('|') && TABLE_RULE.test(next.trim());

function toRow(line: string, format: Format, styles: Style[] = []): string {
	const cells = line
		.trim()
		.replace(/^\||(?<!\\)\|$/g, '')
		.split(/(?<!\\)\|/);
	return cells.map((cell) => toSpans(cell.trim(), format, styles)).join(' | ');
}

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const MARKS = /([`*_~])\1*/y;
/** An address in angle brackets, a line break, an entity, or a bare address without the marks behind it. */
const VERBATIM =
	/<((?:https?:\/\/|mailto:|tel:)[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,200})>|<(br) ?\/?>|&([a-z]{2,6});|(?<!\w)(?:https?:\/\/|www\.)[^\s<>*`()[\]|]+(?<![_~])/iy;
/** A link or an image: its label, which may have brackets in it, and its address. */
const LINK =
	/!?\[((?:\\[^]|[^[\]\\]|\[[^[\]]*\]){0,500})\]\(((?:\\[^]|[^()\\]|\([^()]*\)){0,2000})\)/y;
/** Words in parentheses behind words in brackets are no link. */
const TWO_WORDS = /^\s*\S+\s+[^\s"'(]/;
const MAX_TICKS = 8;

/** Converts the text of one block; `styles` hold for all of it. */
function toSpans(text: string, format: Format, styles: Style[] = []): string {
	const pieces: Array<Run | string> = [];
	/** Backticks that nothing closes. */
	const unclosed = new Set<string>();
	let index = 0;
	const add = (piece: Run | string, end: number) => {
		pieces.push(piece);
		index = end;
	};
	while (index < text.length) {
		const [marks = ''] = matchAt(text, index, MARKS);
		const behind = index + marks.length;
		const [link = '', label, address] = matchAt(text, index, LINK);
		if (text[index] === '\\' && PUNCTUATION.test(text[index + 1] ?? '')) {
			add(text[index + 1], index + 2);
		} else if (marks.startsWith('`')) {
			const end = unclosed.has(marks) ? undefined : endOfCode(text, behind, marks);
			if (end !== undefined) {
				add(toCode(text.slice(behind, end), format), end + marks.length);
			} else {
				unclosed.add(marks);
				add(marks, behind);
			}
		} else if (marks) {
			add(toRun(text, index, marks), behind);
		} else if (link && !TWO_WORDS.test(address)) {
			const shown = toSpans(label, format).trim();
			add(toLink(shown, address.trim()), index + link.length);
		} else {
			const [written = text[index], autolink, lineBreak, entity] = matchAt(
				text,
				index,
				VERBATIM,
			);
			const shown = autolink ?? (lineBreak && '\n') ?? ENTITIES[entity?.toLowerCase()];
			add(shown ?? written, index + written.length);
		}
	}
	pair(pieces.filter((piece) => typeof piece !== 'string'));
	return render(pieces, format, styles);
}

/** Matches a sticky pattern at an index; gives nothing if it doesn't fit there. */
function matchAt(text: string, index: number, pattern: RegExp): string[] {
	pattern.lastIndex = index;
	return pattern.exec(text) ?? [];
}

/** Finds the backticks that close a code; undefined if none do. */
function endOfCode(text: string, start: number, ticks: string): number | undefined {
	if (ticks.length > MAX_TICKS) return undefined;
	for (const { 0: found, index } of text.slice(start).matchAll(/`+/g)) {
		if (found === ticks) return start + index;
	}
	return undefined;
}

function toCode(code: string, format: Format): string {
	// As in `` `a` ``, where the blanks only part the backticks.
	const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
	const shown = isPadded ? code.slice(1, -1) : code;
	const mark = shown.includes('`') ? format.fence : format.code;
	return mark + shown + mark;
}

function toLink(label: string, address: string): string {
	const shown = address.replace(/^<([^<>]*)>/, '$1');
	if (label === '' || label === shown) return shown;
	const short = shown.replace(/^(?:mailto:|tel:|https?:\/\/)/i, '');
	return shown === '' || label === short ? label : `${label} (${shown})`;
}

/** A run of one mark that may open or close a style, or neither. */
interface Run {
	char: string;
	/** Number of characters that aren't paired (yet). */
	left: number;
	opens: boolean;
	closes: boolean;
	starts: Style[];
	ends: Style[];
}

/** True for letters and digits of scripts with spaces between words. */
const isWord = (char: string): boolean =>
	/(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}])[\p{L}\p{N}]/u.test(char);

function toRun(text: string, index: number, marks: string): Run {
	const [char] = marks;
	const before = text[index - 1] ?? ' ';
	const after = text[index + marks.length] ?? ' ';
	// As in 2*3 and snake_case; a lone tilde is “about”.
	const isLiteral =
		(/\d/.test(before) && /\d/.test(after)) ||
		(char === '_' && isWord(before) && isWord(after)) ||
		(char === '~' && marks !== '~~');
	// As in a*x + b*y, but not in Rp**10.000**.
	const isInWord = isWord(before) && (char === '_' || marks === '*');
	const opens = !isLiteral && /\S/.test(after) && !isInWord;
	const closes = !isLiteral && /\S/.test(before) && !(char === '_' && isWord(after));
	return { char, left: marks.length, opens, closes, starts: [], ends: [] };
}

/** Pairs the runs that open with those that close. */
function pair(runs: Run[]): void {
	const open: Run[] = [];
	const count: Record<string, number> = {};
	for (const run of runs) {
		while (run.closes && run.left > 0 && count[run.char] > 0) {
			while (open.at(-1)!.char !== run.char) count[open.pop()!.char]--;
			const opener = open.at(-1)!;
			const length = Math.min(opener.left, run.left, 2);
			const style = run.char === '~' ? 'strike' : length === 2 ? 'bold' : 'italic';
			opener.starts.unshift(style);
			run.ends.push(style);
			opener.left -= length;
			run.left -= length;
			if (opener.left > 0) continue;
			open.pop();
			count[run.char]--;
		}
		if (!run.opens || run.left === 0) continue;
		open.push(run);
		count[run.char] = (count[run.char] ?? 0) + 1;
	}
}

/** Writes the pieces with the marks of the format, which hold within a line. */
function render(pieces: Array<Run | string>, format: Format, styles: Style[]): string {
	const active: Style[] = [];
	let output = '';
	const mark = (style: Style) => {
		if (!active.includes(style)) output += format[style];
	};
	const start = (style: Style) => {
		mark(style);
		active.push(style);
	};
	const end = (style: Style) => {
		active.splice(active.lastIndexOf(style), 1);
		mark(style);
	};
	const toLineBreak = () => {
		const open = [...new Set(active)].map((style) => format[style]);
		return `${[...open].reverse().join('')}\n${open.join('')}`;
	};
	if (pieces.some(Boolean)) styles.forEach(start);
	for (const piece of pieces) {
		if (typeof piece === 'string') {
			output += piece.replaceAll('\n', toLineBreak);
		} else {
			piece.ends.forEach(end);
			output += piece.char.repeat(piece.left);
			piece.starts.forEach(start);
		}
	}
	[...active].reverse().forEach(end);
	return output;
}
