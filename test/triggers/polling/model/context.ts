import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Choice, Setup } from './history';
import type { PollData } from './staticData';

/** What n8n gives to one poll. */
export function contextOf(given: {
	choice: Choice;
	setup: Setup;
	workflowId: string;
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
			...(quietSeconds !== undefined && { combineMessages: true, quietSeconds }),
		},
	};
	return {
		getWorkflow: () => ({ id: given.workflowId }),
		getNode: () => ({ id: 'node', name: given.name }),
		getNodeParameter: (name: string) => parameters[name],
		getPollBudgetMs: () => given.budgetMs,
		getWorkflowStaticData: (type: keyof PollData) => given.data[type],
		getActivationMode: () => (given.isScheduled ? 'update' : 'activate'),
	} as unknown as IPollFunctions;
}
