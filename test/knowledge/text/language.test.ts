import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { readMessagesCsv } from '../../../knowledge/files/csv.js';
import { loadArticles } from '../../../knowledge/files/load.js';
import { spokenIn } from '../../../knowledge/text/language.js';
import { FOREIGN_WORDS, type ForeignLanguage } from '../../../src/core/phrases/foreign.js';

/** What people type at a help desk in other languages: short, with and without accents. */
const FOREIGN: Readonly<Record<ForeignLanguage, readonly string[]>> = {
  ar: ['نسيت كلمة المرور', 'الطابعة لا تعمل'],
  cs: ['zapomněl jsem heslo', 'nemohu se přihlásit'],
  da: ['jeg har glemt min adgangskode'],
  de: ['Passwort vergessen', 'Der Drucker im dritten Stock druckt nicht', 'hallo, mein vpn geht nicht mehr'],
  el: ['ξέχασα τον κωδικό μου'],
  es: ['Olvidé mi contraseña', 'hola, no puedo entrar en mi cuenta', 'quiero cancelar mi pedido'],
  fa: ['رمز عبورم را فراموش کردم'],
  fi: ['unohdin salasanani', 'miten voin vaihtaa salasanan'],
  fr: [
    "J'ai oublié mon mot de passe",
    "l'imprimante ne marche plus",
    'annuler ma commande svp',
    'le VPN ne marche pas du tout',
  ],
  he: ['שכחתי את הסיסמה'],
  hi: ['मैं अपना पासवर्ड भूल गया'],
  hu: ['elfelejtettem a jelszavam', 'nem tudok bejelentkezni'],
  id: ['saya lupa kata sandi', 'bagaimana cara mengajukan cuti'],
  it: ['ho dimenticato la password', 'non riesco ad accedere al mio account', 'dove trovo la busta paga?'],
  ja: [
    'パスワードを忘れた',
    '経費精算のやり方を教えてください',
    '有給休暇の申請方法',
    '経費精算',
    '会社携帯紛失',
    '社内システムの対応時間',
  ],
  ko: ['비밀번호를 잊어버렸습니다', '프린터가 안 돼요'],
  nl: ['ik ben mijn wachtwoord vergeten', 'de printer werkt niet meer'],
  no: ['hvordan endrer jeg passordet mitt'],
  pl: ['zapomniałem hasła', 'nie mogę się zalogować do konta'],
  pt: ['esqueci a senha', 'não consigo acessar minha conta'],
  ro: ['am uitat parola', 'nu pot să mă conectez la cont'],
  ru: ['забыл пароль', 'принтер не работает'],
  sv: ['jag har glömt mitt lösenord', 'skrivaren fungerar inte'],
  th: ['ลืมรหัสผ่าน'],
  tr: ['şifremi unuttum', 'hesabıma giriş yapamıyorum', 'izin nasıl alabilirim'],
  uk: ['я забув пароль, що робити?', 'не можу увійти до облікового запису'],
  vi: ['tôi quên mật khẩu', 'làm sao để đăng nhập', 'máy in không hoạt động'],
};

describe('the language of a text', () => {
  for (const [language, texts] of Object.entries(FOREIGN)) {
    it('takes a face made of a kana for no Japanese', () => {
      for (const text of ['how do I reset my password ¯\\_(ツ)_/¯', 'no idea what happened (シ)']) {
        expect(spokenIn(text).language, text).to.equal('en');
      }
      for (const text of [
        'パスワードを忘れました',
        'Outlookにログインできない',
        'Microsoft Outlookの設定方法',
      ]) {
        expect(spokenIn(text), text).to.include({ language: 'other', foreign: 'ja' });
      }
    });

    it(`knows ${language} when it sees it`, () => {
      for (const text of texts)
        expect(spokenIn(text), text).to.deep.equal({ language: 'other', foreign: language });
    });
  }

  it('has its own words in every language that it knows', () => {
    for (const [language, words] of Object.entries(FOREIGN_WORDS)) {
      // The sentence itself is in its language; Chinese characters stand in Japanese.
      expect(spokenIn(words).language, language).to.equal('other');
      expect(words).to.not.match(/!/);
    }
    expect(FOREIGN).to.have.all.keys(Object.keys(FOREIGN_WORDS));
  });

  it('is Chinese in Cantonese, with traditional characters, with the sounds of Taiwan and with the の of fashion', () => {
    const texts = [
      '點樣請假呀',
      '而家上唔到網',
      '電腦連不上網路',
      '在哪里报销の',
      '报销の流程在哪',
      'ㄎㄎ',
      '關係企業的發票',
    ];
    for (const text of [...texts, '会议室预约方法', '出差经费', '黑屏了', '實習生證明'])
      expect(spokenIn(text), text).to.deep.equal({ language: 'zh' });
  });

  it('never takes English or Chinese for another language', async () => {
    const folder = fileURLToPath(new URL('../../../knowledge/articles/', import.meta.url));
    const { articles } = await loadArticles(folder);
    const phrasings = articles.flatMap(({ translations }) =>
      Object.values(translations).flatMap(({ phrasings: all }) => all),
    );
    const messages = await Promise.all(
      ['../../../knowledge/triage/', '../../fixtures/triage/'].flatMap((path) =>
        ['en', 'zh'].map(async (language) => {
          const text = await readFile(new URL(`${path}${language}.csv`, import.meta.url), 'utf8');
          return readMessagesCsv(text, path).messages.map((message) => message.text);
        }),
      ),
    );
    const short = [
      'vpn?',
      'ok',
      'printer hp 4200',
      'José García cannot log in',
      'Zürich office wifi',
      'de facto limit',
      'Los Angeles office',
      'la fitness reimbursement',
      'Das Keyboard 4 broken',
      'Deutsche Bank IBAN',
      'résumé upload',
      'São Paulo holidays',
      'hello from Łukasz',
      'el capitan update',
      'ABC-123',
      'is mein kampf banned in the library',
    ];
    // Written to be answered in English although it greets in Spanish.
    const greeting = 'Hola, do you have this in English as well?';
    const taken = [...phrasings, ...messages.flat(), ...short, greeting].filter(
      (text) => spokenIn(text).language === 'other',
    );
    expect(taken).to.deep.equal([]);
    expect(phrasings.length + messages.flat().length).to.be.above(1500);
  });
});
