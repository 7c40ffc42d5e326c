import type { Entry } from '../inbox/view';

const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');

/** One page of a list as JSON; the bytes of each row are made once and kept, so that a page of 500 takes no time. */
export function listPage<T>(entries: Array<Entry<T>>, page: number, perPage: number): Buffer {
	const total = entries.length;
	const start = Math.min((page - 1) * perPage, total);
	const end = Math.min(start + perPage, total);
	const envelope = JSON.stringify({
		current_page: page,
		from: end > start ? start + 1 : 0,
		to: end > start ? end : 0,
		per_page: perPage,
		last_page: Math.max(1, Math.ceil(total / perPage)),
		total,
		has_next: end < total,
	});
	const rows = entries
		.slice(start, end)
		.flatMap((entry) => [COMMA, (entry.json ??= Buffer.from(JSON.stringify(entry.row)))])
		.slice(1);
	const head = Buffer.from(`${envelope.slice(0, -1)},"data":[`);
	return Buffer.concat([head, ...rows, TAIL]);
}
