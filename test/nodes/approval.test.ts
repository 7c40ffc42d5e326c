import {
	APPROVE_WORDS,
	DECLINE_WORDS,
	toDecision,
	toLastDecision,
	toVerdict,
	toWords,
} from '../../nodes/Relasi/resources/message/sendAndWait/approval';

const builtIn = { approveWords: toWords(APPROVE_WORDS), declineWords: toWords(DECLINE_WORDS) };
const own = (approve: string, decline: string) => ({
	approveWords: toWords(approve),
	declineWords: toWords(decline),
});
const row = (content: unknown, index: number) => ({ id: String(index), content }) as never;
const mail = (first: string, rest: string) => `${first}\n\n${rest}`;
const QUOTE = 'On Mon, 1 Jun 2026 at 10:00, Shop <shop@example.com> wrote:\n> Yes or no?\n> yes';

describe('what approves', () => {
	test.each([
		...[
			'yes',
			'Yes',
			'YES',
			' yes. ',
			'Yes!',
			'yes!!!',
			'yesss',
			'ＹＥＳ',
			'Y',
			'yep',
			'Yup!',
			'yeah',
		],
		...[
			'Yes, please',
			'Yes  please',
			'Yes please!',
			'sure',
			'Sure thing',
			'of course',
			'Of course!',
		],
		...[
			'go ahead',
			'Yes, go ahead.',
			'sounds good',
			'Agreed',
			'correct',
			'absolutely',
			'I agree',
		],
		...[
			'That’s right',
			"that's correct",
			'ok',
			'OK.',
			'o.k.',
			'O.K.',
			'okay',
			'okayyy',
			'oke',
			'okee',
		],
		...[
			'okeh',
			'Oke kak',
			'Oke kak, silakan',
			'ok ok',
			'ok siap',
			'ok deh',
			'iya',
			'iyaa',
			'Iya kak',
		],
		...[
			'ya',
			'yaa',
			'Ya kak',
			'ya ya',
			'ya, boleh',
			'boleh',
			'boleh ya kak',
			'boleh kok',
			'betul',
		],
		...[
			'Betul sekali',
			'benar',
			'benar, pak',
			'setuju',
			'Setuju bu!',
			'sip',
			'siiip',
			'siap gan',
		],
		...[
			'silakan',
			'Baik kak',
			'alright',
			'Yes I do',
			'sip mantap',
			'Sorry, yes',
			'silahkan mbak',
			'lanjut',
			'lanjut min',
			'gas',
			'gasss',
			'gas aja bro',
			'iya mas',
		],
		...['ya dong', 'Makasih kak, iya', 'ok makasih', 'Yes, thank you!'],
		...[
			'Halo kak, oke',
			'tentu saja',
			'pasti',
			'sí',
			'Si',
			'oui',
			'D’accord',
			'ja',
			'sim',
			'evet',
		],
		...[
			'👍',
			'👍🏽',
			'👍👍',
			'✅',
			'✔️',
			'👌🏻',
			'👍🙏',
			'ok 👍',
			'yes 😊',
			'Ok 🙏',
			'yes :)',
			'ok ^^',
			'ya <3',
		],
		...[
			'*yes*',
			'_Yes_',
			'**ok**',
			'yes…',
			'ok..',
			'iya~',
			'¡Sí!',
			'Oui !',
			'ye\u200bs',
			'yes 🇮🇩',
		],
		...['~no~ yes', 'Yes\nplease', 'ok - lanjut', '(yes)'],
		...[
			mail('Yes', 'Sent from my phone'),
			mail('Yes', 'Sent from my iPhone'),
			mail('Ya', '-- \nBudi'),
		],
		...[
			mail('Ok', 'Dikirim dari iPhone saya'),
			mail('Yes', QUOTE),
			mail('Yes.', '--\nBudi\nPT Abadi'),
		],
		...[mail('Yes please', 'Best regards,\nBudi Santoso'), mail('Oke', 'Salam hangat,\nBudi')],
		...[mail('Yes', '________________________________\nFrom: Shop\nYes or no?')],
		...[mail('Yes', '-----Original Message-----\nFrom: Shop <a@b.c>\nno')],
		...[
			mail(
				'Ja',
				'Am Mo., 1. Juni 2026 um 10:00 schrieb Shop <shop@example.com>:\n> Ja oder nein?',
			),
		],
		...[mail('Yes', 'On Mon, 1 Jun 2026 at 10:00, Shop\n<shop@example.com> wrote:\n\n> no')],
		...[
			'> Shall we send it?\nyes',
			`${QUOTE}\n\nYes`,
			'Dear team,\n\nYes.\n\nKind regards\nAnna',
		],
		...[
			'<p>Yes</p>',
			'<div>Yes</div><div><br></div><div>Sent from my phone</div>',
			'Yes<br>please',
		],
		...['<html><head><style>p{}</style></head><body><p>Yes&nbsp;please</p></body></html>'],
		...[
			'<div dir="ltr">Ok</div><br><div class="gmail_quote">On Mon … wrote:<blockquote>no</blockquote></div>',
		],
		...['<del>no</del> yes'],
	])('“%s”', (text) => {
		expect(toDecision(text, builtIn)).toBe(true);
	});
});

