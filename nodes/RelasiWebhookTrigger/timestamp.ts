/** One moment: `seconds` is what Relasi signs, `ms` keeps the fraction. */
export interface Moment {
	seconds: number;
	ms: number;
}

const RFC_3339 =
	/^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

/** Reads an RFC 3339 time; `undefined` for anything else, such as a date that does not exist. */
export function parseTimestamp(text: string): Moment | undefined {
	const parts = RFC_3339.exec(text);
	if (!parts) return undefined;
	const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
	const [fraction = '0', sign = '+', offsetHours = '0', offsetMinutes = '0'] = parts.slice(7);
	const isTime = hour < 24 && minute < 60 && second <= 60;
	const isOffset = Number(offsetHours) < 24 && Number(offsetMinutes) < 60;
	if (!isDay(year, month, day) || !isTime || !isOffset) return undefined;
	const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60;
	const local = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
	const seconds = local - (sign === '+' ? offset : -offset);
	return { seconds, ms: (seconds + Number(fraction)) * 1000 };
}

// Date.UTC would take 30 February for 2 March.
function isDay(year: number, month: number, day: number): boolean {
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1;
}
