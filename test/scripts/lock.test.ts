import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder } from '../../scripts/n8n/cache';
import { fileFault } from '../../scripts/n8n/fileFault';
import { tryLock, withLock } from '../../scripts/n8n/lock';

const NOBODY = 65_534;

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'relasi-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock has one holder at a time', async () => {
	const file = join(folder, 'a/b.lock');
	const release = await tryLock(file);
	expect(await tryLock(file)).toBeUndefined();
	await release!();
	const again = await tryLock(file);
	expect(again).toBeDefined();
	await again!();
});

test('tasks under one lock do not overlap, and who waits says so', async () => {
	const file = join(folder, 'c.lock');
	const events: string[] = [];
	let sayWaits = () => {};
	const waits = new Promise<void>((resolve) => (sayWaits = resolve));
	// Whoever comes first keeps the lock until the other waits.
	const run = async (name: string) =>
		await withLock(
			file,
			() => {
				events.push(`${name} waits`);
				sayWaits();
			},
			async () => {
				events.push(`${name} begins`);
				await waits;
				events.push(`${name} ends`);
			},
		);
	await Promise.all([run('a'), run('b')]);
	expect(events.filter((event) => event.includes('waits'))).toHaveLength(1);
	const order = events.filter((event) => !event.includes('waits')).map(([name]) => name);
	expect(order.join('')).toMatch(/^(aabb|bbaa)$/);
});

test('what a killed holder left behind is taken over', async () => {
	const file = join(folder, 'd.lock');
	mkdirSync(file);
	utimesSync(file, 0, 0);
	const release = await tryLock(file);
	expect(release).toBeDefined();
	await release!();
});

test('a cache of another user is an error that names the path, and is never waited for', async () => {
	const cache = join(folder, 'cache');
	mkdirSync(cache, { mode: 0o500 });
	const file = join(cache, 'e.lock');
	const isRoot = process.getuid?.() === 0;
	if (isRoot) process.seteuid!(NOBODY);
	try {
		const locking = withLock(file, fail, async () => undefined);
		await expect(locking).rejects.toThrow(
			`${file} cannot be made: it belongs to another user (EACCES).`,
		);
	} finally {
		if (isRoot) process.seteuid!(0);
	}
});

test('a path through a file is an error', async () => {
	writeFileSync(join(folder, 'file'), '');
	const locking = withLock(join(folder, 'file/f.lock'), fail, async () => undefined);
	await expect(locking).rejects.toThrow(/a part of the path is a file/);
});

test.each([
	['ENOSPC', /the disk is full \(ENOSPC\)\. .*RELASI_CACHE_DIR/],
	['EROFS', /that disk cannot be written to/],
	['EMFILE', /too many open files \(EMFILE\)/],
])('a fault of the disk (%s) is told with its reason and the way out', (code, says) => {
	const error = Object.assign(new Error('too many open files'), { code });
	expect(fileFault(join(cacheFolder(), 'x.lock'), error).message).toMatch(says);
});

function fail(): never {
	throw new Error('It waits.');
}