describe('what declines', () => {
	test.each([
		...[
			'no',
			'No',
			'NO!',
			'no.',
			'nooo',
			'n',
			'n.o.',
			'nope',
			'nah',
			'No thanks',
			'no, thanks',
			'No thank you!',
		],
		...[
			'don’t',
			"Don't!",
			'do not',
			'Please don’t',
			'please do not',
			'cancel',
			'of course not',
			'no way',
		],
		...[
			'absolutely not',
			'I don’t agree',
			'tidak',
			'Tidak kak',
			'tdk',
			'nggak',
			'Ngga',
			'gak',
			'ga',
			'gk',
		],
		...[
			'enggak',
			'engga',
			'nggak, makasih',
			'gak',
			'jangan',
			'Maaf kak, ga jadi',
			'sorry, no',
			'No I don’t',
			'jangan ya',
			'Jangan kak',
			'jgn',
		],
		...[
			'batal',
			'batal aja kak',
			'tidak setuju',
			'gak boleh',
			'ga jadi',
			'nggak usah',
			'tidak perlu, pak',
		],
		...[
			'ga mau',
			'tidak, jangan',
			'no no no',
			'bukan',
			'non',
			'nein',
			'nee',
			'não',
			'hayır',
			'HAYIR',
			'Hayir',
		],
		...['👎', '👎🏿', '❌', '🚫', 'no 👎', 'no 🙏', '~yes~ no', mail('No', 'Sent from my phone')],
		...[mail('Tidak', QUOTE), '<p>No</p>', '<s>yes</s> no', '> yes\nno'],
	])('“%s”', (text) => {
		expect(toDecision(text, builtIn)).toBe(false);
	});
});

describe('what decides nothing', () => {
	test.each([
		...[
			'',
			' ',
			'ok?',
			'yes?',
			'Yes ?',
			'ya？',
			'نعم؟',
			'no?',
			'ok!?',
			'yes ❓',
			'really? yes',
			'¿sí?',
			'ok\u037e',
		],
		...[
			'"yes"',
			'“yes”',
			'«oui»',
			'「はい」',
			"'yes'",
			'‘yes’',
			'`yes`',
			'he said "no"',
			'not "yes"',
		],
		...[
			'~yes~',
			'~no~',
			'~~ok~~',
			'y\u0336e\u0336s\u0336',
			'<del>yes</del>',
			'<s>ok</s>',
			'<strike>no</strike>',
		],
		...[
			'-yes',
			'- yes',
			'−yes',
			'–no',
			'yes -',
			'no —',
			'ok\n- no',
			'!yes',
			'¬yes',
			'≠ yes',
			'[ ] yes',
			'[x] yes',
			'☐ yes',
		],
		...['> yes', '> no', QUOTE, '<blockquote>yes</blockquote>', '<html><body></body></html>'],
		...[
			'yes 👎',
			'no 👍',
			'yes ❌',
			'no ✅',
			'👍👎',
			'ok 🤔',
			'yes 🙄',
			'sure 🙃',
			'ok 😡',
			'yes :(',
			'ok :/',
			'no ✔️',
		],
		...[
			'yes no',
			'yes/no',
			'yes or no',
			'ya tidak',
			'Ya atau tidak',
			'y n',
			'n y',
			'no, yes',
			'yes. no.',
			'ok no',
		],
		...[
			'no problem',
			'No worries',
			'tidak apa-apa',
			'gak apa apa',
			'gapapa',
			'ga masalah',
			'no doubt',
		],
		...[
			'yes, but not today',
			'ok tapi besok',
			'not yes',
			'not sure',
			'I’m not sure',
			'maybe',
			'mungkin',
			'belum',
			'not yet',
		],
		...[
			'nanti',
			'nanti ya',
			'later',
			'why not',
			'yesterday',
			'okra',
			'notebook',
			'nobody',
			'jangan batal',
			'tidak batal',
		],
		...[
			'don’t cancel',
			'do not cancel',
			'please do not cancel',
			'never cancel',
			'no cancel',
			'jangan dibatalkan',
			'don’t stop',
		],
		...[
			'no go ahead',
			'nggak silakan',
			'jangan lupa',
			'jangan dulu',
			'no later than Monday',
			'iya sih',
			'yes if cheaper',
		],
		...[
			'👍 but later',
			'👍 tapi besok',
			'ok wait',
			'ok tunggu',
			'hmm',
			'hm ok',
			'Let me think',
			'yes 100%',
			'+1',
			'1',
			'yes /s',
		],
		...[
			'yes to the second, no to the first',
			'I said no, then yes',
			'Is it yes',
			'apa',
			'bagaimana',
			'kok tidak',
			'🤷',
			'✋',
		],
		...[
			mail('Yes', 'Regards,\nBudi\nP.S. not before Monday'),
			mail('Yes', 'but not on Monday'),
		],
		...['> Shall we?\nyes\n> And the other one?\nno', 'yes '.repeat(31)],
		...[undefined, null, 7, {}, { text: 'yes' }, ['yes']],
	])('“%s”', (text) => {
		expect(toVerdict(text, builtIn)).toBe('unclear');
	});
});

