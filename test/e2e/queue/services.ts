import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { choosePort } from '../../../scripts/n8n/ports';
import { startGroup } from '../../../scripts/n8n/process';
import { ensurePrograms } from '../support/debian';
import { until } from '../support/until';

/** PostgreSQL and Redis on private ports, empty. */
interface Services {
	/** What n8n needs to know to use them. */
	env: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

export async function startServices(): Promise<Services> {
	const programs = await ensurePrograms(['postgres', 'redis-server'], console.log);
	const folder = mkdtempSync(join(tmpdir(), 'relasi-queue-'));
	const [postgresPort, redisPort] = [
		await choosePort({ name: 'PostgreSQL' }),
		await choosePort({ name: 'Redis' }),
	];
	const data = join(folder, 'postgres');

	const [runAs, ...asOwner] = postgresOwner(folder);
	const asPostgres = (program: string, args: string[]) =>
		runAs ? { program: runAs, args: [...asOwner, program, ...args] } : { program, args };
	const initdb = asPostgres(join(dirname(programs.postgres), 'initdb'), [
		'-D',
		data,
		'-U',
		'n8n',
		'-A',
		'trust',
		'-N',
	]);
	execFileSync(initdb.program, initdb.args, { stdio: 'ignore', cwd: folder });

	const settings = [
		'-c',
		'listen_addresses=127.0.0.1',
		'-c',
		'fsync=off',
		'-c',
		'max_connections=200',
	];
	const postgres = startGroup({
		...asPostgres(programs.postgres, [
			'-D',
			data,
			'-p',
			`${postgresPort}`,
			'-k',
			folder,
			...settings,
		]),
		cwd: folder,
		env: process.env,
		logFile: join(folder, 'postgres.log'),
	});
	const redis = startGroup({
		program: programs['redis-server'],
		args: ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
		cwd: folder,
		env: process.env,
		logFile: join(folder, 'redis.log'),
	});
	await until('PostgreSQL takes connections', async () => accepts(postgresPort));
	await until('Redis takes connections', async () => accepts(redisPort));
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redisPort),
		},
		stop: async () => {
			await Promise.all([postgres.kill(), redis.kill()]);
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

/** PostgreSQL refuses to run as root: gives the folder to Debian's own user, and the command that becomes it. */
function postgresOwner(folder: string): string[] {
	if (process.getuid?.() !== 0) return [];
	const id = (flag: string) =>
		Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	chownSync(folder, id('-u'), id('-g'));
	return ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'];
}

async function accepts(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
