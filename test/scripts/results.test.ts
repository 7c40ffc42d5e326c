import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Execution } from '../../scripts/n8n/executions';
import type { WorkflowFile } from '../../scripts/n8n/api';
import { plainText } from '../../scripts/start/plainText';
import { formatResult } from '../../scripts/start/results';
import { formatTable } from '../../scripts/start/table';

const ESC = '\u001b';

describe('the table of results', () => {
	test('names and texts stand before ids, and what all rows share stands above once', () => {
		const rows = [
			{ id: 'm1', status: 'open', customer_id: 'c1', city: 'Oslo', name: 'Emma' },
			{ id: 'm2', status: 'open', customer_id: 'c2', city: 'Riga', name: 'Noah' },
		];
		expect(formatTable(rows, 80)).toEqual([
			'In all rows: status open',
			'name  city  id  customer_id',
			'────  ────  ──  ───────────',
			'Emma  Oslo  m1  c1',
			'Noah  Riga  m2  c2',
		]);
	});

	test('no line is wider than the terminal, whatever alphabet it is in', () => {
		const rows = ['日本語のお客様', 'a'.repeat(60), '😀😀😀😀😀😀😀😀'].map((name, row) => ({
			name,
			content: 'x'.repeat(row * 30),
			other: `${row}`.repeat(50),
			more: `${row}`.repeat(50),
		}));
		const lines = formatTable(rows, 50);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
		expect(lines.at(-1)).toBe('… and 2 more fields');
	});

	test('a single row is a line a field', () => {
		expect(formatTable([{ id: 'c1', name: 'Emma', tags: ['a'] }], 40)).toEqual([
			'name  Emma',
			'tags  ["a"]',
			'id    c1',
		]);
	});

	test('at most ten rows are shown, and the rest counted', () => {
		const rows = Array.from({ length: 12 }, (_, number) => ({ number }));
		expect(formatTable(rows, 40).at(-1)).toBe('… and 2 more rows');
	});
});

describe('a text from outside', () => {
	test.each([
		[`${ESC}[31mred${ESC}[0m`, 'red'],
		[`${ESC}]0;title\u0007after`, 'after'],
		['\u009b2Jcleared', 'cleared'],
		['bell\u0007 back\b', 'bell  back '],
		['two\nlines', 'two\nlines'],
		['evil \u202etxt.exe', 'evil  txt.exe'],
	])('cannot steer the terminal: %j', (text, plain) => {
		expect(plainText(text)).toBe(plain);
	});

	test('is made plain in results and in errors', () => {
		const wild = `${ESC}[2Jboo`;
		const failed = { status: 'error', lastNode: 'Send', error: { message: wild }, runs: {} };
		expect(lines(failed)).toEqual(['Send: boo']);
		expect(formatTable([{ name: wild }, { name: 'x' }], 40).join()).not.toContain(ESC);
	});
});

describe('the contact of a row', () => {
	const item = (json: IDataObject, index?: number): INodeExecutionData => ({
		json,
		pairedItem: index === undefined ? undefined : { item: index },
	});
	const run = (items: INodeExecutionData[], previousNode?: string) => [
		{ data: { main: [items] }, source: previousNode ? [{ previousNode }] : [] },
	];
	const runs = {
		Contacts: run([item({ name: 'Emma', email: 'e@x.y' }), item({ name: 'Noah', phone: '1' })]),
		Send: run([item({ id: 'm1' }, 0), item({ error: 'No such chat' }, 1)], 'Contacts'),
	};

	test('a failed row names the contact that it was made for', () => {
		expect(lines({ status: 'success', runs })).toEqual([
			'Send: 2 items',
			'contact  error         id',
			'───────  ────────────  ──',
			'Emma                   m1',
			'Noah     No such chat',
		]);
	});

	test('the API may know it better', () => {
		const named = lines({ status: 'success', runs }, ({ id }) =>
			id ? 'Emma Clarke' : undefined,
		);
		expect(named[3]).toMatch(/^Emma Clarke /);
	});
});

function lines(
	execution: object,
	nameOf: (row: IDataObject) => string | undefined = () => undefined,
) {
	const connections = { Contacts: { main: [[{ node: 'Send', type: 'main', index: 0 }]] } };
	const workflow = { name: '', nodes: [], connections } as unknown as WorkflowFile;
	return formatResult(workflow, execution as Execution, 80, nameOf);
}
