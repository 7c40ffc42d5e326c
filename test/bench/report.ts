import { markdownTable } from 'markdown-table';
import stringWidth from 'string-width';

/** One table of the report: a headline, what was done, the columns, the rows. */
export interface Table {
	title: string;
	note: string;
	columns: string[];
	rows: string[][];
}

/** One bar chart: groups of bars, each bar one contestant's seconds. */
export interface Chart {
	title: string;
	groups: Array<{ label: string; bars: Array<{ name: string; seconds: number }> }>;
}

const COLOURS = ['#0f766e', '#b45309', '#7c3aed', '#2563eb', '#94a3b8'];
const ROW = 18;
const LEFT = 190;
const WIDTH = 760;

export function printTable({ title, columns, rows }: Table): void {
	console.log(`\n${title}\n${markdownTable([columns, ...rows], { stringLength: stringWidth })}`);
}

export function markdownOf({ title, note, columns, rows }: Table): string {
	return [`## ${title}`, '', note, '', markdownTable([columns, ...rows]), ''].join('\n');
}

/** A bar chart that reads on light and dark pages. */
export function svgOf({ title, groups }: Chart): string {
	const longest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ seconds }) => seconds)));
	const parts: string[] = [text(10, 24, title, 'font-weight="600" font-size="15"')];
	let y = 40;
	for (const { label, bars } of groups) {
		parts.push(text(10, y + 13, label, 'font-weight="600"'));
		for (const [index, { name, seconds }] of bars.entries()) {
			const width = Math.max(1, (seconds / longest) * (WIDTH - LEFT - 80));
			parts.push(text(60, y + 13, name));
			parts.push(
				`<rect x="${LEFT}" y="${y + 2}" width="${width.toFixed(1)}" height="${ROW - 5}" rx="2" fill="${COLOURS[index]}"/>`,
			);
			parts.push(text(LEFT + width + 6, y + 13, `${seconds.toFixed(1)} s`));
			y += ROW;
		}
		y += 10;
	}
	const style = '<style>text{font:12px system-ui,sans-serif;fill:#64748b}</style>';
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escaped(title)}">${style}\n${parts.join('\n')}\n</svg>\n`;
}

const text = (x: number, y: number, content: string, more = '') =>
	`<text x="${x.toFixed(1)}" y="${y}" ${more}>${escaped(content)}</text>`;

const escaped = (content: string) =>
	content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
