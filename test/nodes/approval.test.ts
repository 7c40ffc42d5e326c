import {
	APPROVE_WORDS,
	DECLINE_WORDS,
	toDecision,
	toLastDecision,
	toVerdict,
	toWords,
} from '../../nodes/Relasi/resources/message/decision/approval';
import { growthOf } from '../support/growth';
import { listed } from '../support/listed';

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
		...listed(`
			yes | Yes | YES | Yes! | yes!!! | yesss | ＹＥＳ | Y | yep | Yup! | yeah | Yes, please
			Yes  please | Yes please! | sure | Sure thing | of course | Of course! | go ahead
			Yes, go ahead. | sounds good | Agreed | correct | absolutely | I agree | That’s right
			that's correct | ok | OK. | o.k. | O.K. | okay | okayyy | oke | okee | okeh | Oke kak
			Oke kak, silakan | ok ok | ok siap | ok deh | iya | iyaa | Iya kak | ya | yaa | Ya kak
			ya ya | ya, boleh | boleh | boleh ya kak | boleh kok | betul | Betul sekali | benar
			benar, pak | setuju | Setuju bu! | sip | siiip | siap gan | silakan | Baik kak | alright
			Yes I do | sip mantap | Sorry, yes | silahkan mbak | lanjut | lanjut min | gas | gasss
			gas aja bro | iya mas | ya dong | Makasih kak, iya | ok makasih | Yes, thank you!
			Halo kak, oke | tentu saja | pasti | sí | Si | oui | D’accord | ja | evet | 👍 | 👍🏽
			👍👍 | ✅ | ✔️ | 👌🏻 | 👍🙏 | ok 👍 | yes 😊 | Ok 🙏 | yes :) | ok ^^ | ya <3 | *yes* | _Yes_
			**ok** | yes… | ok.. | iya~ | ¡Sí! | Oui ! | yes 🇮🇩 | ~no~ yes | ok - lanjut | (yes)
			<p>Yes</p> | <div>Yes</div><div><br></div><div>Sent from my phone</div> | Yes<br>please
			<html><head><style>p{}</style></head><body><p>Yes&nbsp;please</p></body></html>
			<!DOCTYPE html><html><body><p>Yes</p></body></html>
			<div dir="ltr">Ok</div><br><div class="gmail_quote">On Mon … wrote:<blockquote>no</blockquote></div>
			<del>no</del> yes | ya boleh kak 🙏 | oke deh kak | yes pls | oke sip | Saya setuju
			iya saya mau | mau banget | mau dong kak | oke lanjutkan | Boleh banget
			baik bu, silakan | siap noted kak | sudah sesuai kak | iya jadi | ACC kak | gaskan
			silakan diproses | oke lah | yap | Yes, I would | yes we do | That works | sounds great
			We agree | I accept | yes, it’s correct | let’s do it | ok cool | yes perfect | 🙆
			yes & thanks | Yes—go ahead | yes (please) | 𝐲𝐞𝐬 | (yes) 🎉 | Ya Pak Budi | Kak Setuju
			Setuju Bu Rina! | iya kak Dewi, boleh | Selamat pagi kak, boleh | iya~ boleh~ | ✓ ok
			nggeh | inggih monggo | ok makasih ya | ya, terima kasih ya | Kak, ya boleh
			Pagi kak, boleh | sy setuju | ok kk | disetujui | Dengan ini saya setuju.
			siap, laksanakan | Looks good to me! | LGTM | okay then | okedeh | bolehlah
			saya siap | kami bersedia | sangat setuju | hehe iya kak | iye kak | bole bang | it is correct
			I confirm it | I’m sure | I’m in | I’m fine with that | You can go ahead | By all means
			okey dokey | okidoki kak | oke lah kalau begitu | siap bosku | yakin kak | fix ya | di acc pak
			saya terima | diterima | proses aja kak | tolong diproses | silakan kirim | ashiap | muhun kang
			uh huh | mhm | Iya Pak Betul | Baik Pak Silakan
			I fully agree | Yes, you may | kindly proceed | that’s fine | Setuju, selamat siang
			iya dok Rina | Ok ko Andi | iya kaka | yes, continue | okei | inggih, matur suwun | ya 🙂‍↕️ | boleh nih
			jadi ya kak | tidak keberatan | No objections. | I approve it | ok ‼️ | please go ahead | tolong lanjutkan
			<p class=MsoNormal>Yes<o:p></o:p></p><p><b>From:</b> Shop &lt;a@b.c&gt;<br><b>Sent:</b> Monday</p><p>no?</p>
		`),
		' yes. ',
		'ye\u200bs',
		'Yes\nplease',
		mail('Yes', 'Sent from my phone'),
		mail('Yes', 'Sent from my iPhone'),
		mail('Ya', '-- \nBudi'),
		mail('Ok', 'Dikirim dari iPhone saya'),
		mail('Yes', QUOTE),
		mail('Yes.', '--\nBudi\nPT Abadi'),
		mail('Yes please', 'Best regards,\nBudi Santoso'),
		mail('Oke', 'Salam hangat,\nBudi'),
		mail('Yes', '________________________________\nFrom: Shop\nYes or no?'),
		mail('Yes', '-----Original Message-----\nFrom: Shop <a@b.c>\nno'),
		mail(
			'Ja',
			'Am Mo., 1. Juni 2026 um 10:00 schrieb Shop <shop@example.com>:\n> Ja oder nein?',
		),
		mail('Yes', 'On Mon, 1 Jun 2026 at 10:00, Shop\n<shop@example.com> wrote:\n\n> no'),
		'> Shall we send it?\nyes',
		`${QUOTE}\n\nYes`,
		'Dear team,\n\nYes.\n\nKind regards\nAnna',
		mail('Yes', 'Thanks,\nBudi'),
		mail('Yes', 'Thanks\nBudi Santoso'),
		mail('Ya', 'Terima kasih,\nBudi\nPT Abadi'),
		mail('Yes', 'Cheers,\nAnna'),
		mail('Hi Anna,', 'Yes.\n\nBest regards,\nBudi'),
		mail('Dear Mr. Smith,', 'Yes, please go ahead.\n\nKind regards,\nBudi'),
		mail('Halo Kak Rina,', 'Ya boleh.\n\nTerima kasih'),
		mail('Selamat pagi,', 'Ya, setuju.\n\nHormat saya,\nBudi'),
		mail('Yes', 'From: Shop\nSent: Monday, 1 June 2026\nTo: Budi\n\nYes or no?'),
		mail('Yes', '***\nBudi'),
		mail('Yes', 'This email and its attachments are confidential.'),
		mail('Yes', 'Skickat från min iPhone'),
		mail('Yes', 'Get Outlook for iOS'),
		mail('Yes', 'Thanks & regards,\nBudi'),
		mail('Yes', 'With best regards,\nBudi'),
		mail('Yes', 'Yours faithfully,\nBudi'),
		mail('Ya', 'Wassalam,\nBudi'),
		mail('Setuju.', 'Terima kasih.\n\nBudi'),
		mail('Yth. Bapak/Ibu,', 'Saya setuju.\n\nHormat kami,\nBudi'),
		mail('Dengan hormat,', 'Saya setuju.\n\nHormat saya,\nBudi'),
		mail('Assalamualaikum wr. wb.', 'Saya setuju.\n\nWassalamualaikum wr. wb.'),
		'Halo kak\nya',
	])('“%s”', (text) => {
		expect(toDecision(text, builtIn)).toBe(true);
	});
});

