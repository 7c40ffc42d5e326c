import type { Execution } from '../../scripts/n8n/executions';
import type { WorkflowFile } from '../../scripts/n8n/api';
import { formatResult, plainText } from '../../scripts/start/results';

const ESC = '\u001b';
const workflow = {
	name: '',
	nodes: [],
	connections: { Contacts: { main: [[{ node: 'Send', type: 'main', index: 0 }]] } },
} as unknown as WorkflowFile;

const lines = (execution: object) => formatResult(workflow, execution as Execution, 60);
const run = (rows: object[]) => [{ data: { main: [rows.map((json) => ({ json }))] }, source: [] }];

test('the items of the last nodes are shown, at most ten and no wider than the terminal', () => {
	const rows = Array.from({ length: 12 }, (_, id) => ({ id, text: 'x'.repeat(100) }));
	const shown = lines({ status: 'success', runs: { Contacts: run([{}]), Send: run(rows) } });
	expect(shown[0]).toBe('Send: 12 items');
	expect(shown[1]).toMatch(/^ {2}\{"text":"xxx/);
	expect(shown.at(-1)).toBe('  … and 2 more');
	expect(shown).toHaveLength(12);
	for (const line of shown) expect(line.length).toBeLessThanOrEqual(60);
});

test.each([
	[`${ESC}[31mred${ESC}[0m`, 'red'],
	[`${ESC}]0;title\u0007after`, 'after'],
	['\u009b2Jcleared', 'cleared'],
	['bell\u0007 back\b', 'bell  back '],
	['two\nlines', 'two\nlines'],
	['evil \u202etxt.exe', 'evil  txt.exe'],
])('a text from outside cannot steer the terminal: %j', (text, plain) => {
	expect(plainText(text)).toBe(plain);
});

test('names and errors from outside are made plain', () => {
	const wild = `${ESC}[2Jboo`;
	const failed = { status: 'error', lastNode: 'Send', error: { message: wild }, runs: {} };
	expect(lines(failed)[0]).toBe('Send: boo');
	const done = { status: 'success', runs: { Send: run([{ name: `${ESC}[2Jx` }]) } };
	expect(lines(done).join()).not.toContain(ESC);
});
