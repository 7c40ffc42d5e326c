import type { IDataObject } from 'n8n-workflow';

import { toParts } from '../../../../shared/input/values';
import { toOwnText } from '../mailText';
import { fold, toStatement, type Statement, type Token } from './statement';

/** The words that approve and decline, as the options give them. */
export interface ApprovalWords {
	approveWords: string[];
	declineWords: string[];
}

/**
 * What one message says. An `aside`, such as thanks or a smile, takes nothing back. A `regret`, such as “sorry” or
 * 😢, takes a yes back and goes with a no.
 */
type Verdict = 'approved' | 'declined' | 'aside' | 'regret' | 'unclear';

/**
 * What a part of a message says. A `greeting` alone is unclear, and so is a `subject`, such as “I”, that no yes or no
 * follows. `sorrow` is a sign that contradicts a yes.
 */
type Part = Verdict | 'greeting' | 'subject' | 'sorrow';

/** Words that decline, and turn an agreement behind them into a no: tidak setuju. */
const NEGATIONS =
	'no, tidak, tdk, nggak, enggak, engga, ngga, gak, ga, gk, g, ngk, ngak, kagak, kaga, kgk, ndak, nda, ora, mboten, tak, jangan, jgn, bukan, don’t, do not, please do not, I do not, we do not, can’t, cannot, won’t, never';
/** Words that approve, but not behind a negation. */
const AGREEMENTS =
	'setuju, sepakat, terima, diterima, boleh, bisa, mau, ok, oke, okay, acc, benar, bener, betul, sesuai, cocok, siap, bersedia, lanjut, lanjutkan, jadi, agree, approve, confirm, accept, proceed, continue, go ahead, go ahead with it, do it';
/** Words that a negation may stand before: tidak setuju, tidak usah, don’t want it. */
const NEGATED = [
	AGREEMENTS,
	'dilanjut, dilanjutkan, diproses, dikirim, usah, perlu, minat, berminat, tertarik, berkenan, butuh, itu, do that, do this, want, want it, want to',
].join();
/** Words that make a negation before them unclear: jangan batal. */
const REFUSALS =
	'batal, batalkan, batalin, dibatalkan, di batalkan, dibatalin, dicancel, di cancel, tolak, menolak, ditolak, hentikan, salah, itu salah, wrong, cancel, cancel it, cancel this, cancel that, canceled, stop, stop it, decline, declined, reject, rejected, refuse, refused, disagree';