describe('what declines', () => {
	test.each([
		...listed(`
			no | No | NO! | no. | nooo | n | n.o. | nope | nah | No thanks | no, thanks
			No thank you! | don’t | Don't! | do not | Please don’t | please do not | cancel
			of course not | no way | absolutely not | I don’t agree | tidak | Tidak kak | tdk
			nggak | Ngga | gak | ga | gk | enggak | engga | nggak, makasih | gak | jangan
			Maaf kak, ga jadi | sorry, no | No I don’t | jangan ya | Jangan kak | jgn | batal
			batal aja kak | tidak setuju | gak boleh | ga jadi | nggak usah | tidak perlu, pak
			ga mau | tidak, jangan | no no no | bukan | non | nein | nee | não | hayır | HAYIR
			Hayir | 👎 | 👎🏿 | ❌ | 🚫 | no 👎 | no 🙏 | ~yes~ no | gak usah | ga usah kak | gausah deh
			gamau | gaboleh | Saya tidak setuju | kami tidak bisa | kurang setuju | tak usah
			tak perlu kak | saya menolak | tidak tertarik | emoh | mboten | cancel aja | No thx
			No need, thanks | never mind | forget it | I’d rather not | I’m not interested
			I don’t want it | can’t | I decline | we don’t agree | incorrect | no, please don’t
			no 😂 | 🙅‍♀️ | Enggak dong | Tidak, terima kasih | Maaf Pak Budi, tidak bisa
			tidak sesuai | g boleh | <p>No</p> | <s>yes</s> no | tidak, makasih ya
			Maaf ya kak, gak jadi | mohon maaf ya kak, tidak | gak dulu, makasih ya kak
			I do not agree | We do not approve. | I won’t | not approved | denied | not at all | no deal
			Please do not go ahead | saya mau batal | mau cancel kak | batalin aja
			no :( | gak 😭 | No, sorry | ga acc | that’s not correct | I can’t agree | tak setuju
			cancel that | that’s wrong | wrong | salah kak | itu salah | bukan itu | I don’t want
			I’m sorry, no. | unfortunately no | unfortunately not | no it’s not | not right | hentikan
			tidak terima | Makasih Pak Tidak | dicancel aja kak | di batalkan | please don’t continue
			no you can’t | jangan dikirim ya | saya keberatan | ga tertarik | No I don’t agree | no, I don’t want it
		`),
		mail('No', 'Sent from my phone'),
		mail('Hi Anna,', 'No thanks.\n\nThanks,\nBudi'),
		mail('Tidak', QUOTE),
		'> yes\nno',
	])('“%s”', (text) => {
		expect(toDecision(text, builtIn)).toBe(false);
	});
});

