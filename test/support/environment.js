// n8n-core writes a settings file on first use: keep it out of the home folder.
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.N8N_USER_FOLDER ??= mkdtempSync(join(tmpdir(), 'relasi-test-'));
process.env.N8N_ENCRYPTION_KEY ??= 'test-only-key';
process.env.GENERIC_TIMEZONE ??= 'UTC';
process.env.N8N_LOG_LEVEL ??= 'silent';
