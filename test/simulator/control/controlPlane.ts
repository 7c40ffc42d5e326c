import type { FastifyInstance } from 'fastify';
import type { Simulator } from '../simulator';
import type { CommandName } from './commands';
import { commands } from './commands';

export const CONTROL_PATH = '/__simulator';

type Command = (simulator: Simulator, ...args: unknown[]) => unknown;

/** Serves the commands at `/__simulator/<command>`: GET without arguments, POST with a JSON list of them. */
export function addControlPlane(server: FastifyInstance, simulator: Simulator): void {
	void server.register(
		async (control) => {
			control.removeAllContentTypeParsers();
			control.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
				done(null, body);
			});
			control.get('/', async () => ({ commands: Object.keys(commands) }));
			for (const name of Object.keys(commands) as CommandName[]) {
				control.route({
					method: ['GET', 'POST'],
					url: `/${name}`,
					handler: async ({ body }, reply) => {
						const result = await run(commands[name] as Command, simulator, body);
						return await reply
							.type('application/json')
							.send(JSON.stringify(result ?? null));
					},
				});
			}
		},
		{ prefix: CONTROL_PATH },
	);
}

async function run(command: Command, simulator: Simulator, body: unknown): Promise<unknown> {
	const args = typeof body === 'string' && body !== '' ? (JSON.parse(body) as unknown) : [];
	// A single argument need not be wrapped in a list, for the sake of curl.
	const list = Array.isArray(args) ? args : [args];
	// JSON has no undefined: an argument left out before another one arrives as null.
	return await command(simulator, ...list.map((argument: unknown) => argument ?? undefined));
}
