import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface StartSettings {
	headless: boolean;
	fresh: boolean;
	allowWrites: boolean;
	help: boolean;
}

/** What `npm start -- --help` prints. */
export const USAGE = `Usage: npm start [-- options]

Starts an n8n with this package, an API to talk to, and the workflows of examples/.
The first start installs n8n, which takes some minutes and about 3 GB; the next ones take seconds.

  --headless      run every example that has a Manual Trigger, print the results, and end:
                  with 0 when all went well, with 1 otherwise
  --fresh         forget the workflows and executions of earlier starts
  --allow-writes  with a real API: also run the examples that send or change something
  --help          print this

Environment
  RELASI_API_KEY    use the real API with this key, instead of the simulator
  RELASI_API_URL    its base URL, when it is not the usual one
  RELASI_CACHE_DIR  where n8n and the state of earlier starts are kept`;

/** Reads the command line; throws a sentence for its user about an argument that is not known. */
export function readSettings(args: string[]): StartSettings {
	const flag = { type: 'boolean', default: false } as const;
	const options = { headless: flag, fresh: flag, 'allow-writes': flag, help: flag };
	try {
		const { values } = parseArgs({ args, options });
		const { headless, fresh, help } = values;
		return { headless, fresh, allowWrites: values['allow-writes'], help };
	} catch (error) {
		const [reason] = (error as Error).message.split('. ');
		throw new Error(`${reason}. "npm start -- --help" lists the options.`);
	}
}
