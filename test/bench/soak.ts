import '../support/environment.js';

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { RelasiApi } from '../../credentials/RelasiApi.credentials';
import { Relasi, RelasiTrigger } from '../chaos/nodes';
import { startSimulatorProcess } from '../chaos/world';
import { connectSimulator, type RemoteSimulator } from '../simulator';
import { pollOf, runNode } from '../support/engine';
import { printTable } from './report';

const USAGE = 'Usage: npm run soak -- [minutes], 30 by default';
const ITEMS = 120;
const CHATS = 200;
const POLL_EVERY_MS = 3_000;
const SAMPLES = 10;
const MIB = 1024 * 1024;

/** What must not grow: heap after garbage collection, open things of the event loop, the trigger's memory. */
interface Sample {
	minute: number;
	sent: number;
	polls: number;
	emitted: number;
	heapMib: number;
	timers: number;
	sockets: number;
	staticKb: number;
}

setFlagsFromString('--expose_gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Sends at the key's limit and polls meanwhile, both through n8n-core's engine. */
class Soak {
	private sent = 0;

	private polls = 0;

	private readonly emitted = new Set<unknown>();

	private repeated = 0;

	private ended = false;

	private readonly trigger: ReturnType<typeof pollOf>;

	private readonly credentials;

	constructor(private readonly simulator: RemoteSimulator) {
		const data = {
			apiKey: simulator.keys.full,
			baseUrl: simulator.baseUrl,
			requestsPerSecond: 60,
		};
		this.credentials = { relasiApi: { type: new RelasiApi(), data } };
		const parameters = { event: 'messageSent' };
		this.trigger = pollOf(new RelasiTrigger(), { credentials: this.credentials, parameters });
	}

	async run(minutes: number): Promise<Sample[]> {
		await this.simulator.generate({ contacts: 10, conversations: CHATS });
		const chats = (await this.simulator.conversations()).map(({ id }) => id);
		await this.trigger.poll();
		const work = [this.sendOn(chats), this.pollOn()];
		const samples = [];
		for (let index = 1; index <= SAMPLES; index++) {
			await pause((minutes * 60_000) / SAMPLES);
			samples.push(this.sample((minutes * index) / SAMPLES));
			printSample(samples[index - 1]);
		}
		this.ended = true;
		await Promise.all(work);
		for (let rest = 0; rest < 3; rest++) await this.poll();
		const lost = this.sent - this.emitted.size;
		console.log(
			`Sent ${this.sent}, of which the trigger lost ${lost} and repeated ${this.repeated}.`,
		);
		// Connections that are kept alive end five seconds after their last request.
		await pause(7_000);
		const rest = this.sample(minutes);
		console.log(
			`At rest: ${rest.timers} timers, ${rest.sockets} connections, ${rest.heapMib.toFixed(1)} MiB.`,
		);
		return samples;
	}

	private async sendOn(chats: string[]): Promise<void> {
		while (!this.ended) {
			const items = Array.from({ length: ITEMS }, (_, index) => ({
				json: { chat: chats[index % CHATS] },
			}));
			const parameters = {
				resource: 'message',
				operation: 'send',
				text: 'Soaked',
				conversationId: { __rl: true, mode: 'id', value: '={{ $json.chat }}' },
			};
			await runNode(new Relasi(), { credentials: this.credentials, parameters, items });
			this.sent += ITEMS;
		}
	}

	private async pollOn(): Promise<void> {
		while (!this.ended) {
			await this.poll();
			await pause(POLL_EVERY_MS);
		}
	}

	private async poll(): Promise<void> {
		for (const { json } of (await this.trigger.poll())?.[0] ?? []) {
			if (this.emitted.has(json.id)) this.repeated++;
			this.emitted.add(json.id);
		}
		this.polls++;
	}

	private sample(minute: number): Sample {
		collectGarbage();
		const open = process.getActiveResourcesInfo();
		return {
			minute,
			sent: this.sent,
			polls: this.polls,
			emitted: this.emitted.size,
			heapMib: process.memoryUsage().heapUsed / MIB,
			timers: open.filter((name) => name === 'Timeout').length,
			sockets: open.filter((name) => name === 'TCPSocketWrap').length,
			staticKb: JSON.stringify(this.trigger.staticData()).length / 1000,
		};
	}
}

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

const cellsOf = ({ minute, sent, polls, heapMib, timers, sockets, staticKb }: Sample): string[] => [
	...[minute.toFixed(1), String(sent), String(polls), heapMib.toFixed(1)],
	...[String(timers), String(sockets), staticKb.toFixed(1)],
];

const printSample = (sample: Sample) => console.log(cellsOf(sample).join('\t'));

async function main(): Promise<void> {
	const minutes = Number(process.argv[2] ?? 30);
	if (!(minutes > 0)) return console.log(USAGE);
	const server = await startSimulatorProcess(['--seed', 'empty']);
	const samples = await new Soak(await connectSimulator(server.url)).run(minutes);
	await server.stop();
	const columns = ['Minute', 'Sent', 'Polls', 'Heap MiB', 'Timers', 'Sockets', 'Static kB'];
	printTable({ title: 'Soak', note: '', columns, rows: samples.map(cellsOf) });
	// The first part warms up: caches, compiled code, the first full overlap window.
	const [early, late] = [samples[Math.floor(SAMPLES / 3)], samples[SAMPLES - 1]];
	const growth = late.heapMib - early.heapMib;
	// The ids of what was emitted are this program's own, and n8n-core keeps nothing per run.
	const own = ((late.emitted - early.emitted) * 120) / MIB;
	console.log(
		`Heap ${growth >= 0 ? '+' : ''}${growth.toFixed(1)} MiB since minute ${early.minute.toFixed(1)}, of which this test's own record is about ${own.toFixed(1)} MiB.`,
	);
}

void main().then(
	() => process.exit(),
	(error: Error) => {
		console.error(error);
		process.exit(1);
	},
);
