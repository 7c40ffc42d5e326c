import type { Message } from '../../../shared/api/types';
import { toDecision } from './sendAndWait/approval';
import { toApprovalWords } from './sendAndWait/approvalOptions';
import { toChoice, toListedChoices } from './sendAndWait/choice';

/** Whether a message answers a question of Send and Wait for which only a clear answer counts. */
export function isClearAnswer({ content: question }: Message, { content }: Message): boolean {
	const choices = toListedChoices(question);
	if (choices.length > 0) return toChoice(content, choices) !== undefined;
	return toDecision(content, toApprovalWords({})) !== undefined;
}
