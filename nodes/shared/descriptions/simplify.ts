import type { INodeProperties } from 'n8n-workflow';

import { KEPT, READS } from '../simplified';

const whole: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The switch of resources that have objects with many fields: off, but on when an AI agent uses the node. */
export const simplify: INodeProperties[] = [false, true].map((isTool) => ({
	...whole,
	displayOptions: {
		show: { resource: Object.keys(KEPT), operation: READS, '@tool': [isTool] },
	},
	default: isTool,
}));
