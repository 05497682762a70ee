import type { ForeignLanguage } from '../../src/core/phrases/foreign.js';

/**
 * Words that tell a language written in Latin letters: the small ones that hold its sentences together, and, after the
 * bar, those that people ask a help desk with. Without accents; none is English. Where a word belongs to several
 * languages it stands with each.
 */
const WORDS: Readonly<Partial<Record<ForeignLanguage, string>>> = {
  de: `ich nicht und ist der das den dem ein eine einen einem wie mein meine meinen mir kann bitte zum zur auf mit habe haben
    wir sie warum wo wer wann oder auch noch nach bei von fur uber sich wird wurde sind kein keine mehr geht wenn aber schon hallo danke
    | passwort vergessen drucker konto rechnung hilfe benutzer anmelden zurucksetzen funktioniert urlaub beantragen
 gehaltsabrechnung bestellung fehler krankmeldung kundigen verbinden ruckerstattung konnen brauche moglich`,
  fr: `je les des est une mon ma mes vous nous pour dans comment avec ne sur qui que quoi ou pas puis mais sont cette ces
    ai avez suis etre faire quand pourquoi plus chez au aux leur notre votre bonjour merci tout rien toujours
    | motdepasse oublie imprimante facture compte connecter reinitialiser fonctionne aide conges trouve trouver fiche paie svp
 commande erreur besoin remboursement probleme puisje peux voudrais marche ordinateur ecran livraison annuler`,
  es: `el los las una unos por para mi mis puedo como con esta este hola quiero tengo cuando donde del se que no lo le su
    pero muy hay necesito estoy ser son nos ustedes porque cual quien desde hasta mas ya al gracias buenos dias
    | contrasena cuenta ayuda impresora factura olvide restablecer funciona vacaciones nomina pedido
 reembolso sesion iniciar acceder cambiar solicitar pantalla ordenador computadora correo envio cancelar problema`,
  pt: `os uma meu minha voce nao com para esta como por que quando onde preciso posso tenho estou mas muito isso esse
    essa dos das pelo pela ao aos nos ele ela eu sao ja quero qual quem porque ate obrigado obrigada ola
    | senha conta ajuda impressora fatura esqueci redefinir funciona ferias salario pedido reembolso
 acessar entrar alterar solicitar tela computador cancelar problema consigo consegue`,
  it: `il gli che non mio mia miei sono della del delle dei come posso nel nella con per una uno perche quando dove ho
    hai abbiamo questo questa ma anche vorrei devo chi cosa piu dal alla al mi ci si ciao grazie buongiorno
    | passwd dimenticato trovo stampante account fattura aiuto ferie busta paga ordine rimborso accedere parlo quindi chiedo
 funziona reimpostare cambiare richiedere schermo annullare errore problema riesco scaduta collegarmi`,
  nl: `ik het een niet mijn hoe van voor met naar maar wij jullie waar wanneer waarom wie deze dit dat zijn heb heeft
    hebben geen nog ook bij uit over kan worden wordt moet wil hallo bedankt
    | wachtwoord vergeten rekening factuur hulp inloggen werkt bestelling terugbetaling vakantie aanvragen
 scherm foutmelding wijzigen opnieuw salarisstrook verlof`,
  pl: `nie jest jak moje moj moja mam czy prosze sie na do z ze dla gdzie kiedy dlaczego moge mozna ale juz przez od po
    co kto nasz jestem byc dzien dobry dziekuje
    | haslo zapomnialem zapomnialam drukarka konto faktura pomoc zalogowac dziala urlop zamowienie
 zwrot blad zmienic zresetowac potrzebuje komputer ekran`,
  cs: `jsem jak moje muj mam prosim pro ale kde kdy proc mohu muzu nebo jsou byt uz jako ze na dobry den dekuji
    | heslo zapomnel zapomnela tiskarna ucet faktura pomoc prihlasit nefunguje dovolena objednavka chyba
 zmenit potrebuji obnovit pocitac`,
  sv: `jag och inte hur min mitt kan var nar varfor som det den ett att med for till har hade vill eller men fran ar tack
    | losenord glomt skrivare konto faktura hjalp hej logga fungerar semester bestallning aterbetalning fel andra
 behover aterstalla skarm`,
  da: `jeg og ikke hvordan min mit kan hvor hvornar hvorfor som det den et at med for til har vil eller men fra er mig tak
    | adgangskode glemt printer konto faktura hjaelp hej logge virker ferie bestilling fejl aendre nulstille skaerm`,
  no: `jeg og ikke hvordan min mitt kan hvor nar hvorfor som det den et med for til har vil eller men fra er meg takk
    | passord glemt skriver konto faktura hjelp hei logge virker fungerer ferie bestilling feil endre tilbakestille`,
  fi: `en ja ei ole miten minun voin missa milloin miksi on mutta tai kun se tama olen voiko saa vain joten puhun pyydan kiitos
    | salasana salasanani unohdin unohtanut tulostin tili lasku apua hei kirjautua toimi loma tilaus virhe vaihtaa`,
  ro: `nu este cum mea meu pot va rog unde cand de ce si sau dar pentru cu sunt imi la din am ma buna ziua multumesc
    | parola uitat imprimanta cont factura ajutor conecta functioneaza concediu comanda eroare schimba vorbesc doar engleza asa`,
  hu: `nem es hogyan az egy van hol mikor miert vagy de meg kell tudok tudom kerem szeretnem hogy szia koszonom
    | jelszo jelszavam elfelejtettem nyomtato fiok szamla segitseg bejelentkezni mukodik szabadsag rendeles`,
  tr: `bir ve icin nasil bu ben benim degil mi mu var yok nerede ne zaman neden ama ile cok daha lutfen istiyorum merhaba tesekkurler
    | sifre sifremi unuttum yazici hesap hesabim fatura yardim giris calismiyor izin siparis iade
 hata degistirmek sifirlama ekran`,
  vi: `toi khong lam the nao cua ban la va cho duoc mot nay sao bao gio co can giup voi den nhung xin chao cam on
    | mat khau quen tai khoan hoa don dang nhap dat lai may in loi`,
  id: `saya tidak bisa yang dan untuk bagaimana di ini itu apa kapan dimana mengapa ada dengan dari ke tolong mohon
    akan sudah belum mau kami anda halo terima kasih
    | kata sandi lupa akun faktur bantuan masuk cuti pesanan kesalahan ubah mengganti tagihan layar`,
};

