import type { INodeProperties } from 'n8n-workflow';

import { KEPT, READS } from '../simplified';

const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** The switch of a resource that has objects with many fields: off, but on when an AI agent uses the node. */
export const simplifyOf = (resource: string): INodeProperties[] =>
	resource in KEPT
		? [false, true].map((isTool) => ({
				...simplify,
				displayOptions: {
					show: { resource: [resource], operation: READS, '@tool': [isTool] },
				},
				default: isTool,
			}))
		: [];
