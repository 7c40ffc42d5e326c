import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { invalid } from '../../../shared/input/invalid';
import { isOn } from '../../../shared/input/scalar';
import { MAX_TEXT, splitText } from './splitText';

/** The text to send, in parts if it is to be split. Throws NodeOperationError for one that cannot be sent. */
export function textsOf(context: IExecutePaginationFunctions): string[] {
	const given: unknown = context.getNodeParameter('text', '');
	const { splitLongText } = context.getNodeParameter('options', {}) as IDataObject;
	if (typeof given === 'object' && given !== null) {
		throw invalid(
			context,
			`Text is not a text: it is ${Array.isArray(given) ? 'a list' : 'an object'}`,
			'If Text is an expression, let it end in the field that holds the text.',
		);
	}
	const text = String(given ?? '');
	if (text.trim() === '') {
		throw invalid(
			context,
			'Text is empty',
			'Enter the message to send. If it is an expression, check that the previous node gives a text for this item.',
		);
	}
	const length = [...text].length;
	if (length > MAX_TEXT && !isOn(splitLongText)) {
		throw invalid(
			context,
			`Text is too long: ${length} characters, and Relasi takes ${MAX_TEXT}`,
			'Shorten it, or switch on the option Split Long Text to send it as several messages.',
		);
	}
	return isOn(splitLongText) ? splitText(text) : [text];
}