describe('what decides nothing', () => {
	test.each([
		...listed(`
			ok? | yes? | Yes ? | ya？ | نعم؟ | no? | ok!? | yes ❓ | really? yes | ¿sí? | "yes"
			“yes” | «oui» | 「はい」 | 'yes' | ‘yes’ | he said "no" | not "yes" | ~yes~ | ~no~ | ~~ok~~
			<del>yes</del> | <s>ok</s> | <strike>no</strike> | -yes | - yes | −yes | –no | yes -
			no — | !yes | ¬yes | ≠ yes | [ ] yes | [x] yes | ☐ yes | > yes | > no
			<blockquote>yes</blockquote> | <html><body></body></html> | yes 👎 | no 👍 | yes ❌ | no ✅
			👍👎 | ok 🤔 | yes 🙄 | sure 🙃 | ok 😡 | yes :( | ok :/ | no ✔️ | yes no | yes/no | yes or no
			ya tidak | Ya atau tidak | y n | n y | no, yes | yes. no. | ok no | no problem
			No worries | tidak apa-apa | gak apa apa | gapapa | ga masalah | no doubt
			yes, but not today | ok tapi besok | not yes | not sure | I’m not sure | maybe | mungkin
			belum | not yet | nanti | nanti ya | later | why not | yesterday | okra | notebook
			nobody | jangan batal | tidak batal | don’t cancel | do not cancel
			please do not cancel | never cancel | no cancel | jangan dibatalkan | don’t stop
			no go ahead | nggak silakan | jangan lupa | jangan dulu | no later than Monday | iya sih
			yes if cheaper | 👍 but later | 👍 tapi besok | ok wait | ok tunggu | hmm | hm ok
			Let me think | yes 100% | +1 | 1 | yes /s | yes to the second, no to the first
			I said no, then yes | Is it yes | apa | bagaimana | kok tidak | 🤷 | ✋ | gimana kak
			can I say no? | yes? or no | yes, but only if it is free | iya besok | ya nanti dulu
			gak tahu | kayaknya iya | iya apa nggak | boleh gak | bisa ga ya | betul kan
			setuju tapi | kalau boleh | boleh tanya kak | bisa minta | mau lihat dulu | oke sebentar
			saya cek dulu | ok google | yeah right | ya, halo | iya halo kak | baik-baik saja
			yeah no | yes never mind | ya batalkan | ok stop | non stop | bukan tidak | jangan tidak
			tidak menolak | no need to worry | I can’t wait | jadi gimana | Ok Pak Nanti
			Iya Pak Tolak | Iya Kak Dibatalkan | ok mbak besok | yes 2 | 50/50 | ok 3 | yes:
			( ) yes | □ yes | ○ no | ⬜ yes | ➖ yes | ❝yes❞ | 〈yes〉 | 〝yes〟 | ~ yes ~ | ～yes～
			okay 👎 | yes 🫤 | sure 💩 | ok 🫠 | no 🙆 | ok ⏰ | yes 🆖 | yes T_T | Re: yes | yes to 2
			<q>yes</q> | <span style="text-decoration: line-through">yes</span> | yes&#63;
			&quot;yes&quot; | <p>yes</p><p>no</p> | yes <no> | saya | Halo kak | Selamat pagi | malam kak
			boleh siang kak | ok malam | please confirm | Please approve. | tolong acc pak
			confirm pls | bisa tolong kak | kakak baik | iya si | 👉 yes | 👉👌
			iya saya | ya saya kak | Iya, saya. | ok kami | bukan saya | yes I | bisa-bisa | Siap-siap
			benar-benar | bisa bisa | bisa jadi kak | boleh jadi | bisa saja | boleh si | mau si kak | SIM | sim
			saya baik | it’s ok | That’s okay. | it’s fine | all good, thanks | kindly confirm | 😢 yes
			ok 💔 | yes, sorry | iya maaf kak | can’t stop | I can’t decline | it is | don’t want to cancel
			tidak salah | ya salah | maaf saya salah | salah kirim | wrong number | not wrong | tidak yakin
			yakin gak | terima gaji | belum terima | bisa diproses | fix besok | Iya Pak Jangan
			yakin nih | bener nih kak | jadi nih | jadi bisa ya | jadi boleh | boleh sekali saja | ok sekali aja
			bisa please | boleh pls kak | ok 😮‍💨 | iya 😵‍💫 | ya 🙂‍↔️ | ok 🏴‍☠️ | ok 🚩 | ok 🫸🏻 | sure 🧢 | iya 😓
			iya dicancel aja | Halo Pak Oke | yes+ | jangan hentikan | yes, I’m sorry | ok unfortunately
			ya selamat siang | iya hai kak | I don’t understand | I don’t know | do not hesitate | jangan khawatir
		`),
		'',
		' ',
		'ok\u037e',
		'`yes`',
		'y\u0336e\u0336s\u0336',
		'ok\n- no',
		QUOTE,
		mail('Yes', 'Regards,\nBudi\nP.S. not before Monday'),
		mail('Yes', 'but not on Monday'),
		'yes\n\n?',
		mail('Yes', 'Thanks\nbut not on Monday'),
		mail('Yes', 'Thanks\nWait'),
		mail('Yes', 'Thanks,\nBut No'),
		mail('Hi Anna,', 'not yet'),
		mail('Hi Anna,', 'Yes?'),
		mail('Yes', 'Monday'),
		'Yes\nThanks\nSenin',
		'Hi No,\nyes',
		'> Shall we?\nyes\n> And the other one?\nno',
		'yes '.repeat(31),
		undefined,
		null,
		7,
		{},
		{ text: 'yes' },
		['yes'],
	])('“%s”', (text) => {
		expect(toVerdict(text, builtIn)).toBe('unclear');
	});
});