/** The built-in words, as the options show them; own words take their place. */
export const APPROVE_WORDS = [
	'yes, y, yep, yup, yeah, yea, yap, yaps, ye, yes I would, yes I will, yes I can, yes we can, yes we are, yes you can, yes you may, you may, I do, we do, yes I am, I’m sure, yes I’m sure, I’m in, I’m fine with it, I’m fine with that, yes it is, yes that is, you can go ahead, confirm it, by all means, please do, okey, okei, okeh, oky, oki, okie, oki doki, okidoki, okie dokie, okey dokey, okay dokey, oce, okelah, oklah, ok kalau begitu, oke kalau begitu, oke lah kalau begitu, ok lah kalau begitu, okedeh, okesip, okay then, ok then, k, sure, sure thing, for sure, of course, certainly, definitely, absolutely, exactly, correct, right, go for it, sounds good, sounds good to me, sounds great, sounds perfect, let’s do it, let’s go, looks good, looks good to me, looks fine, LGTM, no objection, no objections, that works, totally, indeed, affirmative, aye, fine, fine by me, fine with me, alright, all right, works for me, that works for me, it’s fine with me, uh huh, mhm, agreed, fully agree, completely agree, strongly agree, approved, approve it, approve this, confirmed, konfirmasi, accepted, deal, ya, iya, iyah, iyalah, iyo, iye, yoi, hooh, yakin, fix, di acc, tepat, sudah benar, sudah betul, sudah sesuai, sudah oke, tentu, pasti, pastinya, sangat setuju, disetujui, tidak keberatan, nggak keberatan, gak keberatan, ga keberatan, bole, bolehlah, baik, baiklah, sip, silakan, silahkan, monggo, laksanakan, silakan dilanjutkan, silakan diproses, silakan dikirim, silahkan dilanjutkan, silahkan diproses, silahkan dikirim, silakan kirim, silahkan kirim, kirim saja, kirim aja, proses saja, proses aja, diproses saja, diproses aja, dilanjut saja, dilanjut aja, dilanjutkan saja, dilanjutkan aja, tolong diproses, mohon diproses, tolong dilanjutkan, mohon dilanjutkan, asiap, ashiap, gas, gaskan, gaskeun, nggih, nggeh, inggih, enggih, injih, muhun, sumuhun, sí, claro, de acuerdo, oui, d’accord, ja, jawohl, va bene, evet',
	AGREEMENTS,
].join(', ');
export const DECLINE_WORDS = [
	NEGATIONS,
	'n, nope, nah, nay, no way, hell no, no need, never mind, nevermind, forget it, rather not, I’d rather not, not interested, I’m not interested, no I’m not, no it isn’t, no it’s not, no it is not, not right, jadi batal, no you may not, no you can’t, not correct, unfortunately not, incorrect, negative, not ok, not okay, not agreed, not approved, not accepted, not confirmed, not at all, no deal, of course not, certainly not, definitely not, absolutely not, deny, denied, disapprove, disapproved, henteu, emoh, ogah, gamau, gaboleh, gabisa, gausah, gajadi, gaperlu, kurang setuju, tidak dulu, nggak dulu, enggak dulu, ngga dulu, engga dulu, gak dulu, ga dulu, keberatan, mau batal, mau cancel, mau dibatalkan, mau dibatalin, minta batal, minta dibatalkan, non, nein, nee, não, hayır',
	REFUSALS,
].join(', ');

/** Signs that count whatever the words are. */
const APPROVING_SIGNS = '👍✅👌✔☑✓🆗🙆';
const DECLINING_SIGNS = '👎❌✖✕✗✘🚫🙅⛔🛑';
/** Signs of doubt, irony, refusal and delay, which take back what stands beside them. */
const DOUBTS =
	'🤔🧐🤨😕😒🙄😬😐😑😶🤷🤦🙃😏😜😝🤪🤥🙈🥴😮😲😳💀☠✋🤚🖐⚠😵🤐❎⏸⏳⌛☐☒🤫🤭🤞🙊🙉🤡⏯⏹🫤🫠🫣😴💤⏰⏱⏲🔜🔙↩🗑📵🚷🈲🆖➖⬜◻◽🔲🔳🙍🙎🫷🫸👈👉👆👇☝🫵🚩🧢🥱↔';
