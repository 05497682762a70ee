import { hash } from 'node:crypto';
import { expect } from 'chai';
import { labelKinds, readArticlesCsv, readQuestionsCsv } from '../../../knowledge/files/csv.js';

describe('articles from CSV', () => {
  it('gathers the phrasings of an article and takes the first answer', () => {
    const text =
      'article,question,answer\nlost_card,I lost my card,\nlost_card,"card gone, help",Call us.\nvpn,VPN?,Open it.\n';
    const { articles, errors } = readArticlesCsv(text, 'k.csv');
    expect(errors).to.deep.equal([]);
    expect(articles.map((article) => article.id)).to.deep.equal(['lost_card', 'vpn']);
    expect(articles[0]?.translations.en).to.deep.equal({
      title: 'lost card',
      phrasings: ['I lost my card', 'card gone, help'],
      body: 'Call us.',
      file: 'k.csv',
      version: hash('sha256', text).slice(0, 12),
    });
  });

  it('takes what spreadsheets of other countries put between columns', () => {
    for (const sign of [';', '\t']) {
      const { articles } = readArticlesCsv(`article${sign}question\na${sign}one, two\n`, 'k.csv');
      expect(articles[0]?.translations.en?.phrasings).to.deep.equal(['one, two']);
      const asked = `question${sign}article\n你好，密码忘了${sign}reset\nhi, you${sign}\n`;
      expect(readQuestionsCsv(asked, 'q.csv')).to.deep.equal({
        questions: [
          { text: '你好，密码忘了', article: 'reset', line: 2 },
          { text: 'hi, you', article: '', line: 3 },
        ],
        errors: [],
      });
      expect(labelKinds(`text${sign}"mood"\n`)).to.deep.equal(['mood']);
    }
  });

  it('does without the column answer, and with a byte order mark and Windows line ends', () => {
    const { articles, errors } = readArticlesCsv('\uFEFFarticle,question\r\na,one\r\na,two\r\n', 'k.csv');
    expect(errors).to.deep.equal([]);
    expect(articles[0]?.translations.en?.phrasings).to.deep.equal(['one', 'two']);
  });

  it('sorts phrasings by their language', () => {
    const { articles } = readArticlesCsv('article,question\nvpn,VPN is down\nvpn,VPN 连不上了\n', 'k.csv');
    expect(articles[0]?.translations.en?.phrasings).to.deep.equal(['VPN is down']);
    expect(articles[0]?.translations.zh?.phrasings).to.deep.equal(['VPN 连不上了']);
  });

  it('takes the first question as title where the id says nothing', () => {
    const { articles } = readArticlesCsv(
      'article,question\nfaq-17,How do I log in?\n42,Who are you?\n',
      'k.csv',
    );
    expect(articles.map((article) => article.translations.en?.title)).to.deep.equal([
      'How do I log in?',
      'Who are you?',
    ]);
  });

  const wrong: readonly [name: string, text: string, line: number, says: RegExp][] = [
    ['a missing column', 'artikel,frage\na,b\n', 1, /artikel,frage; missing: article, question\./],
    ['an empty file', '', 1, /\(none\)/],
    ['an empty question', 'article,question\na,b\na,\n', 3, /"question" is empty/],
    ['an empty article', 'article,question\n,b\n', 2, /"article" is empty/],
    [
      'a row with too many columns, after a text over several lines',
      'article,question\na,"x\ny"\n\na,b,c\n',
      5,
      /has 3 columns, expected were 2/,
    ],
    ['an open quotation mark', 'article,question\na,"b\n', 2, /no CSV/],
  ];
  for (const [name, text, line, says] of wrong) {
    it(`names file and line for ${name}`, () => {
      const { errors } = readArticlesCsv(text, 'k.csv');
      expect(errors).to.have.lengthOf(1);
      expect(errors[0]).to.include({ level: 'error', file: 'k.csv', line });
      expect(errors[0]?.message).to.match(says);
      expect(errors[0]?.hint).to.not.equal('');
    });
  }
});

describe('labelled questions from CSV', () => {
  it('reads questions, with an empty article for a person', () => {
    const { questions, errors } = readQuestionsCsv('question,article\nwhere?,vpn\n"who, me?",\n', 'q.csv');
    expect(errors).to.deep.equal([]);
    expect(questions).to.deep.equal([
      { text: 'where?', article: 'vpn', line: 2 },
      { text: 'who, me?', article: '', line: 3 },
    ]);
  });

  it('names the line of an empty question', () => {
    const { errors } = readQuestionsCsv('question,article\n,vpn\n', 'q.csv');
    expect(errors[0]).to.include({ line: 2 });
  });
});