describe('what takes nothing back', () => {
	test.each([
		...[
			'thanks',
			'Thank you so much!',
			'makasih kak',
			'Terima kasih banyak',
			'kak',
			'pak',
			'🙏',
			'😊',
			'❤️',
			'...',
			'!!',
			'please',
			':)',
			'gracias',
		],
	])('“%s”', (text) => {
		expect(toVerdict(text, builtIn)).toBe('aside');
	});
});

describe('of several messages', () => {
	test.each<[unknown[], boolean | undefined, string | undefined]>([
		[['yes', 'no'], false, 'no'],
		[['no', 'yes'], true, 'yes'],
		[['Let me think', 'Yes!'], true, 'Yes!'],
		[['yes', 'thanks', '🙏', 'kak'], true, 'yes'],
		[['yes', 'wait'], undefined, undefined],
		[['yes', 'ok?'], undefined, undefined],
		[['yes', '🤔'], undefined, undefined],
		[['yes', null], undefined, undefined],
		[['yes', 'wait', 'ok yes'], true, 'ok yes'],
		[['no', 'hm', 'thanks'], undefined, undefined],
		[['thanks', '🙏'], undefined, undefined],
		[[], undefined, undefined],
	])('%j', (texts, approved, text) => {
		const found = toLastDecision(texts.map(row), builtIn);
		expect(found?.approved).toBe(approved);
		expect(found?.message.content).toBe(text);
	});
});

describe('own words', () => {
	test.each<[string, string, string, boolean | undefined]>([
		['gas pol, Höchste Zeit', 'emoh', 'GAS POL!', true],
		['gas pol', 'emoh', 'gas', undefined],
		['gas pol', 'emoh', 'Emoh, kak', false],
		['gas pol', 'emoh', 'yes', undefined],
		['gas pol', 'emoh', 'no', undefined],
		['gas pol', 'emoh', '👍🏽', true],
		['gas pol', 'emoh', '👎', false],
		['evet', 'hayır', 'HAYIR', false],
		['evet', 'İstemiyorum', 'istemiyorum', false],
		['höchste zeit', 'nö', 'Hochste Zeit', true],
		['はい、うん', 'いいえ', 'うん', true],
		['はい，好的', '不', '好的！', true],
		['نعم، أجل', 'لا؛كلا', 'أجل', true],
		['نعم، أجل', 'لا؛كلا', 'كلا', false],
		['one; two\nthree', 'four', 'three', true],
		['🚀, let’s go', '🛬', '🚀', true],
		['🚀, let’s go', '🛬', 'lets go 🚀', true],
		['🚀, let’s go', '🛬', '🛬', false],
		['go', 'stop', 'go stop', undefined],
		['go', 'go', 'go', undefined],
		['go', 'stop', 'go?', undefined],
		['boleh', '', 'tidak boleh', undefined],
		['agreed', '', 'agred', undefined],
		['c++', '', 'C++', true],
	])('%s | %s: “%s” says %s', (approve, decline, text, expected) => {
		expect(toDecision(text, own(approve, decline))).toBe(expected);
	});

	test('may be a list, and blanks between commas are none', () => {
		expect(toWords(['yes, ok', ' ', null, '👍'])).toEqual(['yes', 'ok', '👍']);
		expect(toWords(',, ; \n')).toEqual([]);
		expect(toWords(undefined)).toEqual([]);
	});
});

test('the time it takes grows with the length, and a whole mail is read in no time', () => {
	const long = `${'<s><div '.repeat(3_000)}${'On '.repeat(3_000)}${'o.'.repeat(5_000)}`;
	for (let times = 0; times < 20; times++) toVerdict(long, builtIn);
	expect(toVerdict(long, builtIn)).toBe('unclear');
});
