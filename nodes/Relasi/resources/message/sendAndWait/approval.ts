import type { IDataObject } from 'n8n-workflow';

import { parseJsonList } from '../../../../shared/input/values';
import { fold, toOwnText, toStatement, type Statement, type Token } from './answerText';

/** The words that approve and decline, as the options give them. */
export interface ApprovalWords {
	approveWords: string[];
	declineWords: string[];
}

/**
 * What one message says: `aside` is what takes nothing back, such as thanks or a sign alone, `regret` what goes
 * with a no.
 */
type Verdict = 'approved' | 'declined' | 'aside' | 'regret' | 'unclear';

/** The built-in words, as the options show them; own words take their place. */
export const APPROVE_WORDS =
	'yes, y, yep, yup, yeah, yea, yap, ye, yes please, yes I do, yes I would, yes I will, yes we do, I do, we do, yes I am, yes it is, yes that is, please do, ok, okay, okey, okeh, oke, oki, okie, okelah, oklah, okedeh, okay then, ok then, k, sure, sure thing, for sure, of course, certainly, definitely, absolutely, exactly, correct, that is correct, that’s correct, that’s right, that is right, it is correct, it’s correct, it is right, it’s right, right, go ahead, go for it, do it, proceed, sounds good, sounds great, sounds perfect, let’s do it, let’s go, looks good, looks good to me, looks fine, LGTM, no objection, no objections, that works, yes that works, totally, indeed, affirmative, fine, fine by me, that’s fine, alright, all right, all good, works for me, agree, agreed, I agree, we agree, I approve, we approve, approve, approved, confirm, confirmed, I confirm, we confirm, I accept, we accept, accept, accepted, acc, deal, I approve it, I approve this, ya, iya, iyah, iyalah, iyo, yoi, betul, betul sekali, benar, benar sekali, bener, tepat, sesuai, sudah benar, sudah betul, sudah sesuai, sudah oke, tentu, tentu saja, pasti, setuju, disetujui, sepakat, tidak keberatan, nggak keberatan, gak keberatan, ga keberatan, boleh, bolehlah, bisa, mau, baik, baiklah, sip, siap, silakan, silahkan, monggo, lanjut, lanjutkan, laksanakan, silakan dilanjutkan, silakan diproses, silakan dikirim, silahkan dilanjutkan, silahkan diproses, silahkan dikirim, jadi, gas, gaskan, gaskeun, cocok, nggih, nggeh, inggih, sí, claro, de acuerdo, oui, d’accord, ja, jawohl, sim, sì, va bene, evet';
export const DECLINE_WORDS =
	'no, n, nope, nah, nay, no thanks, no thank you, no thx, no ty, no way, hell no, no need, never, never mind, nevermind, forget it, can’t, cannot, I can’t, we can’t, rather not, I’d rather not, not interested, I’m not interested, I don’t want it, I don’t want to, I do not want it, I do not want to, not correct, incorrect, negative, stop, don’t, do not, don’t do it, please do not, not ok, not okay, not agreed, not approved, not accepted, not confirmed, not at all, no deal, I don’t, I do not, we don’t, we do not, we can’t, I won’t, we won’t, don’t agree, do not agree, I don’t agree, disagree, I disagree, we don’t agree, we do not agree, we disagree, I decline, I refuse, I reject, we decline, of course not, certainly not, definitely not, absolutely not, decline, declined, reject, rejected, refuse, refused, deny, denied, disapprove, disapproved, stop it, cancel, cancel it, cancelled, canceled, tidak, tdk, nggak, enggak, engga, ngga, gak, ga, gk, g, nggk, ngk, ngak, kagak, kaga, kgk, ndak, ora, mboten, henteu, emoh, ogah, gamau, gaboleh, gabisa, gausah, gajadi, gaperlu, tak mau, tak usah, tak perlu, tak jadi, tak bisa, tak boleh, tak setuju, kurang setuju, saya menolak, tidak dulu, nggak dulu, enggak dulu, ngga dulu, engga dulu, gak dulu, ga dulu, keberatan, tidak tertarik, tidak berminat, tidak minat, nggak minat, gak minat, ga minat, jangan dilanjut, jangan dilanjutkan, jangan diproses, jangan dikirim, jgn diproses, jgn dikirim, jangan, jgn, bukan, tolak, menolak, ditolak, mau batal, mau cancel, mau dibatalkan, mau dibatalin, minta batal, minta dibatalkan, batal, batalkan, batalin, dibatalkan, dibatalin, non, non merci, nein, nee, não, hayır';

