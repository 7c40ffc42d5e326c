import { fitText, textWidth } from './textWidth';

type Row = Record<string, unknown>;

interface Column {
	name: string;
	cells: string[];
	width: number;
}

const MAX_ROWS = 10;
const LEAST_WIDTH = 20;
const GAP = '  ';

/** Lays rows out as lines no wider than given: a column a field, or a line a field for a single row. */
export function formatTable(rows: Row[], width: number): string[] {
	if (rows.length === 1) return formatRecord(rows[0], width);
	const shownRows = rows.slice(0, MAX_ROWS);
	const columns = columnsOf(shownRows);
	const shown = chooseColumns(columns, width);
	shrink(shown, width);
	const line = (cellOf: (column: Column) => string) =>
		shown
			.map((column) => fitText(cellOf(column), column.width))
			.join(GAP)
			.trimEnd();
	return [
		line(({ name }) => name),
		line((column) => '─'.repeat(column.width)),
		...shownRows.map((_, row) => line(({ cells }) => cells[row])),
		...leftOut(rows.length - shownRows.length, columns.length - shown.length),
	];
}

function formatRecord(row: Row, width: number): string[] {
	const names = Object.keys(row);
	const nameWidth = Math.min(Math.max(...names.map(textWidth), 0), Math.floor(width / 3));
	const textRoom = width - nameWidth - GAP.length;
	return names.map((name) => {
		const text = fitText(cellText(row[name]), textRoom);
		return `${fitText(name, nameWidth)}${GAP}${text}`.trimEnd();
	});
}

function columnsOf(rows: Row[]): Column[] {
	const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	// The ids of other objects say least to a reader.
	const names = [...all.filter((name) => !isForeignId(name)), ...all.filter(isForeignId)];
	const columns = names.map((name) => {
		const cells = rows.map((row) => cellText(row[name]));
		return { name, cells, width: Math.max(...[name, ...cells].map(textWidth)) };
	});
	// A field that is empty everywhere says nothing.
	return columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** Leaves out columns until the rest can be read: first those that say the same in every row, then the last ones. */
function chooseColumns(columns: Column[], width: number): Column[] {
	const chosen = [...columns];
	const leastTotal = () =>
		chosen.reduce(
			(sum, column) => sum + Math.min(column.width, LEAST_WIDTH) + GAP.length,
			-GAP.length,
		);
	while (chosen.length > 1 && leastTotal() > width) {
		const repetitive = chosen.filter(({ cells }) => new Set(cells).size === 1).at(-1);
		chosen.splice(repetitive ? chosen.indexOf(repetitive) : -1, 1);
	}
	return chosen;
}

function shrink(columns: Column[], width: number): void {
	const total = () => columns.reduce((sum, each) => sum + each.width + GAP.length, -GAP.length);
	while (total() > width) {
		const widest = columns.reduce((a, b) => (b.width > a.width ? b : a));
		widest.width--;
	}
}

function leftOut(rows: number, columns: number): string[] {
	const parts = [counted(rows, 'row'), counted(columns, 'field')].filter((part) => part !== '');
	return parts.length > 0 ? [`… and ${parts.join(', ')}`] : [];
}

function counted(count: number, noun: string): string {
	if (count === 0) return '';
	return `${count} more ${noun}${count === 1 ? '' : 's'}`;
}

function isForeignId(name: string): boolean {
	return name.endsWith('_id');
}

function cellText(value: unknown): string {
	if (value === undefined || value === null) return '';
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
	const time = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(text);
	if (time) return `${time[1]} ${time[2]}`;
	// What customers write must not be able to steer the terminal.
	return text.replace(/\r?\n/g, ' ⏎ ').replace(/\p{Cc}/gu, ' ');
}
