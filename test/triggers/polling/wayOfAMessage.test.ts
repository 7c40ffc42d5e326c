import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(__dirname, '../../../nodes/RelasiTrigger');
const ID = '11111111-2222-4333-8444-555555555555';

type Functions = Record<string, unknown>;

/** Which files get the message, and which give it on, in this order. */
const seenBy = { got: [] as string[], gave: [] as string[] };

function holds(value: unknown): boolean {
	if (value === ID) return true;
	if (value instanceof Map || value instanceof Set) return [...value].some(holds);
	if (typeof value !== 'object' || value === null) return false;
	const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
	return isPlain && Object.values(value).some(holds);
}

/** The functions of a file, and those that they make, watched for the message. */
const watched = (file: string, functions: Functions): Functions =>
	Object.fromEntries(
		Object.entries(functions).map(([name, each]) => [
			name,
			typeof each === 'function' && !name.startsWith('Relasi') ? watch(file, each) : each,
		]),
	);

function watch(file: string, original: CallableFunction) {
	const leave = (result: unknown) => {
		if (holds(result)) seenBy.gave.push(file);
		return file === 'source' && typeof (result as Functions)?.messages === 'function'
			? watched(file, result as Functions)
			: result;
	};
	return (...given: unknown[]): unknown => {
		if (holds(given)) seenBy.got.push(file);
		const result = original(...given) as unknown;
		return result instanceof Promise ? result.then(leave) : leave(result);
	};
}

test('a message passes nine files on its way, and each gives it on once', async () => {
	for (const each of readdirSync(FOLDER)) {
		if (!each.endsWith('.ts')) continue;
		const path = join(FOLDER, each);
		jest.doMock(path, () => watched(basename(each, '.ts'), jest.requireActual(path)));
	}
	const { startSimulator } = await import('../../simulator');
	const { ActiveTrigger } = await import('./trigger');
	const simulator = await startSimulator({ seed: 'empty' });
	const trigger = new ActiveTrigger(simulator, { event: 'messageReceived' });
	const { id: chat } = simulator.inbox.addConversation();
	await trigger.poll();
	simulator.inbox.addMessage({ conversation_id: chat, id: ID });
	expect(await trigger.ids()).toEqual([ID]);
	await simulator.close();
	const way = ['source', 'messages', 'cursor', 'readEvents', 'include', 'catchUp', 'poll'];
	expect(seenBy.gave).toEqual(way);
	const files = new Set([...seenBy.gave, ...seenBy.got, 'RelasiTrigger.node']);
	expect([...files].filter((file) => !way.includes(file))).toEqual([
		'rows',
		'RelasiTrigger.node',
	]);
});
