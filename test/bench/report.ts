import { markdownTable } from 'markdown-table';

/** One table of the report: a headline, what was done, the columns, the rows. */
export interface Table {
	title: string;
	note: string;
	columns: string[];
	rows: string[][];
}

export function printTable({ title, columns, rows }: Table): void {
	console.log(`\n${title}\n${markdownTable([columns, ...rows])}`);
}

export function markdownOf({ title, note, columns, rows }: Table): string {
	return [`## ${title}`, '', note, '', markdownTable([columns, ...rows]), ''].join('\n');
}
