import { pathFirst, type N8nInstall } from './install';

// Everything else stays behind: a test runner's NODE_ENV and NODE_OPTIONS change n8n, and keys are none of its business.
const INHERITED = /^(HOME|USER|LANG|LC_.*|TZ|TMPDIR|(https?|no|all)_proxy|NODE_EXTRA_CA_CERTS)$/i;

// Code runs in task runners in 2.x anyway; and 2.x fetches a list of MCP servers.
const ONLY_1X = { N8N_RUNNERS_ENABLED: 'true' };
const ONLY_2X = { N8N_DISABLED_MODULES: 'mcp-registry' };

/** The environment of an n8n that listens on loopback only and calls nobody by itself. */
export function n8nEnvironment(options: {
	install: N8nInstall;
	userFolder: string;
	port: number;
	brokerPort: number;
	env?: NodeJS.ProcessEnv;
}): NodeJS.ProcessEnv {
	const { install, userFolder, port, brokerPort, env } = options;
	const inherited = Object.entries(process.env).filter(([name]) => INHERITED.test(name));
	return {
		...Object.fromEntries(inherited),
		...pathFirst(install.node),
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		...(install.version.startsWith('1.') ? ONLY_1X : ONLY_2X),
		...env,
	};
}
