import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import manifest from '../../package.json';
import { TESTED_VERSIONS } from '../../scripts/n8n/versions';

const ROOT = resolve(__dirname, '../..');

test('README says which versions of n8n are tested', () => {
	const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
	const [, compatibility] = /^## Compatibility\n([^]*?)^## /m.exec(readme)!;
	const said = compatibility.match(/\d+\.\d+\.\d+/g);
	expect(said?.sort()).toEqual([...TESTED_VERSIONS].sort());
});

test('each development package is pinned to one version', () => {
	for (const version of Object.values(manifest.devDependencies)) {
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	}
});
