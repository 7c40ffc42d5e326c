import type { IDataObject } from 'n8n-workflow';

import { DeliveryStore, forget, storeFor } from '../../../nodes/RelasiWebhookTrigger/deliveryStore';

/** Takes a delivery and stores its execution; whether it was new. */
async function take(store: DeliveryStore, id: string, staticData: IDataObject): Promise<boolean> {
	const claim = await store.claim(id, staticData);
	if (typeof claim === 'string') return false;
	claim.commit();
	return true;
}

async function takeAll(store: DeliveryStore, staticData: IDataObject, from: number, to: number) {
	let taken = 0;
	for (let n = from; n < to; n++) {
		if (await take(store, `evt_${n}`, staticData)) taken++;
	}
	return taken;
}

const copyOf = (staticData: IDataObject) => JSON.parse(JSON.stringify(staticData)) as IDataObject;

test('a process remembers 20,000 ids and the static data 3,000, always the newest', async () => {
	const store = new DeliveryStore();
	const staticData: IDataObject = {};
	expect(await takeAll(store, staticData, 0, 25_000)).toBe(25_000);
	expect(JSON.stringify(staticData).length).toBeLessThan(25_000);
	expect(await takeAll(store, staticData, 5000, 25_000)).toBe(0);
	expect(await takeAll(store, staticData, 4999, 5000)).toBe(1);

	const restarted = new DeliveryStore();
	expect(await takeAll(restarted, copyOf(staticData), 22_001, 25_000)).toBe(0);
	expect(await takeAll(restarted, copyOf(staticData), 22_000, 22_001)).toBe(1);
});

test('of two requests at once, the one that is saved last saves both ids', async () => {
	const store = new DeliveryStore();
	const [first, second]: IDataObject[] = [{}, {}];
	await take(store, 'evt_1', first);
	await take(store, 'evt_2', second);
	for (const staticData of [first, second]) {
		expect(await takeAll(new DeliveryStore(), copyOf(staticData), 1, 3)).toBe(0);
	}
});

test('an id is saved once its execution is stored, and not when it cannot be', async () => {
	const store = new DeliveryStore();
	const staticData: IDataObject = {};
	const claim = await store.claim('evt_1', staticData);
	await take(store, 'evt_2', staticData);
	const inFlight = copyOf(staticData);
	expect(await take(new DeliveryStore(), 'evt_1', copyOf(inFlight))).toBe(true);
	expect(await store.claim('evt_1', staticData, 0)).toBe('inFlight');

	if (typeof claim === 'string') throw new Error(claim);
	claim.rollback();
	claim.commit();
	expect(copyOf(staticData)).toEqual(inFlight);
	expect(await take(store, 'evt_1', staticData)).toBe(true);
	claim.rollback();
	expect(await store.claim('evt_1', staticData)).toBe('stored');
});

test('of several repeats that wait for one that cannot be stored, one is claimed', async () => {
	const store = new DeliveryStore();
	const original = await store.claim('evt_1', {});
	const repeats = [1, 2, 3, 4].map(async () => store.claim('evt_1', {}, 0));
	const patient = [1, 2, 3].map(async () => store.claim('evt_1', {}));
	expect(await Promise.all(repeats)).toEqual(Array(4).fill('inFlight'));
	if (typeof original === 'string') throw new Error(original);
	original.rollback();
	const next = await Promise.race(patient);
	if (typeof next === 'string') throw new Error(next);
	next.commit();
	const claims = await Promise.all(patient);
	expect(claims.filter((claim) => claim === 'stored')).toHaveLength(2);
});

test('a repeat saves what an earlier save has lost, and nothing when nothing is lost', async () => {
	const store = new DeliveryStore();
	const whole: IDataObject = {};
	await take(store, 'evt_1', whole);
	const before = copyOf(whole);
	await take(store, 'evt_2', whole);
	const after = copyOf(whole);

	expect(await take(store, 'evt_1', before)).toBe(false);
	expect(before).toEqual(after);
	const kept = after.deliveries;
	expect(await take(store, 'evt_1', after)).toBe(false);
	expect(after.deliveries).toBe(kept);
});

test('two processes that save over each other forget nothing that the other has learnt', async () => {
	const stores = [new DeliveryStore(), new DeliveryStore()];
	let database = '{}';
	for (let n = 0; n < 200; n++) {
		const staticData = JSON.parse(database) as IDataObject;
		expect(await take(stores[n % 2], `evt_${n}`, staticData)).toBe(true);
		database = JSON.stringify(staticData);
	}
	for (const store of stores) {
		expect(await takeAll(store, JSON.parse(database) as IDataObject, 0, 200)).toBe(0);
	}
});

test('the stores of a hundred nodes are kept, those used last', () => {
	const first = storeFor('first');
	const second = storeFor('second');
	for (let n = 0; n < 98; n++) storeFor(`node ${n}`);
	expect(storeFor('first')).toBe(first);
	storeFor('one more');
	expect(storeFor('first')).toBe(first);
	expect(storeFor('second')).not.toBe(second);
	forget('first');
	expect(storeFor('first')).not.toBe(first);
});
