import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../http/faults';
import type { KeyRecord, KeyRing } from '../http/keys';
import type { LoggedRequest, RequestLog } from '../http/requestLog';
import type { Throttle } from '../http/throttle';
import type { Drift } from '../inbox/drift';
import type { Inbox } from '../inbox/inbox';
import type { Settings } from '../options';

/** All that the operations work on. */
export interface World {
	/** The path of the base URL. */
	basePath: string;
	settings: Settings;
	inbox: Inbox;
	keys: KeyRing;
	throttle: Throttle;
	faults: Faults;
	drift: Drift;
	log: RequestLog;
	clock: () => number;
}

/** One authenticated request on its way through an operation. */
interface Call {
	world: World;
	key: KeyRecord;
	query: Record<string, string | string[]>;
	params: Record<string, string>;
	body: unknown;
	entry: LoggedRequest;
	request: FastifyRequest;
	reply: FastifyReply;
}

/** One call of the API: an answer of bytes is JSON already, undefined is an empty body. */
export interface Operation {
	method: 'GET' | 'POST' | 'PUT';
	path: string;
	scope: string | null;
	handle: (call: Call) => object | undefined | Promise<object>;
}
