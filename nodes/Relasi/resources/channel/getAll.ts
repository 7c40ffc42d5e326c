import type { Operation } from '../../operations/describeResources';
import { paging } from '../../../shared/descriptions/fields';
import { readMany } from '../../operations/handler';

/** The schema of the output in `nodes/schemas`. */
export const output = 'channel';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many channels',
		description:
			'Retrieve a list of connected channels: WhatsApp, Telegram, Instagram, Facebook, email, live chat',
		routing: { request: { method: 'GET', url: '/channels' }, ...readMany() },
	},
	fields: paging,
};
