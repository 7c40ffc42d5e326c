/** What version 1.0.0 wrote after it gave out the message msg_1 of the conversation cnv_1. */
export const memoryOfVersion1 = {
	version: 1,
	watch: 'messages',
	sinceSeconds: 1780315200,
	floorMs: 1780315200250,
	drained: 0,
	newest: {
		rowMs: 1780315230250,
		serverMs: 1780315230000,
	},
	ahead: {},
	seen: {
		1780315230: ['YoU7UcDR8oDn'],
	},
	done: {},
	pending: {},
	handovers: 1,
};
