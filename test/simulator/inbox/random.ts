/** Seeded random numbers in 0..1 (mulberry32): the same seed gives the same run on every machine. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

/** One element of a list that is not empty. */
export function pick<T>(random: () => number, list: readonly T[]): T {
	return list[Math.floor(random() * list.length)] as T;
}

/** 32-bit FNV-1a hash with a final mix, for a shuffled but repeatable order. */
export function hash32(text: string): number {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** An opaque identifier, the same for the same prefix and number. */
export function opaqueId(prefix: string, number: number): string {
	const text = `${prefix}${number}`;
	const head = hash32(text).toString(36).padStart(7, '0');
	const tail = hash32(`${text}~`).toString(36).padStart(7, '0');
	return `${prefix}_${head}${tail}${number.toString(36)}`;
}
