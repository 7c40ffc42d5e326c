const { execFileSync } = require('node:child_process');
const { copyFileSync, mkdirSync, rmSync } = require('node:fs');
const { dirname } = require('node:path');
const { dest, parallel, series, src } = require('gulp');

/** Which object of `nodes/schemas` each operation, or trigger, gives out. */
const OUTPUTS = {
	'Relasi/__schema__/v1.0.0/apiKey/get': 'apiKey',
	'Relasi/__schema__/v1.0.0/channel/getAll': 'channel',
	'Relasi/__schema__/v1.0.0/contact/create': 'contact',
	'Relasi/__schema__/v1.0.0/contact/get': 'contact',
	'Relasi/__schema__/v1.0.0/contact/getAll': 'contact',
	'Relasi/__schema__/v1.0.0/contact/merge': 'contact',
	'Relasi/__schema__/v1.0.0/contact/update': 'contact',
	'Relasi/__schema__/v1.0.0/contact/upsert': 'upsertedContact',
	'Relasi/__schema__/v1.0.0/conversation/getAll': 'conversation',
	'Relasi/__schema__/v1.0.0/message/getAll': 'message',
	'Relasi/__schema__/v1.0.0/message/send': 'message',
	'Relasi/__schema__/v1.0.0/message/sendMedia': 'message',
	'RelasiTrigger/__schema__/v1.0.0': 'message',
	'RelasiWebhookTrigger/__schema__/v1.0.0': 'webhookEvent',
};

const clean = async () => rmSync('dist', { recursive: true, force: true });

const compile = async () => {
	execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.json'], {
		stdio: 'inherit',
	});
};

// gulp 5 reads files as UTF-8 text unless told otherwise, which breaks any binary icon.
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));

const codex = () => src('nodes/*/*.node.json', { base: '.', encoding: false }).pipe(dest('dist'));

/** From these n8n's editor offers the fields of the output before the first run. */
const schemas = async () => {
	for (const [operation, object] of Object.entries(OUTPUTS)) {
		const file = `dist/nodes/${operation}.json`;
		mkdirSync(dirname(file), { recursive: true });
		copyFileSync(`nodes/schemas/${object}.json`, file);
	}
};

exports.build = series(clean, parallel(compile, icons, codex, schemas));
exports.default = exports.build;