/** For each word, the languages that it speaks for, and whether it is one of those that people ask with. */
export const FOREIGN_VOCABULARY: ReadonlyMap<
  string,
  { readonly languages: readonly ForeignLanguage[]; readonly telling: boolean }
> = (() => {
  const found = new Map<string, { languages: ForeignLanguage[]; telling: boolean }>();
  for (const [language, text] of Object.entries(WORDS) as [ForeignLanguage, string][]) {
    const [small = '', asking = ''] = text.split('|');
    for (const [part, telling] of [
      [small, false],
      [asking, true],
    ] as const) {
      for (const word of part.trim().split(/\s+/u)) {
        const known = found.get(word) ?? { languages: [], telling: false };
        known.languages.push(language);
        known.telling ||= telling;
        found.set(word, known);
      }
    }
  }
  return found;
})();

/** Words above that English writers use as well, or that name things: they tell nothing. */
export const ALSO_ENGLISH: ReadonlySet<string> = new Set(
  `den dem mir mit auf also wo des est ma mon pas sur qui ne ai plus au as no los las me mi se con del por os com per
  via al el ho ha hai non come dove si ci chi cosa van over dit dat kan bij is on to do of and or ok so na ze po od co jak
  var min men den et at for har er fra som en ja ole se on am la de ce cu si es de van var mu ne ben ban co la va the can
  kata masuk di dan in printer account computer tak hei hej host mot passe passwd may loi lai sao ban in dat bin dos
  pedido nos ser son hay he le lo su ya mas ex do os ao ir se for bet mis pan tan fin sin gift art hat rat tag`
    .trim()
    .split(/\s+/u),
);
