import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Choice, Setup } from './history';

/** What n8n gives to one poll; `data` is the node's static data. */
export function contextOf(given: {
	choice: Choice;
	setup: Setup;
	nodeId: string;
	data: IDataObject;
	budgetMs: number;
	isScheduled: boolean;
}): IPollFunctions {
	const { event, channels, isOpenOnly, quietSeconds } = given.choice;
	const parameters: IDataObject = {
		event,
		filters: {
			channelIds: channels.map((number) => `channel${number}`),
			statuses: isOpenOnly ? 'open' : '',
		},
		options: {
			overlapSeconds: given.setup.overlapSeconds,
			...(quietSeconds !== undefined && { combineMessages: true, quietSeconds }),
		},
	};
	return {
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ id: given.nodeId, name: 'Relasi Trigger' }),
		getNodeParameter: (name: string) => parameters[name],
		getPollBudgetMs: () => given.budgetMs,
		getWorkflowStaticData: () => given.data,
		getActivationMode: () => (given.isScheduled ? 'update' : 'activate'),
	} as unknown as IPollFunctions;
}
