import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { connectSimulator, startSimulator } from '../simulator';
import type { RemoteSimulator, Simulator } from '../simulator';
import { caller } from './call';

describe('a simulator in another process', () => {
	let sim: Simulator;
	let remote: RemoteSimulator;
	beforeAll(async () => {
		sim = await startSimulator({ seed: 'empty' });
		remote = await connectSimulator(sim.baseUrl);
	});
	afterAll(() => sim.close());
	beforeEach(() => remote.reset());

	test('tells its base URL and keys, and takes settings', async () => {
		expect([remote.baseUrl, remote.keys.full]).toEqual([sim.baseUrl, sim.keys.full]);
		expect(await remote.set({ putReplaces: false })).toMatchObject({ putReplaces: false });
		expect(sim.settings.putReplaces).toBe(false);
	});

	test('takes faults with patterns, and shows what was asked and sent', async () => {
		await remote.addFault({ kind: 'status', status: 500, match: { path: /^\/messages/ } });
		const { id } = await remote.addConversation({ id: 'chat' });
		const call = caller(remote.baseUrl, remote.keys.full);
		const text = { client_request_id: 'r1', conversation_id: id, text: 'Hello' };
		expect((await call('POST', '/messages/text', text)).status).toBe(500);
		expect((await call('POST', '/messages/text', text)).status).toBe(200);
		expect(await remote.dispatches()).toEqual({ r1: 1 });
		expect(await remote.messages('chat')).toMatchObject([{ content: 'Hello' }]);
		expect(await remote.requests()).toMatchObject([{ status: 500 }, { status: 200 }]);
		const byPath = { 'POST /api/public/v1/messages/text': 2 };
		expect(await remote.stats()).toMatchObject({ byStatus: { 200: 1, 500: 1 }, byPath });
	});

	test('makes rows in bulk and on order, and says what is wrong', async () => {
		await remote.generate({ contacts: 3, conversations: 2, messages: 10 });
		expect(
			[await remote.contacts(), await remote.messages()].map((rows) => rows.length),
		).toEqual([3, 10]);
		await expect(remote.addMessage({ conversation_id: 'nowhere' })).rejects.toThrow('nowhere');
		const typo = { titel: 'x' } as object;
		await expect(remote.addContact(typo)).rejects.toThrow('titel');
	});

	test('lets customers write', async () => {
		const message = await remote.liveStep();
		expect(await remote.messages()).toEqual([message]);
	});
});

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