/** Signs that count whatever the words are. */
const SIGNS = new Map<string, Verdict>(
	[...'👍✅👌✔☑✓🆗🙆']
		.map((sign): [string, Verdict] => [sign, 'approved'])
		.concat([...'👎❌✖✕✗✘🚫🙅⛔🛑'].map((sign) => [sign, 'declined'])),
);
/** Signs of doubt, sorrow, refusal, irony and delay take back what stands beside them. */
const DOUBTS =
	'🤔🧐🤨😕🙁☹😟😢😭😡😠🤬😒🙄😬😐😑😶🤷🤦🙃😏😜😝🤪🤥🙈🥴😱😰😨😧😦😮😲😳😤👿💀☠🤮🤢🖕✋🤚🖐⚠🥲😞😔😣😖😫😩😵🤐💔❎⏸⏳⌛☐☒🤫🤭🤞🙊🙉🤡⏯⏹🫤🫠🫣💩😿😾🙀😴💤⏰⏱⏲🔜🔙↩🗑📵🚷🈲🆖➖⬜◻◽🔲🔳🙍🙎🫷👈👉👆👇☝🫵';

/** Words that take no yes or no back, also alone: thanks, praise, politeness, and to whom it is said. */
const COURTESIES =
	'kak, kakak, ka, kk, pak, bapak, bu, ibu, buk, bun, bunda, mas, mbak, mba, mbk, bang, abang, gan, agan, sis, sist, bro, bos, boss, min, admin, om, tante, dek, dik, adik, kang, teh, neng, koh, ci, cici, cak, sir, madam, ma’am, mam, miss, mister, mr, mrs, ms, dear, team, tim, guys, dude, mate, man, friend, señor, señora, monsieur, madame, thanks, thank you, thank u, thank you so much, thank you very much, thanks a lot, thanks so much, many thanks, thx, tks, ty, makasih, makasi, mksh, mksih, terima kasih, terimakasih, trima kasih, trimakasih, terima kasih banyak, makasih banyak, trims, tengkyu, thankyou, suwun, matur nuwun, nuhun, syukron, gracias, merci, danke, obrigado, obrigada, grazie, dank je, mantap, great, perfect, cool, nice, awesome, noted, please, pls, plz, tolong, mohon, por favor, bitte, per favore, per piacere, s’il vous plaît, deh, dong, donk, lah, aja, saja, nih, banget, bgt, sekali';
/** Words that say nothing beside a yes or a no, and are the beginning of something without. */
const OPENINGS =
	'saya, sy, sya, aku, kami, kita, gue, gua, gw, I, we, hereby, dengan ini, selamat pagi, selamat siang, selamat sore, selamat malam, assalamualaikum, good morning, good afternoon, good evening, hi, hello, hey, halo, hai';
/** They take a yes back, and go with a no. */
const REGRETS = 'sorry, maaf, mohon maaf';
/** Words that say nothing of yes or no, beside one that does. */
export const ASIDES = [COURTESIES, OPENINGS, REGRETS].join();
/** After these a word that is written as a name is one: iya Pak Budi. */
const VOCATIVES =
	'kak, kakak, pak, bapak, bu, ibu, bun, bunda, mas, mbak, mba, bang, abang, om, tante, dik, kang, teh, koh, ci, cik, mr, mrs, ms, miss, dear';
