import type { IDataObject } from 'n8n-workflow';

import {
	DeliveryMemory,
	forget,
	memoryOf,
} from '../../../nodes/RelasiWebhookTrigger/deliveryMemory';

/** Takes a delivery and stores its execution; whether it was new. */
async function take(memory: DeliveryMemory, id: string, staticData: IDataObject): Promise<boolean> {
	const claim = await memory.claim(id, staticData);
	if (typeof claim === 'string') return false;
	claim.stored();
	return true;
}

async function takeAll(memory: DeliveryMemory, staticData: IDataObject, from: number, to: number) {
	let taken = 0;
	for (let n = from; n < to; n++) {
		if (await take(memory, `evt_${n}`, staticData)) taken++;
	}
	return taken;
}

const copyOf = (staticData: IDataObject) => JSON.parse(JSON.stringify(staticData)) as IDataObject;

test('a process remembers 20,000 ids and the static data 3,000, always the newest', async () => {
	const memory = new DeliveryMemory();
	const staticData: IDataObject = {};
	expect(await takeAll(memory, staticData, 0, 25_000)).toBe(25_000);
	expect(JSON.stringify(staticData).length).toBeLessThan(25_000);
	expect(await takeAll(memory, staticData, 5000, 25_000)).toBe(0);
	expect(await takeAll(memory, staticData, 4999, 5000)).toBe(1);

	const restarted = new DeliveryMemory();
	expect(await takeAll(restarted, copyOf(staticData), 22_001, 25_000)).toBe(0);
	expect(await takeAll(restarted, copyOf(staticData), 22_000, 22_001)).toBe(1);
});

test('of two requests at once, the one that is saved last saves both ids', async () => {
	const memory = new DeliveryMemory();
	const [first, second]: IDataObject[] = [{}, {}];
	await take(memory, 'evt_1', first);
	await take(memory, 'evt_2', second);
	for (const staticData of [first, second]) {
		expect(await takeAll(new DeliveryMemory(), copyOf(staticData), 1, 3)).toBe(0);
	}
});

test('an id is saved once its execution is stored, and not when it cannot be', async () => {
	const memory = new DeliveryMemory();
	const staticData: IDataObject = {};
	const claim = await memory.claim('evt_1', staticData);
	await take(memory, 'evt_2', staticData);
	const undecided = copyOf(staticData);
	expect(await take(new DeliveryMemory(), 'evt_1', copyOf(undecided))).toBe(true);
	expect(await memory.claim('evt_1', staticData, 0)).toBe('undecided');

	if (typeof claim === 'string') throw new Error(claim);
	claim.dropped();
	claim.stored();
	expect(copyOf(staticData)).toEqual(undecided);
	expect(await take(memory, 'evt_1', staticData)).toBe(true);
	claim.dropped();
	expect(await memory.claim('evt_1', staticData)).toBe('stored');
});

test('of several repeats that wait for one that cannot be stored, one is claimed', async () => {
	const memory = new DeliveryMemory();
	const original = await memory.claim('evt_1', {});
	const repeats = [1, 2, 3, 4].map(async () => memory.claim('evt_1', {}, 0));
	const patient = [1, 2, 3].map(async () => memory.claim('evt_1', {}));
	expect(await Promise.all(repeats)).toEqual(Array(4).fill('undecided'));
	if (typeof original === 'string') throw new Error(original);
	original.dropped();
	const next = await Promise.race(patient);
	if (typeof next === 'string') throw new Error(next);
	next.stored();
	const claims = await Promise.all(patient);
	expect(claims.filter((claim) => claim === 'stored')).toHaveLength(2);
});

test('a repeat saves what an earlier save has lost, and nothing when nothing is lost', async () => {
	const memory = new DeliveryMemory();
	const whole: IDataObject = {};
	await take(memory, 'evt_1', whole);
	const before = copyOf(whole);
	await take(memory, 'evt_2', whole);
	const after = copyOf(whole);

	expect(await take(memory, 'evt_1', before)).toBe(false);
	expect(before).toEqual(after);
	const kept = after.deliveries;
	expect(await take(memory, 'evt_1', after)).toBe(false);
	expect(after.deliveries).toBe(kept);
});

test('two processes that save over each other forget nothing that the other has learnt', async () => {
	const memories = [new DeliveryMemory(), new DeliveryMemory()];
	let database = '{}';
	for (let n = 0; n < 200; n++) {
		const staticData = JSON.parse(database) as IDataObject;
		expect(await take(memories[n % 2], `evt_${n}`, staticData)).toBe(true);
		database = JSON.stringify(staticData);
	}
	for (const memory of memories) {
		expect(await takeAll(memory, JSON.parse(database) as IDataObject, 0, 200)).toBe(0);
	}
});

test('the memories of a hundred nodes are kept, those used last', () => {
	const first = memoryOf('first');
	const second = memoryOf('second');
	for (let n = 0; n < 98; n++) memoryOf(`node ${n}`);
	expect(memoryOf('first')).toBe(first);
	memoryOf('one more');
	expect(memoryOf('first')).toBe(first);
	expect(memoryOf('second')).not.toBe(second);
	forget('first');
	expect(memoryOf('first')).not.toBe(first);
});
