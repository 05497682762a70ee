import { expect } from 'chai';
import fc from 'fast-check';
import { useFakeTimers } from 'sinon';
import { type Model, trainModel } from '../../../knowledge/serving/model.js';
import { buildKnowledge, serveEach } from '../../../knowledge/serving/search.js';
import {
  type Asker,
  askersOf,
  type FailedTraining,
  isFor,
  selectionsOf,
} from '../../../knowledge/serving/selections.js';
import { detectLanguage } from '../../../knowledge/text/language.js';
import type { Article } from '../../../src/core/article.js';
import type { Language } from '../../../src/core/language.js';
import { SAMPLES, sample } from '../samples.js';

// Each is near to one that everybody may read, in words, in rare words and in its answer.
const HIDDEN: readonly Article[] = [
  sample(
    'password-vault',
    {
      en: [
        'Password of the vault',
        ['reset my password of the vault', 'vault password zebrafish', 'I forgot my password for the vault'],
        'The vault password is reset by two managers. Printer, VPN, leave.',
      ],
      zh: ['金库密码', ['怎么重置金库密码', '忘记密码了，金库', '斑马鱼密码']],
    },
    { audience: 'managers' },
  ),
  sample(
    'vpn-slack',
    { en: ['VPN for this workspace', ['How do I connect to the VPN?', 'vpn for slack people']] },
    { platforms: ['slack'] },
  ),
  sample('vpn-starter', { en: ['VPN, an example', ['vpn does not work', 'vpn down']] }, { starter: true }),
  sample(
    'payslip-hr',
    { en: ['Payslips of others', ['where is my payslip', 'payslip of a colleague', 'salary of my team']] },
    { audience: 'hr', platforms: ['teams', 'web'] },
  ),
  sample('leave-law', { zh: ['年假的法律', ['年假的法律规定', '法律规定几天年假']] }, { askedIn: 'zh' }),
];
const ALL: readonly Article[] = [
  ...HIDDEN.slice(0, 2),
  ...SAMPLES.slice(0, 2),
  ...HIDDEN.slice(2),
  ...SAMPLES.slice(2),
];

const asker = fc.record(
  {
    audiences: fc.subarray(['everyone', 'managers', 'hr', 'others']),
    platform: fc.constantFrom('web', 'slack', 'discord', 'teams', '*'),
    starters: fc.boolean(),
  },
  { requiredKeys: ['audiences', 'starters'] },
) as fc.Arbitrary<Asker>; // a key that is not required is absent, not undefined
const WORDS =
  'reset my password vault zebrafish VPN connect slack payslip salary team leave 密码 金库 斑马鱼 怎么 工资 for the printer'.split(
    ' ',
  );
