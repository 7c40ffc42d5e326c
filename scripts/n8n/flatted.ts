/**
 * Reads the form n8n stores executions in: a JSON list whose first entry is the value itself, and in
 * which every string inside an object or list is the index of another entry (the `flatted` format).
 */
export function parseFlatted(text: string): unknown {
	const entries = JSON.parse(text) as unknown[];
	const made = new Map<number, unknown>();
	const valueAt = (index: number): unknown => {
		const entry = entries[index];
		if (typeof entry !== 'object' || entry === null) return entry;
		if (made.has(index)) return made.get(index);
		const value = (Array.isArray(entry) ? [] : {}) as Record<string, unknown>;
		// Kept before it is filled, because an object may contain itself.
		made.set(index, value);
		for (const [key, item] of Object.entries(entry)) {
			value[key] = typeof item === 'string' ? valueAt(Number(item)) : item;
		}
		return value;
	};
	return valueAt(0);
}
