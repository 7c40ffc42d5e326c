import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Choice, Setup } from './history';
import type { PollData } from './staticData';

/** What n8n gives to one poll. */
export function contextOf(given: {
	choice: Choice;
	setup: Setup;
	workflowId: string;
	nodeId: string;
	name: string;
	data: PollData;
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
			maxWaitSeconds: 1e9,
			...(quietSeconds !== undefined && { combineMessages: true, quietSeconds }),
			...(given.choice.contacts && { include: ['contact'] }),
		},
	};
	return {
		getWorkflow: () => ({ id: given.workflowId }),
		getNode: () => ({ id: given.nodeId, name: given.name, parameters }),
		logger: { warn: () => {} },
		getNodeParameter: (name: string) => parameters[name],
		getPollBudgetMs: () => given.budgetMs,
		getWorkflowStaticData: (type: keyof PollData) => given.data[type],
		getActivationMode: () => (given.isScheduled ? 'update' : 'activate'),
	} as unknown as IPollFunctions;
}