/** How a message may begin: pagi kak. */
const GREETINGS = combine(['pagi', 'siang', 'sore', 'malam'], VOCATIVES.split(', '));
const HELLOS = ['selamat pagi', 'selamat siang', 'selamat sore', 'selamat malam'];
const REQUESTS = ['please', 'pls', 'plz', 'tolong', 'mohon'];
const REQUESTED = ['confirm', 'approve', 'accept', 'agree', 'correct', 'acc'];
/** They begin like a yes or a no, and are none; who writes “please confirm” waits for an answer. */
const IDIOMS = [
	'yeah right, ya si, iya si, baik baik, baik banget, baik sekali kak, kakak baik, non stop, bisa tolong, boleh tolong',
	'bukan tidak, bukan nggak, bukan enggak, bukan gak, bukan ga, jangan tidak, jangan nggak, jangan gak, jangan ga',
	// Who takes a call says so.
	combine(['yes', 'ya', 'iya'], [...HELLOS, 'hi', 'hello', 'halo', 'hai']),
	combine(REQUESTS, REQUESTED),
	combine(REQUESTED, REQUESTS),
].join();
/** What follows a word to soften it: jangan ya, boleh kok. Also makasih ya, which is no yes. */
export const PARTICLES = 'ya, yah, kok';
/** Before a word that approves they make it a refusal: tidak setuju. */
const NEGATIONS =
	'tidak, tdk, nggak, enggak, engga, ngga, gak, ga, gk, g, nggk, ngk, ngak, kagak, kaga, kgk, ndak, ora, mboten, jangan, jgn, bukan, don’t, do not, please do not, I don’t, I do not, we don’t, we do not, I can’t, we can’t, I won’t, we won’t, never, no';
const NEGATED =
	'setuju, sepakat, boleh, bisa, mau, ok, oke, okay, benar, bener, betul, sesuai, cocok, siap, lanjut, lanjutkan, jadi, usah, perlu, minat, tertarik, berkenan, butuh, agree, approve, confirm, accept, proceed, continue, go ahead, do it';
/** A refusal of a refusal says nothing that is sure: jangan batal. */
const REFUSALS =
	'batal, batalkan, batalin, dibatalkan, dibatalin, tolak, menolak, ditolak, cancel, cancel it, cancelled, canceled, stop, stop it, decline, declined, reject, rejected, refuse, refused, disagree';

/** Every two of these, one behind the other. */
function combine(first: string[], second: string[]): string {
	return first.flatMap((one) => second.map((other) => `${one} ${other}`)).join();
}

/** Nobody who is clear says more. */
const MAX_TOKENS = 30;

/** A text with commas (of any script), semicolons or lines, or a list, as its parts. */
export function toWords(given: unknown): string[] {
	const list = Array.isArray(given) ? given : parseJsonList(String(given ?? ''));
	return (list ?? [given])
		.flatMap((part) => String(part ?? '').split(SEPARATORS))
		.map((word) => word.trim())
		.filter((word) => hasSigns(word) || toStatement(word).tokens.length > 0);
}

/** Commas and semicolons of all scripts, and ends of lines. */
const SEPARATORS =
	/[,;՝،؛\u037e፣፤᠂᠈、，；︐︑︔﹐﹑﹔｡､\u055d\u07f8\u2e32\u2e34\u2e35\u2e41\u204f\ua4fe\ua60d\ua6f5\ua6f6\r\n\u0085\u2028\u2029]/u;

/** What a message says, by these words. Only what is clear counts: “no problem” and “yes, but not today” are not. */
export function toVerdict(content: unknown, words: ApprovalWords): Verdict {
	const text = toOwnText(content);
	if (text === '') return 'unclear';
	const isExactly = (list: string[]) => list.some((word) => hasSigns(word) && isSame(word, text));
	const exact = [isExactly(words.approveWords), isExactly(words.declineWords)];
	if (exact[0] !== exact[1]) return exact[0] ? 'approved' : 'declined';
	const statement = toStatement(text);
	if (statement.isMarked) return 'unclear';
	const found = new Set(readWords(statement, words));
	const isApproved = found.has('approved');
	const isDeclined = found.has('declined');
	if (found.has('unclear') || (isApproved && isDeclined)) return 'unclear';
	if (isApproved) return 'approved';
	if (isDeclined) return 'declined';
	if (found.has('opening')) return 'unclear';
	return found.has('regret') ? 'regret' : 'aside';
}