/** Signs of sorrow, fear and anger, also of punctuation, such as :( */
const SORROWS = /[🙁☹😟😢😭😡😠🤬😱😰😨😧😦😤😓😥👿🤮🤢🖕🥲😞😔😣😖😫😩💔💩😿😾🙀(@TD]/u;

const REQUESTS = 'please, pls, plz, kindly, tolong, mohon';
/**
 * A capitalised word after one of these is a name, unless a list knows it: iya Pak Budi. One that means yes is a name,
 * too, if something stands before: makasih Pak Oke.
 */
const VOCATIVES =
	'kak, kakak, pak, bapak, bu, ibu, bun, bunda, mas, mbak, mba, bang, abang, om, tante, dik, kang, teh, koh, ko, ci, cik, dok, dokter, prof, mr, mrs, ms, miss, dear';
/** Thanks, praise, politeness and forms of address, which take nothing back, also in a message of their own. */
const COURTESIES = [
	REQUESTS,
	VOCATIVES,
	'ka, kaka, kk, buk, mbk, gan, agan, bosku, sis, sist, bro, cuy, bund, bos, boss, min, admin, dek, adik, neng, cici, cak, sir, madam, ma’am, mam, mister, team, tim, guys, dude, mate, man, friend, señor, señora, monsieur, madame, thanks, thank you, thank u, thank you so much, thank you very much, thanks a lot, thanks so much, many thanks, thx, tks, ty, makasih, makasi, mksh, mksih, terima kasih, terimakasih, trima kasih, trimakasih, terima kasih banyak, makasih banyak, trims, tengkyu, thankyou, suwun, matur nuwun, matur suwun, nuhun, syukron, gracias, merci, danke, obrigado, obrigada, grazie, dank je, mantap, great, perfect, cool, nice, awesome, noted, por favor, bitte, per favore, per piacere, s’il vous plaît, deh, dong, donk, lah, aja, saja, nih, banget, bgt, sekali, hehe, hehehe, hihi',
].join();
/** Beginnings of a sentence, unclear without a yes or no behind them: “iya saya” says who is on the line. */
const SUBJECTS =
	'saya, sy, sya, aku, kami, kita, gue, gua, gw, I, we, hereby, dengan ini, it is, it’s, that is, that’s';
const HELLOS =
	'hi, hello, hey, halo, hai, selamat pagi, selamat siang, selamat sore, selamat malam, assalamualaikum, good morning, good afternoon, good evening';
/** Words that take back a yes before them, and go with a no. */
const REGRETS = 'sorry, I’m sorry, unfortunately, maaf, mohon maaf, sayangnya';
/** Words that don't change the yes or no beside them. */
export const ASIDES = [COURTESIES, SUBJECTS, HELLOS, REGRETS].join();
/** Beginnings of a message: pagi kak. */
const GREETINGS = combine('pagi, siang, sore, malam', VOCATIVES);
const REQUESTED = 'confirm, konfirmasi, approve, accept, agree, correct, acc';
/** Phrases that begin like a yes or a no, but aren't one. */
const IDIOMS = [
	'yeah right, bisa jadi, boleh jadi, mau jadi, bisa aja, bisa saja, baik banget, baik sekali, kakak baik',
	combine('saya, sy, aku, kami, kita', 'baik'),
	// Said twice, these mean something else: bisa-bisa, it might well happen.
	'baik baik, benar benar, betul betul, bisa bisa, siap siap, non stop',
	combine('bukan, jangan', 'tidak, nggak, enggak, gak, ga'),
	// Who takes a call says so.
	combine('yes, ya, iya', HELLOS),
	// Also “no, thanks”.
	combine('it is, it’s, that is, that’s', 'ok, okay, alright, all right'),
	'it is fine, it’s fine',
	// Who is wrong says so.
	combine('saya, aku, kami, maaf, sorry', 'salah'),
	// Once, and no more.
	'sekali saja, sekali aja',
	// A question, with or without its mark: are you sure?
	combine('yakin, benar, bener, betul, jadi, pasti, fix, deal', 'nih'),
	// “Jadi” before a yes means “so”.
	combine('jadi', 'bisa, boleh, mau, benar, bener, betul, deal, fix'),
	// “Sih” leaves a yes half open.
	combine('ya, iya, boleh, bisa, mau, oke, ok, baik, setuju, yes', 'si'),
	// Who writes “please confirm” waits for an answer.
	combine(REQUESTS, REQUESTED),
	combine(REQUESTED, REQUESTS),
	combine('bisa, boleh', REQUESTS),
].join();
/** Words that soften the one before: jangan ya, boleh kok, and also makasih ya, which isn't a yes. */
export const PARTICLES = 'ya, yah, kok';
/** Makes the phrases of each first word with each second word behind it. */
function combine(first: string, second: string): string {
	const seconds = second.split(', ');
	return first
		.split(', ')
		.flatMap((one) => seconds.map((other) => `${one} ${other}`))
		.join();
}

/** A longer message is unclear. */
const MAX_TOKENS = 30;

/** Splits a text, and each part of a list, at commas and semicolons of all scripts and at the ends of lines. */
export const toWords = (given: unknown): string[] =>
	toParts(given)
		.flatMap(toParts)
		.flatMap((part) => String(part ?? '').split(/[;؛፤；︔﹔\u037e\u204f\u2e35\ua6f6]/))
		.map((word) => word.trim())
		.filter((word) => hasSigns(word) || toStatement(word).tokens.length > 0);

/** Reads the words that the customer may answer with: the user's own, or the built-in ones. */
export const readApprovalWords = (options: IDataObject): ApprovalWords => ({
	approveWords: toWords(options.approveWords ?? APPROVE_WORDS),
	declineWords: toWords(options.declineWords ?? DECLINE_WORDS),
});

/** Judges a message by these words. One with anything unknown is unclear: “no problem”, “yes, but not today”. */
export function toVerdict(content: unknown, words: ApprovalWords): Verdict {
	const text = toOwnText(content);
	if (text === '') return 'unclear';
	const isExactly = (list: string[]) => list.some((word) => hasSigns(word) && isSame(word, text));
	const exact = [isExactly(words.approveWords), isExactly(words.declineWords)];
	if (exact[0] !== exact[1]) return exact[0] ? 'approved' : 'declined';
	const statement = toStatement(text);
	if (statement.isMarked || isReduplicated(text)) return 'unclear';
	const parts: Part[] = [...readParts(statement, words)].filter((part) => part !== 'aside');
	const has = (part: Part) => parts.includes(part);
	const last = parts.at(-1);
	if (has('unclear') || last === 'subject') return 'unclear';
	if (has('approved')) {
		return has('declined') || has('sorrow') || last === 'regret' ? 'unclear' : 'approved';
	}
	if (has('declined')) return 'declined';
	if (has('greeting')) return 'unclear';
	return parts.length > 0 ? 'regret' : 'aside';
}

/** Tells whether signs are a part of a word, as in +1, C++ and siap-siap: then only a message of just this word says it. */
const hasSigns = (word: string): boolean =>
	/[+#]|\p{Sc}|(?:^|\s)[-–—−](?!\s)/u.test(word) || isReduplicated(word);

/** Tells whether a word is doubled with a hyphen, which means something else: siap-siap, get ready. */
const isReduplicated = (text: string): boolean =>
	/(?<!\p{L})(\p{L}{2,})[-‐‑]\1(?!\p{L})/iu.test(text);

const isSame = (word: string, text: string): boolean =>
	fold(word).trim() === fold(text).replace(/[.!\s]+$/, '');

/** Tells whether a message says nothing but thanks and the like. */
export const isAside = (content: unknown): boolean =>
	toVerdict(content, { approveWords: [], declineWords: [] }) === 'aside';

/** Tells whether a message approves (true) or declines (false); undefined if it does neither. */
export function toDecision(content: unknown, words: ApprovalWords): boolean | undefined {
	const verdict = toVerdict(content, words);
	return verdict === 'approved' || verdict === 'declined' ? verdict === 'approved' : undefined;
}

/** Finds the last clear message, of messages oldest first; undefined if an unclear one follows it. */
export function toLastDecision(
	messages: IDataObject[],
	words: ApprovalWords,
): { approved: boolean; message: IDataObject } | undefined {
	let isRegretted = false;
	for (const message of [...messages].reverse()) {
		const verdict = toVerdict(message.content, words);
		if (verdict === 'declined') return { approved: false, message };
		if (verdict === 'approved') return isRegretted ? undefined : { approved: true, message };
		if (verdict === 'unclear') return undefined;
		isRegretted ||= verdict === 'regret';
	}
	return undefined;
}

/** Judges the parts of a statement, the longest phrases first; `unclear` for a word that no list knows. */
function* readParts(
	{ tokens }: Statement,
	{ approveWords, declineWords }: ApprovalWords,
): Generator<Part> {
	if (tokens.length > MAX_TOKENS) return yield 'unclear';
	const greeting = lengthAt(tokens, 0, GREETINGS);
	if (greeting > 0) yield 'greeting';
	for (let at = greeting; at < tokens.length;) {
		const yes = lengthAt(tokens, at, approveWords);
		const no = lengthAt(tokens, at, declineWords);
		const aside = lengthAt(tokens, at, ASIDES);
		if (lengthAt(tokens, at, IDIOMS) > Math.max(yes, no)) return yield 'unclear';
		if (Math.max(yes, no) >= Math.max(aside, 1)) {
			yield yes === no ? 'unclear' : yes > no ? 'approved' : 'declined';
			const isNegation = no > yes && lengthAt(tokens, at, NEGATIONS) === no;
			at += Math.max(yes, no);
			if (isNegation) {
				if (tokens[at - 1].text !== 'no') at += lengthBehind(tokens, at, NEGATED);
				if (lengthBehind(tokens, at, REFUSALS) > 0) yield 'unclear';
			}
			at += lengthBehind(tokens, at, PARTICLES);
		} else if (aside > 0) {
			const isOf = (list: string) => lengthAt(tokens, at, list) === aside;
			if (isOf(SUBJECTS)) yield 'subject';
			else if (isOf(HELLOS)) yield 'greeting';
			else yield isOf(REGRETS) ? 'regret' : 'aside';
			const lists = at > 0 ? [declineWords, ASIDES] : [approveWords, declineWords, ASIDES];
			at += aside + nameBehind(tokens, at, aside, lists);
			if (!tokens[at]?.isOnNewLine) at += lengthAt(tokens, at, PARTICLES);
		} else {
			yield tokens[at].isSign ? toSignPart(tokens[at].text) : 'unclear';
			at++;
		}
	}
}

/** Counts the name behind a vocative of `length` tokens: 1 if there is one that none of the lists knows, else 0. */
export function nameBehind(
	tokens: Token[],
	at: number,
	length: number,
	lists: Array<string | string[]> = [ASIDES],
): number {
	const next = tokens[at + length];
	const isName =
		lengthAt(tokens, at, VOCATIVES) === length &&
		next?.isName &&
		!next.isAfterBreak &&
		!lists.some((list) => lengthAt(tokens, at + length, list) > 0);
	return isName ? 1 : 0;
}

/** Judges a sign that stands beside words. One joined of several, such as 😮‍💨, says what any of them says. */
export function toSignPart(sign: string): Part {
	const isOf = (signs: string) => [...sign].some((part) => signs.includes(part));
	if (isOf(APPROVING_SIGNS)) return 'approved';
	if (isOf(DECLINING_SIGNS)) return 'declined';
	if (SORROWS.test(sign)) return 'sorrow';
	const isEmoji = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(sign);
	return isOf(DOUBTS) || !isEmoji ? 'unclear' : 'aside';
}

const MAX_LISTS = 100;
/** The phrases of each list, word by word. */
const phrases = new Map<string, Token[][]>();

function toPhrases(list: string | string[]): Token[][] {
	const name = String(list);
	if (phrases.size > MAX_LISTS) phrases.clear();
	if (!phrases.has(name)) {
		const words = toWords(list).filter((word) => !hasSigns(word));
		phrases.set(
			name,
			words.map((word) => toStatement(word).tokens),
		);
	}
	return phrases.get(name)!;
}

/** Tells whether a token is this word, also with letters of it repeated, as in yesss. */
function isWord({ text }: Token, word: Token): boolean {
	if (text === word.text || word.isSign || word.text.length === 1) return text === word.text;
	const letters = [...word.text];
	let next = 0;
	for (const letter of text) {
		if (letter === letters[next]) next++;
		else if (letter !== letters[next - 1] || !/\p{L}/u.test(letter)) return false;
	}
	return next === letters.length;
}

/** Counts the tokens of the longest phrase of a list that stands at `at`; 0 if none does. */
export function lengthAt(tokens: Token[], at: number, list: string | string[]): number {
	const rest = tokens.slice(at);
	const fitting = toPhrases(list).filter(
		(phrase) =>
			phrase.length <= rest.length &&
			phrase.every((word, index) => isWord(rest[index], word)),
	);
	return Math.max(0, ...fitting.map(({ length }) => length));
}

/** Counts like `lengthAt`, but 0 behind a comma, a full stop or a new line. */
export const lengthBehind = (tokens: Token[], at: number, list: string): number =>
	at < tokens.length && !tokens[at].isAfterBreak ? lengthAt(tokens, at, list) : 0;
