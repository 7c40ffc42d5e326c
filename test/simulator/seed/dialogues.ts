/** Chats by language; a line of the customer begins with >, one of the shop with <, one of the system with #. */
// prettier-ignore
export const DIALOGUES: Record<string, string[][]> = {
	en: [
		['>Hi! Is the Aurora grinder still in stock?', '<Hello! Yes, we have four left.', '>Great. Does it come in black?', '<Black and cream, both ship tomorrow.', '>Black then, please.', '<Done. Your order number is 10482.', '>Thank you! 🙏'],
		['>My parcel says delivered but nothing is here.', '<I am sorry to hear that. May I have the order number?', '>10377', '<Thank you, I am asking the courier now.', '<They left it with your neighbour at number 14.', '>Found it, all good now. Cheers!', '<Glad to hear it. Enjoy the coffee!', '#Conversation resolved'],
		['>Good morning, could you send a quote for 12 kg of Sumatra beans a month?', '<Good morning! For 12 kg we can offer 15% off the list price.', '>Does that include delivery?', '<Yes, within the country.', '>[image] This is the label of what we buy today', '<Thanks, that is close to our Mandheling. Shall I add a sample?', '>Yes please', '<It goes out today with the quote.', '>Perfect, talk next week'],
		['>hello?', '>anyone there', '>the machine shows error E4', '<Hi, sorry for the wait! E4 means the tank is not seated.', '>ok let me try', '>that worked!! thanks', '<Happy to help 😊'],
		['>Can I change the delivery address of order 10455?', '<Of course. What is the new address?', '>Flat 3, 18 Mill Lane', '<Changed. You will get a new confirmation by email.', '>Lovely, thanks', '>One more thing: can you leave it with the porter?', '<I have added a note for the courier.'],
		['>Do you buy back old machines?', '<We do, if they are less than six years old. Which model is it?', '>A Lumen 2 from 2022', '<Then we could offer between 80 and 120.', '>[image]', '<It looks well kept. 110 and we collect it.', '>Deal.'],
	],
	id: [
		['>Halo kak, biji kopi Gayo masih ada?', '<Halo! Masih ada, kemasan 250 g dan 1 kg.', '>Yang 1 kg berapa ya?', '<Rp185.000, kak.', '>Oke saya ambil 2', '<Siap. Mau dikirim ke alamat yang biasa?', '>Iya betul', '<Baik, resinya saya kirim sore ini ya.', '>Makasih kak 🙏'],
		['>Pesanan saya kok belum sampai ya?', '<Mohon maaf, boleh minta nomor pesanannya?', '>10391', '<Terima kasih, paketnya sedang di kurir dan tiba hari ini.', '>Oh baik, saya tunggu', '>Sudah sampai kak, terima kasih!'],
		['>Min, bisa servis mesin espresso di Bandung?', '<Bisa kak, teknisi kami ada setiap Selasa dan Kamis.', '>Kamis jam 10 bisa?', '<Bisa, saya catat Kamis jam 10.00.', '>[image] ini kerusakannya', '<Baik, sepertinya seal-nya bocor. Kami bawa suku cadangnya.', '>Sip', '#Percakapan diselesaikan'],
	],
	es: [
		['>¡Hola! ¿Hacen envíos a las islas?', '<¡Hola! Sí, en tres o cuatro días.', '>¿Y cuánto cuesta?', '<6,50 €, y gratis a partir de 60 €.', '>Perfecto, entonces pido dos kilos de Huila.', '<¡Apuntado! Le envío el enlace de pago.', '>Pagado ✅', '<Recibido, muchas gracias.'],
		['>Buenas tardes, necesito la factura del pedido 10402.', '<Buenas tardes. ¿A qué nombre la ponemos?', '>A nombre de la empresa, por favor.', '<Se la acabo de enviar por correo.', '>Recibida, gracias.'],
		['>La cafetera hace un ruido raro', '>[video]', '<Gracias por el vídeo. Parece la bomba.', '>¿Entra en la garantía?', '<Sí, la recogemos mañana entre las 9 y las 14.', '>Genial', '<Le aviso cuando llegue al taller.', '>Vale, gracias'],
	],
	de: [
		['>Guten Tag, ist die Siebträgermaschine Lumen 3 lieferbar?', '<Guten Tag! Ja, ab Lager, Lieferzeit zwei Tage.', '>Gibt es einen Händlerrabatt?', '<Ab drei Geräten 12 %.', '>Dann bitte ein Angebot über vier Stück.', '<Gern, es kommt heute noch per E-Mail.', '>Vielen Dank.', '<Sehr gern, einen schönen Tag!'],
		['>Hallo, die Mühle mahlt plötzlich sehr grob.', '<Hallo! Haben Sie die Mahlscheiben schon gereinigt?', '>Nein, wie geht das?', '<Ich schicke Ihnen die Anleitung.', '>Hat geklappt, danke!', '#Unterhaltung gelöst'],
		['>Moin, kann ich die Bestellung 10466 noch stornieren?', '<Moin! Ja, sie ist noch nicht verpackt.', '>Dann bitte stornieren.', '<Erledigt, das Geld kommt in zwei bis drei Tagen.', '>Top, danke', '<Gern.'],
	],
	ar: [
		['>السلام عليكم، هل القهوة اليمنية متوفرة؟', '<وعليكم السلام، نعم متوفرة بوزن ٢٥٠ غرام و١ كيلو.', '>كم سعر الكيلو؟', '<١٤٠ درهمًا مع التوصيل.', '>ممتاز، أريد كيلوين.', '<تم تسجيل الطلب، سيصلكم غدًا.', '>شكرًا جزيلاً'],
		['>مرحبا، لم تصلني الفاتورة', '<مرحبًا بك، ما رقم الطلب؟', '>10433', '<أرسلناها الآن إلى بريدك.', '>وصلت، شكرًا', '<على الرحب والسعة'],
	],
	ja: [
		['>こんにちは。コロンビアの深煎りはありますか？', '<こんにちは。はい、200gと500gがございます。', '>500gを2袋お願いします。', '<かしこまりました。明日発送いたします。', '>よろしくお願いします。', '<ご注文ありがとうございます。'],
		['>届いた豆の袋が破れていました', '>[image]', '<ご迷惑をおかけして申し訳ございません。', '<本日、新しいものをお送りいたします。', '>ありがとうございます。', '<追跡番号は後ほどお知らせします。', '>承知しました。'],
	],
	fr: [
		['>Bonjour, livrez-vous le samedi ?', '<Bonjour ! Oui, le matin, dans toute la ville.', '>Parfait, je voudrais 3 kg d’Éthiopie.', '<C’est noté, livraison samedi entre 9 h et 12 h.', '>Merci beaucoup', '<Avec plaisir, bonne journée !'],
		['>Bonsoir, ma machine fuit…', '<Bonsoir, pouvez-vous m’envoyer une photo ?', '>[image] voilà', '<Merci. Le joint est usé, nous vous en envoyons un.', '>C’est payant ?', '<Non, elle est encore sous garantie.', '>Super, merci !'],
	],
	pt: [
		['>Oi, tudo bem? Vocês têm o café do Cerrado?', '<Oi! Temos sim, moído e em grãos.', '>Em grãos, 5 kg', '<Combinado. Entrega na quinta-feira.', '>Obrigado!', '<Nós que agradecemos 😊'],
		['>Boa tarde, a encomenda 10419 chegou incompleta.', '<Boa tarde, lamento. O que falta?', '>Faltam os filtros.', '<Enviamos hoje mesmo, sem custos.', '>Obrigada', '#Conversa resolvida'],
	],
	zh: [
		['>你好，请问云南咖啡豆还有货吗？', '<您好，有的，今天可以发货。', '>要十公斤，可以开发票吗？', '<可以，请把抬头发给我们。', '>好的，稍后发邮件', '<收到，谢谢！'],
		['>請問磨豆機的保固是多久？', '<您好，保固兩年。', '>了解，謝謝', '<不客氣！'],
	],
	ko: [['>안녕하세요, 디카페인 원두 있나요?', '<네, 500g 포장으로 있습니다.', '>두 개 주문할게요.', '<감사합니다. 내일 도착합니다.', '>감사합니다!']],
	ru: [['>Здравствуйте! Есть ли у вас Кения АА?', '<Здравствуйте! Да, свежая обжарка в пятницу.', '>Отложите, пожалуйста, 3 кг.', '<Отложили, спасибо за заказ.', '>Спасибо!']],
	uk: [['>Доброго дня! Чи можна замовити пробник?', '<Доброго дня! Так, набір із п’яти сортів.', '>Чудово, беру.', '<Надішлемо сьогодні.', '>Дякую!']],
	it: [['>Buongiorno, avete la miscela per moka?', '<Buongiorno! Certo, macinata stamattina.', '>Ne prendo quattro pacchi.', '<Perfetto, partono oggi.', '>Grazie mille!']],
};
