import Table from 'cli-table3';
import stringWidth from 'string-width';

import { plainText } from './plainText';

type Row = Record<string, unknown>;

interface Column {
	name: string;
	cells: string[];
	width: number;
}

const MAX_ROWS = 10;
const LEAST_WIDTH = 20;
const GAP = '  ';
const EDGES = 'top bottom mid'
	.split(' ')
	.flatMap((edge) => ['', '-mid', '-left', '-right'].map((end) => edge + end));
const SIDES = ['left', 'left-mid', 'mid-mid', 'right', 'right-mid'];
const NO_LINES = Object.fromEntries([...EDGES, ...SIDES].map((part) => [part, '']));
/** What tells a reader most, and so stands first. */
const FIRST = ['contact', 'name', 'error', 'text', 'content', 'email', 'phone', 'status'];

/** Lays rows out as lines no wider than given: what all rows share once above a column a field, or a line a field for a single row. */
export function formatTable(rows: Row[], width: number): string[] {
	const shownRows = rows.slice(0, MAX_ROWS);
	const columns = columnsOf(shownRows);
	if (rows.length === 1) {
		const names = columns.map(({ name }) => name);
		const nameWidth = Math.min(Math.max(...names.map(widthOf), 1), Math.floor(width / 3));
		const cells = columns.map(({ name, cells: [cell] }) => [name, cell]);
		return render(cells, [nameWidth, width - nameWidth - GAP.length]);
	}
	const shared = columns.filter(({ cells }) => new Set(cells).size === 1);
	const own = columns.filter((column) => !shared.includes(column));
	const shown = chooseColumns(own, width);
	shrink(shown, width);
	const head = [shown.map(({ name }) => name), shown.map(({ width: w }) => '─'.repeat(w))];
	const body = shownRows.map((_, row) => shown.map(({ cells }) => cells[row]));
	return [
		...sharedLine(shared, width),
		...(shown.length > 0
			? render(
					[...head, ...body],
					shown.map((each) => each.width),
				)
			: []),
		...leftOut(rows.length - shownRows.length, own.length - shown.length),
	];
}

function render(rows: string[][], colWidths: number[]): string[] {
	const style = { 'padding-left': 0, 'padding-right': 0, head: [], border: [] };
	const table = new Table({ chars: { ...NO_LINES, middle: GAP }, style, colWidths });
	table.push(...rows);
	return table
		.toString()
		.split('\n')
		.map((line) => line.trimEnd());
}

function sharedLine(shared: Column[], width: number): string[] {
	if (shared.length === 0) return [];
	const facts = shared.map(({ name, cells: [cell] }) => `${name} ${cell}`);
	return render([[`In all rows: ${facts.join(', ')}`]], [width]);
}

function columnsOf(rows: Row[]): Column[] {
	const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const rank = (name: string) => {
		const first = FIRST.indexOf(name);
		if (first >= 0) return first;
		// Ids say least to a reader.
		return FIRST.length + Number(/(^|_)id$/.test(name));
	};
	const columns = all
		.sort((a, b) => rank(a) - rank(b))
		.map((name) => {
			const cells = rows.map((row) => cellText(row[name]));
			return { name, cells, width: Math.max(...[name, ...cells].map(widthOf)) };
		});
	// A field that is empty everywhere says nothing.
	return columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** Leaves out the last columns until the rest can be read. */
function chooseColumns(columns: Column[], width: number): Column[] {
	const chosen = [...columns];
	const least = () => totalOf(chosen.map((each) => Math.min(each.width, LEAST_WIDTH)));
	while (chosen.length > 1 && least() > width) chosen.pop();
	return chosen;
}

function shrink(columns: Column[], width: number): void {
	while (totalOf(columns.map((each) => each.width)) > width) {
		columns.reduce((a, b) => (b.width > a.width ? b : a)).width--;
	}
}

const widthOf = (text: string): number => stringWidth(text);

const totalOf = (widths: number[]): number =>
	widths.reduce((sum, each) => sum + each + GAP.length, -GAP.length);

function leftOut(rows: number, columns: number): string[] {
	const parts = [counted(rows, 'row'), counted(columns, 'field')].filter((part) => part !== '');
	return parts.length > 0 ? [`… and ${parts.join(', ')}`] : [];
}

function counted(count: number, noun: string): string {
	if (count === 0) return '';
	return `${count} more ${noun}${count === 1 ? '' : 's'}`;
}

function cellText(value: unknown): string {
	if (value === undefined || value === null) return '';
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
	const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text);
	if (time) return `${time[1]} ${time[2]}`;
	return plainText(text.replace(/\r?\n/g, ' ⏎ '));
}
