import { isObject } from '../../../shared/guards';
import { fromHtml } from './sendAndWait/answerText';

/** Tags of mails. People write other words in angle brackets, too. */
const MAIL_TAG = /<\/?(?:html|body|div|p|br|span|table|font|style|blockquote)\b[^<>]*>/i;
/** Where an object may hold the words; none is documented. */
const WORDS = ['text', 'body', 'caption', 'content'];

/** The words of a message: those of a mail in HTML without its tags, and those in an object. */
export function toWords(content: unknown): string {
	if (isObject(content)) {
		const words = WORDS.map((field) => content[field]).find((each) => typeof each === 'string');
		return toWords(words ?? '');
	}
	const text = String(content ?? '');
	return (MAIL_TAG.test(text) ? fromHtml(text) : text).trim();
}
