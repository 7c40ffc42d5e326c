import fc from 'fast-check';

/** A contact: its email and phone as they mean, and a number that decides how they are written. */
export interface Person {
	email: string;
	phone: string;
	spelling: number;
	/** The contact that this one was merged into. */
	mergedInto?: number;
}

/** An inbox of people whose emails and phones are nearly, or quite, the same. */
export interface RandomInbox {
	people: Person[];
	conversations: Array<{ owner: number; channel: string; updatedAt: number }>;
	asked: Array<{ index: number; spelling: number }>;
	channelType?: string;
	search: 'fuzzy' | 'substring';
}

const CHANNELS = ['whatsapp', 'telegram', 'email'];

const email = fc
	.tuple(
		fc.constantFrom('ana', 'anna', 'an.a', 'ana1', 'ana+1', 'joana', "o'ana"),
		fc.constantFrom('example.com', 'example.com.br', 'example.co', 'mail.example.com'),
	)
	.map(([local, domain]) => `${local}@${domain}`);

const phone = fc
	.tuple(
		fc.constantFrom('+62', '62', '+6', '0', '+1'),
		fc.constantFrom('8123456780', '8123456781', '812345678', '81234567801', '1234567890'),
	)
	.map(([prefix, digits]) => prefix + digits);

const person = fc.record({ email, phone, spelling: fc.nat(1e6) });

/** Random inboxes, with `questions` questions for one of their people each. */
export const inboxes = (questions: number): fc.Arbitrary<RandomInbox> =>
	fc.integer({ min: 3, max: 24 }).chain((size) =>
		fc.record(
			{
				people: fc
					.tuple(
						fc.array(person, { minLength: size, maxLength: size }),
						fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 3 }),
					)
					.map(merged),
				conversations: fc
					.array(
						fc.record({
							owner: fc.nat(size - 1),
							channel: fc.constantFrom(...CHANNELS),
						}),
						{ maxLength: 2 * size },
					)
					.chain(inRandomOrder),
				asked: fc.array(fc.record({ index: fc.nat(size - 1), spelling: fc.nat(1e6) }), {
					minLength: questions,
					maxLength: questions,
				}),
				channelType: fc.constantFrom(...CHANNELS),
				search: fc.constantFrom('fuzzy' as const, 'substring' as const),
			},
			{ requiredKeys: ['people', 'conversations', 'asked', 'search'] },
		),
	);

function merged([people, merges]: [Person[], Array<[number, number]>]): Person[] {
	const result = people.map((each): Person => ({ ...each }));
	for (const [primary, secondary] of merges) {
		const isFree = (index: number) =>
			result[index].mergedInto === undefined &&
			!result.some(({ mergedInto }) => mergedInto === index);
		if (
			primary !== secondary &&
			result[primary].mergedInto === undefined &&
			isFree(secondary)
		) {
			result[secondary].mergedInto = primary;
		}
	}
	return result;
}

const inRandomOrder = (rows: Array<{ owner: number; channel: string }>) =>
	fc
		.shuffledSubarray(
			rows.map((_, index) => index + 1),
			{ minLength: rows.length },
		)
		.map((times) => rows.map((row, index) => ({ ...row, updatedAt: times[index] })));

type Kind = 'email' | 'phone' | 'storedEmail' | 'storedPhone';

/** One of the ways to write an email or phone, as `spelling` chooses. */
export function spelled(kind: Kind, value: string, spelling: number): string {
	const ways = WAYS[kind];
	return ways[spelling % ways.length](value, spelling);
}

type Way = (value: string, spelling: number) => string;

const same: Way = (value) => value;
const upper: Way = (value) => value.toUpperCase();
const title: Way = (value) => value.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
const fullWidth: Way = (value) =>
	value.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));

/** Groups of two to four digits from the end, as people write numbers. */
const grouped: Way = (value, spelling) => {
	const separator = [' ', '-', '.', '/'][spelling % 4];
	const size = 2 + (spelling % 3);
	const digits = value.replace('+', '');
	const groups: string[] = [];
	for (let end = digits.length; end > 0; end -= size) {
		groups.unshift(digits.slice(Math.max(0, end - size), end));
	}
	return (value.startsWith('+') ? '+' : '') + groups.join(separator);
};

const WAYS: Record<Kind, Way[]> = {
	email: [
		...[same, upper, title, fullWidth],
		(value) => `Somebody Else <${value}>`,
		(value) => `mailto:${value}?subject=Hi`,
		(value) => `  \u200b${value}\u00ad `,
	],
	phone: [same, grouped, fullWidth, (value) => `tel:${value}`, (value) => `\u202a${value}\u202c`],
	storedEmail: [same, same, (value) => `Ana <${value}>`],
	storedPhone: [same, grouped],
};
