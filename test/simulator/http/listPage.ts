import type { Entry } from '../inbox/view';

/** One page of a list as JSON text; the JSON of each row is made once and kept. */
export function listPage<T>(entries: Array<Entry<T>>, page: number, perPage: number): string {
	const total = entries.length;
	const start = Math.min((page - 1) * perPage, total);
	const end = Math.min(start + perPage, total);
	const rows: string[] = [];
	for (let index = start; index < end; index++) {
		const entry = entries[index] as Entry<T>;
		rows.push((entry.json ??= JSON.stringify(entry.row)));
	}
	const envelope = JSON.stringify({
		current_page: page,
		from: end > start ? start + 1 : 0,
		to: end > start ? end : 0,
		per_page: perPage,
		last_page: Math.max(1, Math.ceil(total / perPage)),
		total,
		has_next: end < total,
	});
	return `${envelope.slice(0, -1)},"data":[${rows.join(',')}]}`;
}
