import type { HttpResult } from '../../nodes/shared/http/failure';
import { CircuitBreaker } from '../../nodes/shared/http/circuitBreaker';
import { get } from '../../nodes/shared/http/request';
import type { SendResult } from '../../nodes/shared/http/retry';

const request = get('/messages');
const result = (status: number, kind?: SendResult['kind']): SendResult => ({
	httpResult: { status, headers: {}, body: {} } as HttpResult,
	kind,
	attempts: { tries: 1, elapsedMs: 0, outcomeUnknown: false },
});

test('requests that are kept apart during an outage leave as soon as the server is back', async () => {
	let nowMs = 0;
	const circuit = new CircuitBreaker(() => nowMs);
	circuit.note(request, result(503, 'serverError'), 0);
	// At its 40th second requests leave more than a second apart: the last of 200 would wait for minutes.
	nowMs = 40_000;
	const waiting = Array.from({ length: 200 }, async () => await circuit.spaceOut());
	circuit.note(request, result(200), nowMs);
	expect(await Promise.all(waiting)).toHaveLength(200);
});

test('a status poll that waits ends when its run gives up', async () => {
	let nowMs = 0;
	const circuit = new CircuitBreaker(() => nowMs);
	circuit.note(request, result(503, 'serverError'), 0);
	nowMs = 46_000;
	let hasBegun = false;
	const polling = circuit.run({ ...request, isBackground: true }, async (ends) => {
		hasBegun = true;
		await new Promise((resolve) => ends?.addEventListener('abort', resolve));
		return result(0, 'cancelled');
	});
	while (!hasBegun) await new Promise(setImmediate);
	expect(circuit.note(request, result(503, 'serverError'), nowMs)).toBe(true);
	expect((await polling).kind).toBe('serverError');
});

test('a try against a server that hangs may take what is left until its run gives up', () => {
	let nowMs = 0;
	const circuit = new CircuitBreaker(() => nowMs);
	const timeLeftAt = (atMs: number) => {
		nowMs = atMs;
		return circuit.timeLeftMs();
	};
	expect(timeLeftAt(0)).toBe(Infinity);
	circuit.note(request, result(0, 'timeout'), 0);
	expect([10_000, 30_000, 44_000].map(timeLeftAt)).toEqual([35_000, 15_000, 5_000]);
	// Afterwards status polls look for as long as ever whether the server is back.
	nowMs = 46_000;
	circuit.note(request, result(0, 'timeout'), 41_000);
	expect(timeLeftAt(90_000)).toBe(Infinity);
});
