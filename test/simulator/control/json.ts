/** JSON text in which a regular expression is written as `{ pattern, flags }`. */
export function toJson(value: unknown): string {
	return JSON.stringify(value, (_name, inner: unknown) =>
		inner instanceof RegExp ? { pattern: inner.source, flags: inner.flags } : inner,
	);
}

/** Reads what `toJson` wrote; `{ "pattern": … }` becomes a regular expression. */
export function fromJson(text: string): unknown {
	return JSON.parse(text, (_name, inner: unknown) => {
		const { pattern, flags = '', ...rest } = (inner ?? {}) as Record<string, unknown>;
		if (typeof pattern !== 'string' || Object.keys(rest).length > 0) return inner;
		return new RegExp(pattern, String(flags));
	});
}
