import { expect } from 'chai';
import { pseudoRandom } from '../../../knowledge/random.js';
import { train } from '../../../knowledge/serving/model.js';
import { buildKnowledge, serve } from '../../../knowledge/serving/search.js';
import { inSlices } from '../../../knowledge/slices.js';
import type { Article } from '../../../src/core/article.js';
import type { Question } from '../../../src/core/ports/knowledge.js';
import { knowledgeContract } from '../../contracts/knowledge.js';
import { processorTime } from '../../support/processor-time.js';
import { SAMPLES, sample } from '../samples.js';

const ask = (text: string): Question => ({ text, audiences: ['everyone'], starters: false });

knowledgeContract('built at once', (articles) => ({ knowledge: buildKnowledge(articles) }));
knowledgeContract('built in the background', async (articles) => ({
  knowledge: serve(await inSlices(train(articles))),
}));

describe('searching', () => {
  it('builds the same from the same articles, to the last digit', () => {
    const one = buildKnowledge(SAMPLES);
    const two = buildKnowledge(SAMPLES);
    expect(two.confidence).to.deep.equal(one.confidence);
    for (const text of ['reset it', '怎么连', 'printer password']) {
      expect(two.search(ask(text))).to.deep.equal(one.search(ask(text)));
    }
  });

  it('asks more confidence for an answer when fewer answers may be wrong', () => {
    const threshold = (wrong: number): number =>
      buildKnowledge(SAMPLES, { wrong }).confidence.thresholds.answer;
    const rising = [0.5, 0.2, 0.05, 0.02, 0.01].map(threshold);
    expect(rising).to.deep.equal([...rising].sort((a, b) => a - b));
    expect(rising[0]).to.be.below(rising[4] ?? 0);
  });

  it('offers only where what is shown is as likely as an offer has to be', () => {
    const knowledge = buildKnowledge(SAMPLES);
    const words = SAMPLES.flatMap(({ translations: { en, zh } }) => [
      ...(en?.phrasings ?? []).flatMap((phrasing) => phrasing.split(' ')),
      ...(zh?.phrasings ?? []).flatMap((phrasing) => [phrasing.slice(0, 2), phrasing.slice(-2)]),
    ]);
    const some = words.filter((_, i) => i % 4 === 0);
    for (const [one, other] of words.flatMap((one) => some.map((other) => [one, other]))) {
      const { outcome, candidates } = knowledge.search(ask(`the ${one} of ${other} 怎么`));
      if (outcome !== 'clarify') continue;
      const shown = candidates.reduce((sum, { confidence }) => sum + confidence, 0);
      expect(shown, `${one} ${other}`).to.be.at.least(knowledge.confidence.thresholds.clarify);
    }
  });

  it('answers a known phrasing word for word, however small the share of wrong answers may be', () => {
    const knowledge = buildKnowledge(SAMPLES, { wrong: 0.001, unknown: 0.8 });
    for (const text of ['paper jam', 'PAPER JAM', '卡纸了', 'ｐａｐｅｒ　ｊａｍ']) {
      expect(knowledge.search(ask(text)), text).to.deep.include({ outcome: 'answer' });
    }
  });

  it('is less sure when more questions are assumed to have no article', () => {
    const sure = (unknown: number): number =>
      buildKnowledge(SAMPLES, { unknown }).search(ask('password trouble on my phone')).candidates[0]
        ?.confidence ?? 0;
    expect(sure(0.6)).to.be.below(sure(0.05));
  });

  it('offers what a single word is about, and answers it only where it is a phrasing', () => {
    const bare = buildKnowledge(SAMPLES);
    const owned = buildKnowledge(
      SAMPLES.map((article) =>
        article.id === 'printer'
          ? sample('printer', {
              en: ['Set up a printer', [...(article.translations.en?.phrasings ?? []), 'printer']],
              zh: ['设置打印机', [...(article.translations.zh?.phrasings ?? []), '打印']],
            })
          : article,
      ),
    );
    for (const text of ['printer', 'Printer?', '打印', '打印？', 'printer 😡']) {
      const { outcome, candidates, reasons } = bare.search(ask(text));
      expect([outcome, candidates[0]?.article], text).to.deep.equal(['clarify', 'printer']);
      expect(reasons[0], text).to.match(/sure that it is about .*One word does not say what is asked/);
    }
    for (const text of ['printer', 'Printer?', '打印', '打印？']) {
      expect(owned.search(ask(text)).outcome, text).to.equal('answer');
    }
    for (const text of ['printer does not print today', '打印机打不出来']) {
      expect(bare.search(ask(text)).outcome, text).to.equal('answer');
    }
  });

  it('asks back between two articles that share a phrasing', () => {
    const knowledge = buildKnowledge([
      ...SAMPLES,
      sample('badge', {
        en: [
          'Replace your badge',
          ['lost my badge', 'new badge', 'my card does not open the door', 'card lost'],
        ],
      }),
      sample('credit-card', {
        en: [
          'Company credit card',
          ['lost my company card', 'order a company card', 'my card was declined', 'card lost'],
        ],
      }),
    ]);
    const finding = knowledge.search(ask('card lost'));
    expect(finding.outcome).to.equal('clarify');
    expect(finding.candidates.slice(0, 2).map((candidate) => candidate.article)).to.have.members([
      'badge',
      'credit-card',
    ]);
    expect(finding.candidates.length).to.be.at.most(3);
  });

  it('works with a single article, with one phrasing, and with articles without a body', () => {
    const knowledge = buildKnowledge([sample('only', { en: ['Opening hours', ['when are you open'], ''] })]);
    expect(knowledge.search(ask('when are you open')).candidates[0]?.article).to.equal('only');
    expect(knowledge.search(ask('something else')).outcome).to.equal('none');
  });

  it('finds an article by the words of its answer alone', () => {
    const knowledge = buildKnowledge([
      ...SAMPLES,
      sample('parking', {
        en: [
          'Getting to the office',
          ['where is the office'],
          'Visitors leave bicycles in the courtyard shed behind the cafeteria.',
        ],
      }),
    ]);
    expect(knowledge.search(ask('bicycles in the courtyard shed')).candidates[0]?.article).to.equal(
      'parking',
    );
  });

  it('orders articles by what words mean as well, where a question shares none with them', () => {
    const knowledge = buildKnowledge([
      sample('holiday', { en: ['Book a holiday', ['how do I book a holiday', 'request days of holiday']] }),
      sample('pay', { en: ['Pay day', ['when is the salary paid', 'my salary is wrong']] }),
      sample('doctor', {
        en: ['The company doctor', ['appointment with a doctor', 'is there a doctor here']],
      }),
      sample('printer', { en: ['Set up a printer', ['install a printer', 'the printer is jammed']] }),
    ]);
    for (const [text, article] of [
      ['vacation', 'holiday'],
      ['wages', 'pay'],
      ['physician', 'doctor'],
    ] as const) {
      const { candidates, outcome, reasons } = knowledge.search(ask(text));
      expect(candidates[0]?.article, text).to.equal(article);
      // Nobody is answered by that alone.
      expect(outcome, text).to.equal('none');
      expect(reasons.join('\n'), text).to.contain('What its words mean is ');
    }
    expect(knowledge.search(ask('gibberish zork')).candidates).to.deep.equal([]);
    expect(knowledge.search(ask('胡言乱语')).candidates).to.deep.equal([]);
  });

  describe('across languages', () => {
    const TOPICS = [
      sample('holiday', {
        en: [
          'Book a holiday',
          ['how do I book a holiday', 'request days of holiday', 'how many days of vacation are left'],
        ],
        zh: ['申请年假', ['怎么请年假', '我还剩几天假', '想休假要找谁批']],
      }),
      sample('pay', {
        en: ['Pay day', ['when is the salary paid', 'my salary is wrong', 'I did not get paid this month']],
        zh: ['发工资的日子', ['工资什么时候发', '工资算错了', '这个月没收到工资']],
      }),
      sample('printer', {
        en: ['Set up a printer', ['install a printer', 'the printer is jammed', 'it does not print']],
        zh: ['打印机', ['怎么装打印机', '打印机卡纸了', '打印不出来']],
      }),
      sample('password', {
        en: ['Reset your password', ['I forgot my password', 'change the password', 'my password expired']],
        zh: ['重置密码', ['密码忘了', '怎么改密码', '密码过期了']],
      }),
      sample('parking', {
        en: ['Parking', ['where can I park my car', 'apply for a parking space', 'the car park is full']],
        zh: ['停车', ['车停在哪里', '申请停车位', '停车场满了']],
      }),
      sample('meeting', {
        en: [
          'Meeting rooms',
          ['book a meeting room', 'which meeting rooms are free', 'cancel my meeting room'],
        ],
        zh: ['会议室', ['怎么订会议室', '哪个会议室空着', '取消会议室']],
      }),
    ];
    const inOne = (language: 'en' | 'zh'): Article[] =>
      TOPICS.map((article) => ({
        ...article,
        translations: Object.fromEntries(
          Object.entries(article.translations).filter(([one]) => one === language),
        ),
      }));
    const english = buildKnowledge(inOne('en'));
    const chinese = buildKnowledge(inOne('zh'));

    for (const [asked, knowledge, only, title] of [
      ['zh', english, 'exists only in English', 'Set up a printer'],
      ['en', chinese, 'exists only in Chinese', '打印机'],
    ] as const) {
      it(`finds what exists only in the other one (${asked})`, () => {
        let found = 0;
        let asks = 0;
        for (const article of TOPICS) {
          for (const text of article.translations[asked]?.phrasings ?? []) {
            const { outcome, candidates, reasons } = knowledge.search(ask(text));
            asks += 1;
            if (outcome === 'answer') expect(candidates[0]?.article, text).to.equal(article.id);
            if (candidates[0]?.article === article.id && outcome !== 'none') found += 1;
            if (outcome !== 'none') expect(reasons.join('\n'), text).to.contain(only);
          }
        }
        expect(found).to.be.at.least(0.75 * asks);
        const [first] = knowledge.search(
          ask(asked === 'zh' ? '打印机卡纸了' : 'the printer is jammed'),
        ).candidates;
        expect(first).to.include({ article: 'printer', title });
      });
    }

    it('offers nothing to what is about something else, or about nothing', () => {
      for (const text of [
        '',
        '。',
        '👍',
        '42',
        '胡言乱语',
        '你好',
        '猫为什么怕水',
        '怎么做红烧肉',
        '法国的首都是哪里',
      ]) {
        const { outcome, triage } = english.search(ask(text));
        expect([outcome, triage.category], text).to.deep.equal(['none', undefined]);
      }
      for (const text of [
        '',
        '?',
        'zork',
        'hello',
        'why do cats hate water',
        'how to cook pork',
        'jaja ぷりんた',
      ]) {
        expect(chinese.search(ask(text)).outcome, text).to.equal('none');
      }
    });

    it('puts first what exists in the language of the question, and leaves it as it is', () => {
      const both = buildKnowledge(TOPICS);
      const mixed = buildKnowledge([
        ...TOPICS,
        sample('visa', { en: ['Visa for a business trip', ['I need a visa']] }),
      ]);
      for (const article of TOPICS) {
        for (const language of ['en', 'zh'] as const) {
          for (const text of article.translations[language]?.phrasings ?? []) {
            for (const knowledge of [both, mixed]) {
              const { outcome, candidates, reasons } = knowledge.search(ask(text));
              expect([outcome, candidates[0]?.article], text).to.deep.equal(['answer', article.id]);
              expect(reasons.join('\n')).to.not.contain('exists only');
            }
          }
        }
      }
      const { outcome, candidates } = mixed.search(ask('出差要办签证吗'));
      expect(outcome).to.not.equal('none');
      expect(candidates[0]).to.include({ article: 'visa', title: 'Visa for a business trip' });
    });

    it('answers what is asked in words of both languages at once', () => {
      const knowledge = buildKnowledge(TOPICS);
      for (const [text, article] of [
        ['我的 password 忘了怎么办', 'password'],
        ['想 change 一下密码', 'password'],
        ['这个月的 salary 没收到', 'pay'],
        ['printer 卡纸了', 'printer'],
        ['怎么 book 会议室', 'meeting'],
        ['parking space 怎么申请', 'parking'],
        ['how do I apply for 年假', 'holiday'],
      ] as const) {
        const { outcome, candidates } = knowledge.search(ask(text));
        expect([outcome, candidates[0]?.article], text).to.deep.equal(['answer', article]);
      }
    });

    it('doubts an article that shares words with the question where another one means it', () => {
      const [first, ...rest] = TOPICS.slice(2).map(({ translations, ...article }) => ({
        ...article,
        translations: translations.zh ? { zh: translations.zh } : {},
      }));
      const holiday = TOPICS[0];
      const knowledge = buildKnowledge([
        ...(first ? [first] : []),
        ...rest,
        sample('laptop', {
          en: ['Request a laptop', ['I need a new laptop', 'order a computer', 'request a laptop']],
        }),
        ...(holiday ? [holiday] : []),
      ]);
      const { outcome, candidates } = knowledge.search(ask('申请笔记本电脑'));
      expect(outcome).to.not.equal('none');
      if (outcome === 'answer') expect(candidates[0]?.article).to.equal('laptop');
      expect(candidates.map(({ article }) => article)).to.include('laptop');
    });

    it('is always sure of something between nothing and everything, whatever is asked', () => {
      const signs = [...'打印机的密码怎么 a1é?。👍printer 工资🙂ü\n'];
      const random = pseudoRandom(3);
      for (let i = 0; i < 300; i++) {
        const length = Math.floor(random() * 12);
        const text = Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('');
        for (const knowledge of [english, chinese]) {
          const finding = knowledge.search(ask(text));
          expect(knowledge.search(ask(text)), text).to.deep.equal(finding);
          const sure = finding.candidates.map(({ confidence }) => confidence);
          for (const one of sure) expect(one, text).to.be.within(0, 1);
          expect(
            sure.reduce((sum, one) => sum + one, 0),
            text,
          ).to.be.at.most(1 + 1e-9);
          expect(sure).to.deep.equal([...sure].sort((a, b) => b - a));
          expect(new Set(finding.candidates.map(({ article }) => article)).size).to.equal(sure.length);
        }
      }
    });
  });

  it('says why in words that a person understands', () => {
    const { reasons } = buildKnowledge(SAMPLES).search(ask('I forgot my password for the flux capacitor'));
    expect(reasons[0]).to.match(/^(Only )?\d+% sure/);
    expect(reasons.join('\n')).to.contain('“password”').and.to.contain('“forgot”');
    expect(reasons.join('\n')).to.contain(
      'Words that stand in no title or phrasing: “flux”, “capacitor”; the others are ',
    );
    expect(reasons.at(-3)).to.match(/^“Reset your password”: \d+, \d+, \d+, \d+; \d+% sure\.$/);
  });

  it('orders more articles than a finding holds, for measuring', () => {
    const knowledge = buildKnowledge(SAMPLES);
    const order = knowledge.ranked(
      ask('how do I set a new password for the printer and the vpn and my leave'),
      50,
    );
    expect(order.map((candidate) => candidate.article)).to.include.members([
      'reset-password',
      'printer',
      'vpn',
    ]);
    expect(order[0]?.article).to.equal(
      knowledge.search(ask('how do I set a new password for the printer and the vpn and my leave'))
        .candidates[0]?.article,
    );
  });

  it('lets the event loop breathe while it builds in the background', async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      sample(`a-${i}`, {
        en: [`Topic ${i}`, [`how does topic ${i} work`, `word${i} of topic`, `what about w${i}x`]],
      }),
    );
    let beats = 0;
    const watch = setInterval(() => {
      beats += 1;
    }, 1);
    const took = await processorTime(() => inSlices(train(many)));
    clearInterval(watch);
    // In one piece there would be none.
    expect(took / beats).to.be.below(100);
  });
});