/** Whether a sign is a part of a word, as in +1 and C++: then only a message that is just that says it. */
const hasSigns = (word: string): boolean => /[+#]|\p{Sc}|(?:^|\s)[-–—−](?!\s)/u.test(word);

const isSame = (word: string, text: string): boolean =>
	fold(word).trim() === fold(text).replace(/[.!\s]+$/, '');

/** Whether a message approves or declines; undefined when it does neither. */
export function toDecision(content: unknown, words: ApprovalWords): boolean | undefined {
	const verdict = toVerdict(content, words);
	return verdict === 'approved' || verdict === 'declined' ? verdict === 'approved' : undefined;
}

/** The last message, of these, oldest first, that is clear; none if an unclear one stands behind it. */
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

/** What the parts of a statement say, the longest phrases first; `unclear` for one that no list knows. */
function* readWords(
	{ tokens }: Statement,
	{ approveWords, declineWords }: ApprovalWords,
): Generator<Verdict | 'opening'> {
	if (tokens.length > MAX_TOKENS) return yield 'unclear';
	const greeting = lengthAt(tokens, 0, GREETINGS);
	if (greeting > 0) yield 'opening';
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
			const isVocative = isOf(VOCATIVES);
			yield isOf(REGRETS) ? 'regret' : isOf(OPENINGS) ? 'opening' : 'aside';
			at += aside;
			const lists = [approveWords, declineWords, ASIDES];
			const isKnown = lists.some((list) => lengthAt(tokens, at, list) > 0);
			if (isVocative && !isKnown && tokens[at]?.isName && !tokens[at].isAfterBreak) at++;
			if (!tokens[at]?.isOnNewLine) at += lengthAt(tokens, at, PARTICLES);
		} else {
			yield tokens[at].isSign ? ofSign(tokens[at].text) : 'unclear';
			at++;
		}
	}
}

/** What a sign says that stands beside words. */
export const ofSign = (sign: string): Verdict =>
	SIGNS.get(sign) ?? (DOUBTS.includes(sign) || !EMOJI.test(sign) ? 'unclear' : 'aside');

const EMOJI = /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** One entry of a list: how each of its words may be written. */
type Phrase = RegExp[];

const MAX_LISTS = 100;
const phrases = new Map<string, Phrase[]>();

/** The phrases of a list; a letter of a word may be written more often than it stands there, as in yesss. */
function toPhrases(list: string | string[]): Phrase[] {
	const name = String(list);
	if (phrases.size > MAX_LISTS) phrases.clear();
	if (!phrases.has(name)) {
		const words = toWords(list).filter((word) => !hasSigns(word));
		phrases.set(name, words.map(toPhrase));
	}
	return phrases.get(name)!;
}

const toPhrase = (word: string): Phrase =>
	toStatement(word).tokens.map(({ text, isSign }) => {
		const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
		const isDrawnOut = !isSign && text.length > 1;
		return new RegExp(
			`^${isDrawnOut ? escaped.replace(/(\p{L})\1*/gu, '$&+') : escaped}$`,
			'u',
		);
	});

/** How many tokens from there on are the longest phrase of a list; 0 when none fits. */
export function lengthAt(tokens: Token[], at: number, list: string | string[]): number {
	const fitting = toPhrases(list).filter((phrase) =>
		phrase.every(
			(form, index) => at + index < tokens.length && form.test(tokens[at + index].text),
		),
	);
	return Math.max(0, ...fitting.map(({ length }) => length));
}

/** The same for what follows without a comma, a full stop or a new line between. */
export const lengthBehind = (tokens: Token[], at: number, list: string): number =>
	at < tokens.length && !tokens[at].isAfterBreak ? lengthAt(tokens, at, list) : 0;
