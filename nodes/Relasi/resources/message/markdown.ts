import { ENTITIES } from './mailText';

/** WhatsApp's mark for each style. */
const WHATSAPP = { bold: '*', italic: '_', strike: '~' };
type Style = keyof typeof WHATSAPP;

/** The output: text with WhatsApp's marks, or without any. */
type Target = 'whatsApp' | 'plain';

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
export function convertMarkdown(text: string, target: Target): string {
	const lines = text.split(/\r\n?|\n/);
	const output: string[] = [];
	let paragraph: string[] = [];
	const endParagraph = () => {
		if (paragraph.length > 0) output.push(toSpans(paragraph.join('\n'), target));
		paragraph = [];
	};
	for (let index = 0; index < lines.length; index++) {
		const quote = QUOTE.exec(lines[index])?.[0] ?? '';
		const line = lines[index].slice(quote.length);
		const lead = quote && target === 'whatsApp' ? '> ' : '';
		const add = (rest: string) => {
			endParagraph();
			output.push(lead + rest);
		};
		const [marker = '', indent = '', number = '-'] = ITEM.exec(line) ?? [];
		const [, fence, words = ''] = FENCE.exec(line.slice(marker.length)) ?? [];
		if (fence) {
			if (marker) add(indent + number);
			const end = endOfFence(lines, index, fence);
			const width = marker.length || line.search(/\S/);
			const inCode = new RegExp(`^(?:${quote ? QUOTE.source : ''})\\s{0,${width}}`);
			const code = lines.slice(index + 1, end).map((each) => each.replace(inCode, ''));
			const info = words.trim();
			const first = info === '' || LANGUAGE.test(info) ? [] : [info];
			const around = target === 'whatsApp' ? ['```'] : [];
			endParagraph();
			output.push(...around, ...first, ...code, ...around);
			index = end;
		} else if (RULE.test(line)) {
			add('');
		} else if (HEADING.test(line)) {
			const title = line.replace(HEADING, '').replace(/(?:^|[ \t])#+[ \t]*$/, '');
			add(toSpans(title.trim(), target, ['bold']));
		} else if (isTable(line, lines[index + 1])) {
			add(toRow(line, target, ['bold']));
			for (index++; lines[index + 1]?.includes('|'); index++)
				output.push(toRow(lines[index + 1], target));
		} else if (marker) {
			add(`${indent}${number} ${toSpans(line.slice(marker.length), target)}`);
		} else if (quote || line.trim() === '') {
			add(quote ? toSpans(line, target) : '');
		} else {
			paragraph.push(line.trimEnd().replace(/\\$/, ''));
		}
	}
	endParagraph();
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

function toRow(line: string, target: Target, styles: Style[] = []): string {
	const cells = line
		.trim()
		.replace(/^\||(?<!\\)\|$/g, '')
		.split(/(?<!\\)\|/);
	return cells.map((cell) => toSpans(cell.trim(), target, styles)).join(' | ');
}

/** A run of one character that may open or close a style, or neither. */
interface Run {
	char: string;
	/** Number of characters that aren't paired (yet). */
	left: number;
	opens: boolean;
	starts: Style[];
	ends: Style[];
}

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>*`()[\]|]+/iy;
const AUTOLINK =
	/<((?:https?:\/\/|mailto:|tel:)[^\s<>]{1,2000}|[^\s<>@]{1,100}@[^\s<>@]{1,200})>/iy;
const BREAK = /<br ?\/?>/iy;
const ENTITY = /&([a-z]{2,6});/iy;
const MAX_TICKS = 8;
const MAX_LABEL = 500;
const MAX_ADDRESS = 2_000;
const MAX_DEPTH = 3;

/** The text of one block. `styles`: what holds for all of it. */
function toSpans(text: string, target: Target, styles: Style[] = [], depth = 0): string {
	const pieces: Array<Run | string> = [];
	const unclosed = new Set<number>();
	let plain = '';
	const add = (piece: Run | string) => {
		pieces.push(plain, piece);
		plain = '';
	};
	for (let index = 0; index < text.length;) {
		const char = text[index];
		if (char === '\\' && PUNCTUATION.test(text[index + 1] ?? '')) {
			plain += text[index + 1];
			index += 2;
		} else if (char === '`') {
			const ticks = runAt(text, index);
			const end = unclosed.has(ticks) ? -1 : endOfCode(text, index + ticks, ticks);
			if (end < 0) unclosed.add(ticks);
			const code = end < 0 ? undefined : text.slice(index + ticks, end);
			plain += code === undefined ? '`'.repeat(ticks) : toCode(code, target);
			index = code === undefined ? index + ticks : end + ticks;
		} else if (char === '*' || char === '_' || char === '~') {
			const length = runAt(text, index);
			add(toRun(text, index, length));
			index += length;
		} else {
			const link = depth < MAX_DEPTH ? linkAt(text, index) : undefined;
			if (link) {
				plain += toLink(link, (label) => toSpans(label, target, [], depth + 1));
				index = link.end;
				continue;
			}
			const [written, address] = verbatimAt(text, index);
			plain += address;
			index += written.length;
		}
	}
	add('');
	pair(pieces.filter((piece) => typeof piece !== 'string'));
	return render(pieces, target, styles);
}

const runAt = (text: string, start: number): number => {
	let end = start + 1;
	while (text[end] === text[start]) end++;
	return end - start;
};

