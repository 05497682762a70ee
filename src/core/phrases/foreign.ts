/**
 * “I only speak English and Chinese, so I am asking a person.” in languages that the bot knows but does not speak, by
 * their ISO 639-1 codes.
 */
export const FOREIGN_WORDS = {
  ar: 'لا أتحدث إلا الإنجليزية والصينية، لذلك سأطلب من أحد الزملاء مساعدتك.',
  cs: 'Umím jen anglicky a čínsky, proto požádám o pomoc člověka.',
  da: 'Jeg taler kun engelsk og kinesisk, så jeg henter en medarbejder.',
  de: 'Ich spreche nur Englisch und Chinesisch und hole deshalb einen Menschen dazu.',
  el: 'Μιλάω μόνο αγγλικά και κινεζικά, γι’ αυτό θα ζητήσω βοήθεια από έναν συνάδελφο.',
  es: 'Solo hablo inglés y chino, así que voy a pedir ayuda a una persona.',
  fa: 'من فقط انگلیسی و چینی صحبت می‌کنم، برای همین از یک همکار کمک می‌گیرم.',
  fi: 'Puhun vain englantia ja kiinaa, joten pyydän ihmisen avuksi.',
  fr: 'Je ne parle que l’anglais et le chinois, je fais donc appel à une personne.',
  he: 'אני יודע רק אנגלית וסינית, ולכן אבקש עזרה מאדם.',
  hi: 'मैं केवल अंग्रेज़ी और चीनी बोलता हूँ, इसलिए किसी व्यक्ति से मदद माँग रहा हूँ।',
  hu: 'Csak angolul és kínaiul tudok, ezért egy munkatársat kérek meg, hogy segítsen.',
  id: 'Saya hanya bisa bahasa Inggris dan Mandarin, jadi saya meminta bantuan seseorang.',
  it: 'Parlo solo inglese e cinese, quindi chiedo aiuto a una persona.',
  ja: '英語と中国語しか話せないため、担当者におつなぎします。',
  ko: '저는 영어와 중국어만 할 수 있어서 담당자에게 연결해 드리겠습니다.',
  nl: 'Ik spreek alleen Engels en Chinees, daarom haal ik er een collega bij.',
  no: 'Jeg snakker bare engelsk og kinesisk, så jeg henter en medarbeider.',
  pl: 'Znam tylko angielski i chiński, więc poproszę o pomoc człowieka.',
  pt: 'Só falo inglês e chinês, por isso vou pedir ajuda a uma pessoa.',
  ro: 'Vorbesc doar engleza și chineza, așa că cer ajutorul unui coleg.',
  ru: 'Я говорю только по-английски и по-китайски, поэтому передаю вопрос человеку.',
  sv: 'Jag talar bara engelska och kinesiska, så jag hämtar en medarbetare.',
  th: 'ฉันใช้ได้เฉพาะภาษาอังกฤษและภาษาจีน จึงขอให้เจ้าหน้าที่ช่วยดูให้',
  tr: 'Yalnızca İngilizce ve Çince biliyorum, bu yüzden bir çalışandan yardım istiyorum.',
  uk: 'Я розмовляю лише англійською та китайською, тому передаю запитання людині.',
  vi: 'Tôi chỉ biết tiếng Anh và tiếng Trung, nên tôi sẽ nhờ một nhân viên giúp bạn.',
} as const;

/** A language that the bot can name but does not speak. */
export type ForeignLanguage = keyof typeof FOREIGN_WORDS;
