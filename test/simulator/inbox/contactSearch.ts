import type { Contact } from './rows';
import type { Table } from './table';
import type { Entry } from './view';

/**
 * `fuzzy`: words, accents and digits in any form; `substring`: the text as it stands, in any case;
 * `caseSensitive`: the text exactly as it stands.
 */
export type SearchKind = 'fuzzy' | 'substring' | 'caseSensitive';

/** The contacts whose name, email, phone or company matches, and whose lead status is the given one. */
export function contactSearch(
	contacts: Table<Contact>,
	search: string | undefined,
	leadStatus: string | undefined,
	kind: SearchKind,
): Array<Entry<Contact>> {
	if (search === undefined && leadStatus === undefined) return contacts.all();
	const matches = search === undefined ? () => true : MATCHERS[kind](search);
	return contacts
		.all()
		.filter((entry) => leadStatus === undefined || entry.row.lead_status === leadStatus)
		.filter(matches);
}

// Fuzzy, so more than exact matches come: any word within any of the four fields counts, accents
// and case do not, and a number matches on its last eight digits however it is written.
function fuzzyMatcher(search: string): (entry: Entry<Contact>) => boolean {
	const words = folded(search).split(/\s+/).filter(Boolean);
	const digits = digitsOf(search).slice(-8);
	return (entry) => {
		const text = (entry.searchText ??= searchText(entry.row));
		return (
			words.some((word) => text.includes(word)) ||
			(digits.length >= 4 && text.includes(digits))
		);
	};
}

function plainMatcher(search: string): (entry: Entry<Contact>) => boolean {
	const text = search.toLowerCase();
	return ({ row }) => fieldsOf(row).some((field) => field?.toLowerCase().includes(text));
}

function caseSensitiveMatcher(search: string): (entry: Entry<Contact>) => boolean {
	return ({ row }) => fieldsOf(row).some((field) => field?.includes(search));
}

const MATCHERS = {
	fuzzy: fuzzyMatcher,
	substring: plainMatcher,
	caseSensitive: caseSensitiveMatcher,
};

const fieldsOf = ({ name, email, phone, company }: Contact) => [name, email, phone, company];

function searchText({ name, email, phone, company }: Contact): string {
	const written = folded([name, email ?? '', phone ?? '', company ?? ''].join('\n'));
	return `${written}\n${digitsOf(phone ?? '')}`;
}

function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase();
}

function digitsOf(text: string): string {
	return text.replace(/\D+/g, '');
}