/** Finds the backticks that close a code; -1 if none do. */
function endOfCode(text: string, start: number, ticks: number): number {
	if (ticks > MAX_TICKS) return -1;
	for (let index = text.indexOf('`', start); index >= 0;) {
		const length = runAt(text, index);
		if (length === ticks) return index;
		index = text.indexOf('`', index + length);
	}
	return -1;
}

function toCode(code: string, target: Target): string {
	// As in `` `a` ``, where the blanks only part the backticks.
	const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
	const shown = isPadded ? code.slice(1, -1) : code;
	if (target === 'plain') return shown;
	const mark = shown.includes('`') ? '```' : '`';
	return mark + shown + mark;
}

/** Reads an address, a line break, an entity or a character: as it is written, and as it is shown. */
function verbatimAt(text: string, index: number): [written: string, shown: string] {
	const at = (pattern: RegExp) => {
		pattern.lastIndex = index;
		return pattern.exec(text);
	};
	if (text[index] === '<') {
		const autolink = at(AUTOLINK);
		if (autolink) return [autolink[0], autolink[1]];
		const lineBreak = at(BREAK);
		if (lineBreak) return [lineBreak[0], '\n'];
	}
	if (text[index] === '&') {
		const [entity = '&', name = ''] = at(ENTITY) ?? [];
		return [entity, ENTITIES[name.toLowerCase()] ?? entity];
	}
	const isStart = /[hw]/i.test(text[index]) && !/\w/.test(text[index - 1] ?? '');
	// The marks behind an address are not part of it.
	const address = isStart ? at(ADDRESS)?.[0].replace(/[_~]+$/, '') : undefined;
	return [address ?? text[index], address ?? text[index]];
}

interface Link {
	label: string;
	/** The text in the parentheses. */
	address: string;
	end: number;
}

/** Reads the link or image that begins at `index`. */
function linkAt(text: string, index: number): Link | undefined {
	const start = text.startsWith('![', index) ? index + 1 : index;
	if (text[start] !== '[') return undefined;
	const middle = endOfBrackets(text, start, '[]', MAX_LABEL);
	if (middle === undefined || text[middle + 1] !== '(') return undefined;
	const last = endOfBrackets(text, middle + 1, '()', MAX_ADDRESS);
	if (last === undefined) return undefined;
	const address = text.slice(middle + 2, last).trim();
	// Words in parentheses behind words in brackets are no link.
	if (/^\S+\s+[^\s"'(]/.test(address)) return undefined;
	return { label: text.slice(start + 1, middle), address, end: last + 1 };
}

/** Finds the bracket that closes the one at `start`, at most `longest` characters on. */
function endOfBrackets(
	text: string,
	start: number,
	[open, close]: string,
	longest: number,
): number | undefined {
	const end = Math.min(text.length, start + longest);
	for (let index = start, level = 0; index < end; index++) {
		const char = text[index];
		if (char === '\\') index++;
		else if (char === open) level++;
		else if (char === close && --level === 0) return index;
	}
	return undefined;
}

function toLink({ label, address }: Link, toText: (label: string) => string): string {
	const shown = address.replace(/^<([^<>]*)>/, '$1');
	const text = toText(label).trim();
	if (text === '' || text === shown) return shown;
	if (shown === '' || text === shown.replace(/^(?:mailto:|tel:|https?:\/\/)/i, '')) return text;
	return `${text} (${shown})`;
}

const WORD = /[\p{L}\p{N}]/u;
/** Scripts without spaces between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;
const isWord = (char: string): boolean => WORD.test(char) && !UNSPACED.test(char);

interface Sided extends Run {
	closes: boolean;
}

function toRun(text: string, index: number, length: number): Sided {
	const char = text[index];
	const before = text[index - 1] ?? ' ';
	const after = text[index + length] ?? ' ';
	// As in 2*3 and snake_case; a lone tilde is “about”.
	const isLiteral =
		(/\d/.test(before) && /\d/.test(after)) ||
		(char === '_' && isWord(before) && isWord(after)) ||
		(char === '~' && length !== 2);
	// As in a*x + b*y, but not in Rp**10.000**.
	const isInWord = isWord(before) && (char === '_' || (char === '*' && length === 1));
	const opens = !isLiteral && /\S/.test(after) && !isInWord;
	const closes = !isLiteral && /\S/.test(before) && !(char === '_' && isWord(after));
	return { char, left: length, opens, closes, starts: [], ends: [] };
}

/** Pairs the runs that open with those that close. */
function pair(runs: Array<Run & { closes?: boolean }>): void {
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

/** Writes the pieces with WhatsApp's marks, which hold within a line, or without any. */
function render(pieces: Array<Run | string>, target: Target, styles: Style[]): string {
	const active: Style[] = [];
	let output = '';
	const start = (style: Style) => {
		if (target === 'whatsApp' && !active.includes(style)) output += WHATSAPP[style];
		active.push(style);
	};
	const end = (style: Style) => {
		active.splice(active.lastIndexOf(style), 1);
		if (target === 'whatsApp' && !active.includes(style)) output += WHATSAPP[style];
	};
	const marks = () =>
		target === 'whatsApp' ? [...new Set(active)].map((style) => WHATSAPP[style]) : [];
	if (pieces.some((piece) => piece !== '')) styles.forEach(start);
	for (const piece of pieces) {
		if (typeof piece === 'string') {
			const open = marks();
			output += piece.replaceAll('\n', `${[...open].reverse().join('')}\n${open.join('')}`);
		} else {
			piece.ends.forEach(end);
			output += piece.char.repeat(piece.left);
			piece.starts.forEach(start);
		}
	}
	[...active].reverse().forEach(end);
	return output;
}
