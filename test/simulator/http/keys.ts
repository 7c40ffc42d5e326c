const SCOPES = [
	'messages:read',
	'messages:write',
	'conversations:read',
	'conversations:write',
	'customers:read',
	'customers:write',
	'channels:read',
	'webhooks:read',
	'webhooks:manage',
];

/** What the simulator knows of an API key; `allowlist` holds plain IPs, null lets every client in. */
export interface KeyRecord {
	key: string;
	key_id: string;
	name: string;
	mode: 'live' | 'test';
	scopes: string[];
	state: 'active' | 'revoked' | 'expired';
	allowlist: string[] | null;
	created_at: string;
}

const READ_SCOPES = SCOPES.filter((scope) => scope.endsWith(':read'));

const WELL_KNOWN = {
	full: { scopes: SCOPES },
	second: { scopes: SCOPES },
	readOnly: { scopes: READ_SCOPES },
	noScopes: { scopes: [] },
	revoked: { scopes: SCOPES, state: 'revoked' },
	expired: { scopes: SCOPES, state: 'expired' },
	ipBlocked: { scopes: SCOPES, allowlist: ['203.0.113.7', '198.51.100.0'] },
} satisfies Record<string, Partial<KeyRecord>>;

export type KeyName = keyof typeof WELL_KNOWN;

/** The keys of the workspace, by their full text. */
export class KeyRing {
	private readonly byKey = new Map<string, KeyRecord>();
	/** Literal keys by name: `full` and `second` may do everything and have limits of their own. */
	readonly names: Record<KeyName, string>;

	constructor() {
		const entries = Object.entries(WELL_KNOWN as Record<string, Partial<KeyRecord>>);
		const named = entries.map(([name, given]) => [name, this.add({ name, ...given })]);
		this.names = Object.fromEntries(named) as Record<KeyName, string>;
	}

	/** Makes a key and returns its text, `ru_test_<id>.<secret>`. */
	add(given: Partial<Omit<KeyRecord, 'key'>> = {}): string {
		const number = this.byKey.size + 1;
		const name = given.name ?? `key${number}`;
		const mode = given.mode ?? 'test';
		const keyId = given.key_id ?? `k${String(number).padStart(3, '0')}${name}`;
		const key = `ru_${mode}_${keyId}.simulated0secret0${name}`;
		const created_at = '2026-06-01T08:00:00Z';
		const usual = { scopes: SCOPES, state: 'active' as const, allowlist: null, created_at };
		this.byKey.set(key, { ...usual, ...given, key, key_id: keyId, name, mode });
		return key;
	}

	/** Takes a key out of use; throws for one that is unknown. */
	revoke(key: string): void {
		const record = this.byKey.get(key);
		if (!record) throw new Error(`There is no key ${key}.`);
		record.state = 'revoked';
	}

	find(key: string): KeyRecord | undefined {
		return this.byKey.get(key);
	}
}