const question = fc.oneof(
  fc.constantFrom(
    ...ALL.flatMap(({ translations: { en, zh } }) => [...(en?.phrasings ?? []), ...(zh?.phrasings ?? [])]),
  ),
  fc.array(fc.constantFrom(...WORDS), { maxLength: 7 }).map((words) => words.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const built = new Map<string, ReturnType<typeof buildKnowledge>>();
/** The language of a question, where articles can be limited to it. */
function spokenIn(text: string): Language | undefined {
  const language = detectLanguage(text);
  return language === 'en' || language === 'zh' ? language : undefined;
}

/** What is said where there are only these articles. */
function saying(articles: readonly Article[], who: Asker, text: string): unknown[] {
  const name = articles.map(({ id }) => id).join();
  // The same, said of all that is left: nothing else chooses among it.
  const clean = built.get(name) ?? buildKnowledge(articles.map(({ askedIn: _, ...article }) => article));
  built.set(name, clean);
  return [clean.search({ ...who, text }), clean.ranked({ ...who, text }, 20)];
}

describe('selections of articles', () => {
  it('make what an asker may not read as if it did not exist, to the last byte', () => {
    const whole = buildKnowledge(ALL);
    fc.assert(
      fc.property(asker, question, (who, text) => {
        const readable = ALL.filter((article) => isFor(article, who, spokenIn(text)));
        const asked = { ...who, text };
        const said = [whole.search(asked), whole.ranked(asked, 20)];
        expect(JSON.stringify(said)).to.equal(JSON.stringify(saying(readable, who, text)));
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  it('matter: an article that may be read changes how sure it is of the others', () => {
    const ask = { text: 'reset my password', audiences: ['everyone', 'managers'], starters: false };
    const sure = (articles: readonly Article[]): number | undefined =>
      buildKnowledge(articles)
        .search(ask)
        .candidates.find(({ article }) => article === 'reset-password')?.confidence;
    expect(sure(ALL)).to.not.equal(sure(SAMPLES));
  });

  it('are trained beforehand for those who will ask, and no more than there are', async () => {
    const settings = {
      readers: { web: ['everyone', 'hr'], slack: ['everyone', 'managers'] },
      starters: false,
    };
    const askers = askersOf(settings, ['web', 'slack', 'discord']);
    const selections = selectionsOf(ALL, askers);
    // Web with hr; Slack's people; Slack's guests; Discord's people and guests: each for English and for the others.
    expect(selections.map((some) => some.length)).to.deep.equal([7, 6, 8, 7, 7, 6, 6, 5]);
    const [first, ...others] = selections.map((some) => trainModel(some));
    if (!first) throw new Error('there are four');
    let unexpected = 0;
    const served = serveEach(ALL, [first, ...others], {
      train: async (selection) => {
        unexpected += 1;
        return trainModel(selection);
      },
    });
    for (const who of askers) {
      for (const text of ['vpn', '怎么连接 VPN', '123 vpn 12 密码']) {
        expect(served.search({ ...who, text }).candidates).to.not.deep.equal([]);
      }
    }
    expect(unexpected).to.equal(0);
    expect(selectionsOf(SAMPLES, askers)).to.deep.equal([SAMPLES]);
  });

  it('answer from a part of what may be read while theirs is trained in the background, and never from more', async () => {
    const parts = [SAMPLES, ALL, [...HIDDEN.slice(1, 2), ...SAMPLES]] as const;
    const models = parts.map((part) => trainModel(part));
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(
        asker,
        question,
        fc.subarray([0, 1, 2], { minLength: 1 }),
        async (who, text, ready) => {
          const training: (() => void)[] = [];
          const given = ready.map((n) => models[n]).filter((model) => model !== undefined);
          const served = serveEach(ALL, given as [Model, ...Model[]], {
            train: (selection) =>
              new Promise((resolve) => training.push(() => resolve(trainModel(selection)))),
          });
          const readable = ALL.filter((article) => isFor(article, who, spokenIn(text)));
          const answers = (): string => {
            const said = [served.search({ ...who, text }), served.ranked({ ...who, text }, 20)];
            return JSON.stringify(said);
          };
          // The largest of what is ready and wholly theirs; from nothing where there is no such part.
          const theirs = ready
            .map((n) => parts[n] ?? [])
            .filter((part) => part.every((article) => isFor(article, who, spokenIn(text))))
            .sort((a, b) => b.length - a.length);
          const [least = []] = theirs;
          const isReady = least.length === readable.length;
          expect(answers()).to.equal(JSON.stringify(saying(least, who, text)));
          expect(answers()).to.equal(JSON.stringify(saying(least, who, text)));
          const isMade = !isReady && readable.length > 0;
          expect(training).to.have.length(isMade ? 1 : 0); // once, however often they ask
          training[0]?.();
          await new Promise((resolve) => setImmediate(resolve));
          expect(answers()).to.equal(JSON.stringify(saying(readable, who, text)));
          if (isMade) asked += 1;
        },
      ),
      { numRuns: 100 },
    );
    expect(asked).to.be.above(10);
  }).timeout(60_000);

  it('are trained again after a failure once a pause is over, which doubles up to a quarter of an hour', async () => {
    const clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const failures: FailedTraining[] = [];
      let tries = 0;
      const served = serveEach(ALL, [trainModel(SAMPLES)], {
        train: async (selection) => {
          tries += 1;
          if (tries < 10) throw new Error('out of memory');
          return trainModel(selection);
        },
        failed: (failure) => failures.push(failure),
      });
      const vault = {
        text: 'vault password zebrafish',
        audiences: ['everyone', 'managers'],
        starters: false,
      };
      const ask = async (): Promise<string | undefined> => {
        const best = served.search(vault).candidates[0]?.article;
        await new Promise((resolve) => setImmediate(resolve));
        return best;
      };
      for (let failed = 1; failed < 10; failed++) {
        for (let question = 0; question < 3; question++) expect(await ask()).to.not.equal('password-vault');
        expect(tries).to.equal(failed); // once, however often they ask
        const { pause = 0 } = failures.at(-1) ?? {};
        clock.tick(pause - 1);
        await ask();
        expect(tries).to.equal(failed);
        clock.tick(1);
      }
      await ask();
      expect(await ask()).to.equal('password-vault');
      expect(tries).to.equal(10);
      expect(failures.map(({ attempt }) => attempt)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(failures.map(({ pause }) => pause / 1000)).to.deep.equal([
        10, 20, 40, 80, 160, 320, 640, 900, 900,
      ]);
      expect(failures[0]).to.include({ articles: SAMPLES.length + 1 });
    } finally {
      clock.restore();
    }
  });

  it('do without articles altogether', () => {
    const none = buildKnowledge([]);
    expect(none.search({ text: 'vpn', audiences: [], starters: true }).outcome).to.equal('none');
    expect(selectionsOf([], [])).to.deep.equal([]);
  });
});
