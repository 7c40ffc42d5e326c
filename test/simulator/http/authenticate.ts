import { ApiError } from './apiError';
import type { KeyRecord, KeyRing } from './keys';

const BEARER = /^Bearer (ru_(?:live|test)_[^\s.]+\.[^\s.]+)$/;

/** Finds the key of a request by its Authorization header; throws 401, or 403 for a client that is not on its allowlist. */
export function authenticate(
	ring: KeyRing,
	authorization: string | undefined,
	clientIp: string,
): KeyRecord {
	if (authorization === undefined) throw new ApiError(401, 'missing API key');
	const key = BEARER.exec(authorization)?.[1];
	if (key === undefined) throw new ApiError(401, 'malformed API key');
	const record = ring.find(key);
	if (record === undefined) throw new ApiError(401, 'unknown API key');
	if (record.state !== 'active') throw new ApiError(401, `API key ${record.state}`);
	if (record.allowlist !== null && !record.allowlist.includes(clientIp)) {
		throw new ApiError(403, 'client IP is not on the allowlist of this API key');
	}
	return record;
}

/** Throws 403 with `required_scope` unless the key has the scope. */
export function requireScope(record: KeyRecord, scope: string | null): void {
	if (scope === null || record.scopes.includes(scope)) return;
	throw new ApiError(403, 'API key lacks a required scope', scope);
}
