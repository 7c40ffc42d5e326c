import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { caller } from './call';

const CLI = join(__dirname, '..', 'simulator', 'cli.ts');

describe('the command line', () => {
	const run = (...args: string[]) => {
		const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args]);
		let output = '';
		const written = (text: string) =>
			new Promise<void>((resolve) => {
				const listen = (chunk: Buffer) => {
					output += chunk.toString();
					if (output.includes(text)) resolve();
				};
				child.stdout.on('data', listen);
				child.stderr.on('data', listen);
			});
		const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
		return { child, ended, written, output: () => output };
	};

	test('starts, says where it is, and ends cleanly on Ctrl-C; a taken port is said plainly', async () => {
		const first = run('--port', '0', '--live', '--live-every', '50');
		await first.written('Ctrl-C');
		const baseUrl = /Base URL\s+(\S+)/.exec(first.output())?.[1] ?? '';
		const key = /API key\s+(\S+)/.exec(first.output())?.[1] ?? '';
		expect((await caller(baseUrl, key)('GET', '/me')).status).toBe(200);
		const second = run('--port', new URL(baseUrl).port);
		await second.written('already in use');
		expect(await second.ended).toBe(1);
		first.child.kill('SIGINT');
		expect(await first.ended).toBe(0);
	});
});
