import type { IDataObject } from 'n8n-workflow';

import { DeliveryMemory, memoryOf } from '../../../nodes/RelasiWebhookTrigger/deliveryMemory';

const started = async () => true;

async function claimAll(memory: DeliveryMemory, staticData: IDataObject, from: number, to: number) {
	let claimed = 0;
	for (let n = from; n < to; n++) {
		if (await memory.claim(`evt_${n}`, staticData, started)) claimed++;
	}
	return claimed;
}

test('a process remembers 20,000 ids and the static data 3,000, always the newest', async () => {
	const memory = new DeliveryMemory();
	const staticData: IDataObject = {};
	expect(await claimAll(memory, staticData, 0, 25_000)).toBe(25_000);
	expect(JSON.stringify(staticData).length).toBeLessThan(25_000);
	expect(await claimAll(memory, staticData, 5000, 25_000)).toBe(0);
	expect(await claimAll(memory, staticData, 4999, 5000)).toBe(1);

	const saved = JSON.parse(JSON.stringify(staticData)) as IDataObject;
	const restarted = new DeliveryMemory();
	expect(await claimAll(restarted, saved, 22_001, 25_000)).toBe(0);
	expect(await claimAll(restarted, saved, 22_000, 22_001)).toBe(1);
});

test('of two requests at once, the one that is saved last saves both ids', async () => {
	const memory = new DeliveryMemory();
	const [first, second]: IDataObject[] = [{}, {}];
	await memory.claim('evt_1', first, started);
	await memory.claim('evt_2', second, started);
	for (const staticData of [first, second]) {
		const saved = JSON.parse(JSON.stringify(staticData)) as IDataObject;
		expect(await claimAll(new DeliveryMemory(), saved, 1, 3)).toBe(0);
	}
});

test('a repeat saves what an earlier save has lost, and nothing when nothing is lost', async () => {
	const memory = new DeliveryMemory();
	const whole: IDataObject = {};
	await memory.claim('evt_1', whole, started);
	const before = JSON.parse(JSON.stringify(whole)) as IDataObject;
	await memory.claim('evt_2', whole, started);
	const after = JSON.parse(JSON.stringify(whole)) as IDataObject;

	expect(await memory.claim('evt_1', before, started)).toBe(false);
	expect(before).toEqual(after);
	const kept = after.deliveries;
	expect(await memory.claim('evt_1', after, started)).toBe(false);
	expect(after.deliveries).toBe(kept);
});

test('two processes that save over each other forget nothing that the other has learnt', async () => {
	const memories = [new DeliveryMemory(), new DeliveryMemory()];
	let database = '{}';
	for (let n = 0; n < 200; n++) {
		const staticData = JSON.parse(database) as IDataObject;
		expect(await memories[n % 2].claim(`evt_${n}`, staticData, started)).toBe(true);
		database = JSON.stringify(staticData);
	}
	for (const memory of memories) {
		expect(await claimAll(memory, JSON.parse(database) as IDataObject, 0, 200)).toBe(0);
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
});
