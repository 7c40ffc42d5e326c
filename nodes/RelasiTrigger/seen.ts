import type { Event } from './cursor';
import { KEY_LENGTH, secondOf } from './rows';

/** Keys of events with their milliseconds, one after the other, by their UNIX second. */
export type Seen = Record<string, string>;

/** Milliseconds within a second, in two characters. */
const RADIX = 36;
const OFFSET_LENGTH = 2;

/** All keys, to look them up. */
export function keysIn(seen: Seen): Set<string> {
	const entries = Object.values(seen).flatMap(entriesOf);
	return new Set(entries.map((entry) => entry.slice(0, KEY_LENGTH)));
}

/** The keys with those of more events, and without those from before the watermark. */
export function withKeys(seen: Seen, events: Event[], watermarkMs: number): Seen {
	const kept: Record<string, string[]> = {};
	for (const [second, text] of Object.entries(seen)) {
		const startMs = Number(second) * 1000;
		if (startMs >= watermarkMs) kept[second] = [text];
		else if (startMs + 1000 > watermarkMs) {
			kept[second] = entriesOf(text).filter(
				(entry) => startMs + offsetOf(entry) >= watermarkMs,
			);
		}
	}
	for (const { key, atMs } of events) {
		if (atMs < watermarkMs) continue;
		const second = secondOf(atMs);
		const offset = (atMs - second * 1000).toString(RADIX).padStart(OFFSET_LENGTH, '0');
		(kept[second] ??= []).push(key + offset);
	}
	const texts = Object.entries(kept).map(([second, list]) => [second, list.join('')]);
	return Object.fromEntries(texts.filter(([, text]) => text !== '')) as Seen;
}

function entriesOf(text: string): string[] {
	const length = KEY_LENGTH + OFFSET_LENGTH;
	return Array.from({ length: text.length / length }, (_, index) =>
		text.slice(index * length, (index + 1) * length),
	);
}

const offsetOf = (entry: string): number => parseInt(entry.slice(KEY_LENGTH), RADIX);
