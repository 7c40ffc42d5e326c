import { invalid } from '../http/apiError';
import { onlyFields, optionalText, requiredText } from '../http/bodyFields';
import { LEAD_STATUSES } from '../inbox/rows';

const MAX_LENGTHS = {
	phone: 50,
	email: 200,
	company: 200,
	job_title: 200,
	lead_status: Infinity,
	lead_source: Infinity,
	address: 500,
	city: 100,
	country: 100,
	comment: Infinity,
};
type OptionalContactField = keyof typeof MAX_LENGTHS;
const OPTIONAL = Object.keys(MAX_LENGTHS) as OptionalContactField[];

/** The fields of a contact that were given; '' clears one, null is refused. */
type ContactInput = { name: string } & Partial<Record<OptionalContactField, string>>;

/** Checks a contact input, as POST and PUT take it; throws 422. */
export function contactInput(body: unknown): ContactInput {
	const fields = onlyFields(body, ['name', ...OPTIONAL]);
	const input: ContactInput = { name: requiredText(fields, 'name', 200) };
	for (const field of OPTIONAL) {
		const value = optionalText(fields, field, MAX_LENGTHS[field]);
		if (value !== undefined) input[field] = value;
	}
	const { lead_status: leadStatus = '' } = input;
	if (leadStatus !== '' && !LEAD_STATUSES.includes(leadStatus)) {
		throw invalid(`lead_status must be empty or one of ${LEAD_STATUSES.join(', ')}`);
	}
	return input;
}

/** Every optional field with the value given, or null: what a PUT that replaces leaves behind. */
export function replacement(input: ContactInput): Record<OptionalContactField, string | null> {
	const entries = OPTIONAL.map((field) => [field, input[field] ?? null]);
	return Object.fromEntries(entries) as Record<OptionalContactField, string | null>;
}
