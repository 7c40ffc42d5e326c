import type { Message } from '../../../shared/api/types';
import { approvalWordsOf, decisionOf } from './sendAndWait/approval';

const { approveWords, declineWords } = approvalWordsOf({});

/** Whether a message answers a question of Send and Wait for which only a clear answer counts. */
export const isClearAnswer = (_question: Message, { content }: Message): boolean =>
	decisionOf(String(content ?? ''), approveWords, declineWords) !== undefined;
