import type { IDataObject, IExecutePaginationFunctions, INode } from 'n8n-workflow';

import { readIdParameter, readOptionalId } from '../../nodes/shared/input/ids';

/** What n8n offers an operation, with one parameter that gives `value`. */
const contextOf = (value: unknown, type = 'relasi'): IExecutePaginationFunctions =>
	({
		getNode: () => ({ name: 'Relasi', type }) as INode,
		getItemIndex: () => 3,
		getNodeParameter: (name: string, fallback: unknown, { extractValue = false } = {}) =>
			name === 'contactId' && extractValue ? value : fallback,
	}) as unknown as IExecutePaginationFunctions;

const given = (value: unknown) => readIdParameter(contextOf(value), 'contactId', 'Contact');

/** The error that an ID ends in, as the user sees it. */
function refusal(value: unknown): { message: string; description?: string | null } {
	try {
		given(value);
	} catch (error) {
		const { message, description, context } = error as Error & {
			description?: string;
			context: object;
		};
		expect(context).toMatchObject({ itemIndex: 3 });
		return { message, description };
	}
	throw new Error(`${String(value)} was taken for an ID.`);
}

const locator = (value: unknown) => ({ __rl: true, mode: 'id', value });

describe('an ID', () => {
	test.each<[unknown, string]>([
		['c1', 'c1'],
		['  c1\n', 'c1'],
		[42, '42'],
		[0, '0'],
		[locator('c1'), 'c1'],
		['...', '...'],
		['.a', '.a'],
		['a.', 'a.'],
		['x'.repeat(512), 'x'.repeat(512)],
		['a 😀 b', 'a 😀 b'],
	])('%j is %j', (value, id) => {
		expect(given(value)).toBe(id);
	});

	test.each([[''], ['  '], [undefined], [null], [locator('')], [locator(null)]])(
		'%j is empty',
		(value) => {
			expect(refusal(value)).toEqual({
				message: 'Contact is empty',
				description:
					"Choose from the list, or enter an ID for 'Contact'. If it's an expression, check that the previous node returns a value for this item.",
			});
		},
	);

	test('of a parameter that is not there is empty', () => {
		expect(() => readIdParameter(contextOf('c1'), 'conversationId', 'Contact')).toThrow(
			'Contact is empty',
		);
	});

	test.each<[unknown, string]>([
		[['c1'], 'a list'],
		[{ id: 'c1' }, 'an object'],
		[true, 'true'],
		[NaN, 'NaN'],
		[Infinity, 'Infinity'],
		[locator(['c1']), 'a list'],
	])('%j is none, and what it is is told', (value, kind) => {
		expect(refusal(value)).toEqual({
			message: `Contact isn't an ID: it is ${kind}`,
			description: "The expression for 'Contact' needs to return one ID as text.",
		});
	});

	test.each<[unknown, string]>([
		[2 ** 53, '9007199254740992'],
		[-(2 ** 53), '-9007199254740992'],
		['7.6e18', '7.6e18'],
		[' 1E+21\n', '1E+21'],
	])('%j is a number that was rounded', (value, shown) => {
		const { message, description } = refusal(value);
		expect(message).toContain(shown);
		expect(description).toMatch(/text/);
	});

	test.each([
		[2 ** 53 - 1],
		['7.6e18x'],
		['x7e18'],
		['7.e18'],
		['7e'],
		['7.xe18'],
		['77e18'],
		['7e1x'],
	])('%j is not', (value) => {
		expect(given(value)).toBe(String(value));
	});

	test.each([
		['.'],
		['..'],
		['x'.repeat(513)],
		['a\ud83d'],
		['a\ud83db'],
		['\ude00a'],
		['a\ude00'],
	])('%j cannot stay one segment of a path', (value) => {
		expect(refusal(value)).toEqual({
			message: "Contact isn't a valid Relasi ID",
			description:
				'Copy the ID from the output of another Relasi node, or choose from the list.',
		});
	});
});

describe('an optional ID', () => {
	const optionalOf = (options: IDataObject, type?: string) =>
		readOptionalId(contextOf('', type), options, 'replyTo', 'Reply To');

	test('is undefined when it was not added', () => {
		expect(optionalOf({})).toBeUndefined();
	});

	test('is checked like any other when it was', () => {
		expect(optionalOf({ replyTo: ' m1 ' })).toBe('m1');
		for (const replyTo of ['', null, undefined])
			expect(() => optionalOf({ replyTo })).toThrow('Reply To is empty');
	});

	test('is undefined when an AI agent gives nothing for it', () => {
		for (const replyTo of ['', null, undefined, 'none'])
			expect(optionalOf({ replyTo }, 'relasiTool')).toBeUndefined();
	});
});