describe('what takes nothing back', () => {
	test.each([
		...listed(`
			thanks | Thank you so much! | makasih kak | Terima kasih banyak | kak | pak | 🙏 | 😊 | ❤️
			... | !! | please | :) | gracias | great! | noted | makasih ya | Terima kasih, ya.
			Makasih Pak Oke | Thanks, Mr Fine | terima kasih ya kak | makasih kk | kk | kak ya | thanks ya bro | tolong ya | mantap ya
		`),
	])('“%s”', (text) => {
		expect(toVerdict(text, builtIn)).toBe('aside');
	});
});

describe('what takes a yes back, but not a no', () => {
	test.each([
		'maaf',
		'sorry kak',
		'Unfortunately',
		'I’m sorry',
		'Maaf ya kak',
		'mohon maaf ya',
		'😢',
		':(',
	])('“%s”', (text) => {
		expect(toVerdict(text, builtIn)).toBe('regret');
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
		[['gak jadi kak', 'makasih ya', 'maaf ya kak'], false, 'gak jadi kak'],
		[['ya', 'maaf ya'], undefined, undefined],
		[['no', '😭'], false, 'no'],
		[['yes', '😭'], undefined, undefined],
		[['makasih ya'], undefined, undefined],
		[['yes', 'Halo kak'], undefined, undefined],
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
		['siap-siap', '', 'Siap-siap!', true],
		['c++', '', 'C++', true],
		['c++', 'c', 'C', false],
		['+1', '-1', '+1', true],
		['+1', '-1', '-1', false],
		['+1', '', '1', undefined],
		['+', '-', '+', true],
		['+', '-', '-', false],
		['a', 'b', 'aa', undefined],
		['1', '2', '1.', true],
		['1', '2', '1 2', undefined],
	])('%s | %s: “%s” says %s', (approve, decline, text, expected) => {
		expect(toDecision(text, own(approve, decline))).toBe(expected);
	});

	test('may be a list, and blanks between commas are none', () => {
		expect(toWords(['yes, ok', ' ', null, '👍'])).toEqual(['yes', 'ok', '👍']);
		expect(toWords(',, ; \n')).toEqual([]);
		expect(toWords(undefined)).toEqual([]);
	});
});

test('the time it takes grows in proportion to the length', () => {
	const long = (count: number) =>
		'<s><div '.repeat(count) + 'On '.repeat(count) + 'o.'.repeat(count);
	expect(toVerdict(long(8_000), builtIn)).toBe('unclear');
	expect(growthOf((count) => toVerdict(long(count), builtIn))).toBeLessThan(30);
});
