import { expect } from 'chai';
import fc from 'fast-check';
import type { Article } from '../../src/core/article.js';
import type { Finding, Knowledge, Question } from '../../src/core/ports/knowledge.js';
import { SAMPLES, sample } from '../knowledge/samples.js';

/** What a test of the contract works with; `close` is called after it. */
export interface KnowledgeUnderTest {
  readonly knowledge: Knowledge;
  close?(): void | Promise<void>;
}

const ask = (text: string, rest: Partial<Question> = {}): Question => ({
  text,
  audiences: ['everyone'],
  starters: false,
  ...rest,
});

/** Everything that the port `Knowledge` promises. */
export function knowledgeContract(
  name: string,
  make: (articles: readonly Article[]) => KnowledgeUnderTest | Promise<KnowledgeUnderTest>,
): void {
  describe(`the contract of knowledge: ${name}`, () => {
    const open: KnowledgeUnderTest[] = [];
    const built = async (articles: readonly Article[]): Promise<Knowledge> => {
      const made = await make(articles);
      open.push(made);
      return made.knowledge;
    };
    let knowledge: Knowledge;
    before(async () => {
      knowledge = await built(SAMPLES);
    });
    after(async () => {
      for (const made of open) await made.close?.();
    });

    for (const article of SAMPLES) {
      for (const language of ['en', 'zh'] as const) {
        const translation = article.translations[language];
        for (const phrasing of translation?.phrasings ?? []) {
          it(`answers the known phrasing "${phrasing}" with its article and the title in its language`, () => {
            const finding = knowledge.search(ask(phrasing));
            expect(finding.outcome).to.equal('answer');
            expect(finding.candidates[0]).to.include({ article: article.id, title: translation?.title });
            expect(finding.triage.category).to.equal(article.category);
          });
        }
      }
    }

    it('puts the right article first for questions in other words', () => {
      const first = (text: string): string | undefined => knowledge.search(ask(text)).candidates[0]?.article;
      expect(first('cannot remember the password for my laptop')).to.equal('reset-password');
      expect(first('the vpn client drops all the time')).to.equal('vpn');
      expect(first('我把密码忘了')).to.equal('reset-password');
      expect(first('这个月的工资发了吗')).to.equal('payslip');
    });

    it('hands off what no article covers, in both languages', () => {
      for (const text of ['where can I buy fresh mangoes near the river', '附近哪家火锅店好吃']) {
        expect(knowledge.search(ask(text)).outcome, text).to.equal('none');
      }
    });

    it('finds nothing for an empty question', () => {
      for (const text of ['', '   ', '\n\t', '?!']) {
        const finding = knowledge.search(ask(text));
        expect(finding.outcome).to.equal('none');
        expect(finding.candidates).to.deep.equal([]);
      }
    });

    it('finds nothing, and does not fail, with no article at all', async () => {
      const empty = await built([]);
      expect(empty.search(ask('How do I reset my password?'))).to.deep.include({
        outcome: 'none',
        candidates: [],
      });
      expect(empty.article('reset-password')).to.equal(undefined);
    });

    it('never throws and always gives a well-formed finding, whatever the text', () => {
      const hostile = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.constantFrom(
          '__proto__',
          'constructor',
          'toString',
          '\ud800',
          '\u202e密码',
          'a'.repeat(100_000),
          '密'.repeat(50_000),
          '😀'.repeat(5_000),
          '(((((('.repeat(2_000),
          ' \u0000 '.repeat(500),
          'hasOwnProperty valueOf',
        ),
      );
      fc.assert(
        fc.property(hostile, (text) => {
          wellFormed(knowledge.search(ask(text)));
        }),
        { numRuns: 300 },
      );
    });

    it('gives the same finding for the same question', () => {
      for (const text of ['reset password', '怎么请假', 'nothing of the kind']) {
        expect(knowledge.search(ask(text))).to.deep.equal(knowledge.search(ask(text)));
      }
    });

    it('finds an article by the phrasings of the other language, under the title that exists', async () => {
      const english = SAMPLES.map(({ translations, ...rest }): Article => {
        const { en } = translations;
        return { ...rest, translations: en ? { en } : {} };
      });
      const only = await built(english);
      const best = only.search(ask('VPN 断了')).candidates[0];
      expect(best?.article).to.equal('vpn');
      expect(best?.title).to.equal('Connect to the VPN');
    });

    it('gives an article by its id', () => {
      expect(knowledge.article('vpn')?.translations.zh?.title).to.equal('连接 VPN');
      expect(knowledge.article('nowhere')).to.equal(undefined);
      expect(knowledge.article('__proto__')).to.equal(undefined);
    });

    it('has a version that follows the content', async () => {
      const same = await built(SAMPLES);
      const other = await built(SAMPLES.slice(1));
      expect(same.version).to.equal(knowledge.version);
      expect(other.version).to.not.equal(knowledge.version);
    });

    describe('audiences and starter articles', () => {
      const secret = sample(
        'severance',
        {
          en: [
            'Severance terms zebrafish',
            [
              'severance pay zebrafish',
              'how is the zebrafish severance computed',
              'password for the zebrafish plan',
            ],
          ],
          zh: ['离职补偿斑马鱼', ['斑马鱼离职补偿怎么算', '斑马鱼方案的密码', '补偿斑马鱼']],
        },
        { audience: 'managers', category: 'secret category' },
      );
      let guarded: Knowledge;
      before(async () => {
        guarded = await built([...SAMPLES, secret]);
      });
      const questions = fc.oneof(
        fc.constantFrom(
          'severance pay zebrafish',
          'password for the zebrafish plan',
          '斑马鱼方案的密码',
          'zebrafish',
          '斑马鱼',
          'severance',
        ),
        fc
          .array(
            fc.constantFrom(
              'zebrafish',
              'severance',
              'password',
              'plan',
              'vpn',
              '斑马鱼',
              '补偿',
              '密码',
              'reset',
              'how',
            ),
            { maxLength: 8 },
          )
          .map((words) => words.join(' ')),
      );

      it('answers those who belong to the audience', () => {
        const finding = guarded.search(
          ask('severance pay zebrafish', { audiences: ['everyone', 'managers'] }),
        );
        expect(finding.outcome).to.equal('answer');
        expect(finding.candidates[0]?.article).to.equal('severance');
      });

      it('never lets a restricted article show to others: not as candidate, category, title or word', () => {
        fc.assert(
          fc.property(
            questions,
            fc.constantFrom([], ['everyone'], ['everyone', 'staff']),
            (text, audiences) => {
              const finding = guarded.search(ask(text, { audiences, starters: true }));
              expect(finding.candidates.map((candidate) => candidate.article)).to.not.include('severance');
              expect(finding.triage.category).to.not.equal('secret category');
              const told = JSON.stringify([finding.reasons, finding.candidates]).replaceAll(
                /Words that stand in no title or phrasing: [^"]*?\./g,
                '',
              );
              expect(told).to.not.match(/zebrafish|severance terms|斑马鱼|离职补偿/i);
            },
          ),
          { numRuns: 200 },
        );
      });

      it('does not let a restricted article crowd out one that may be read', () => {
        const many = Array.from({ length: 12 }, (_, i) =>
          sample(
            `hidden-${i}`,
            { en: [`Password ${i}`, ['reset my password', `password reset number ${i}`]] },
            { audience: 'managers' },
          ),
        );
        return Promise.resolve(built([...many, ...SAMPLES])).then((crowded) => {
          const finding = crowded.search(ask('reset my password'));
          expect(finding.candidates[0]?.article).to.equal('reset-password');
        });
      });

      it('lets an article that is limited to platforms answer there, and exist nowhere else', async () => {
        const limited = await built([...SAMPLES, { ...secret, audience: 'everyone', platforms: ['slack'] }]);
        const on = (platform?: string): Finding =>
          limited.search(ask('severance pay zebrafish', platform === undefined ? {} : { platform }));
        for (const platform of ['slack', '*']) {
          expect(on(platform).candidates[0]?.article, platform).to.equal('severance');
        }
        for (const platform of ['web', undefined]) {
          const { candidates, reasons } = on(platform);
          expect(candidates.map(({ article }) => article)).to.not.include('severance');
          expect(reasons.join('\n')).to.not.contain('Severance terms');
        }
      });

      it('lets starter articles answer only where the question allows it', async () => {
        const [first, ...others] = SAMPLES;
        const mixed = await built([...(first ? [{ ...first, starter: true }] : []), ...others]);
        const ids = (starters: boolean): string[] =>
          mixed
            .search(ask('I forgot my password', { starters }))
            .candidates.map((candidate) => candidate.article);
        expect(ids(true)[0]).to.equal('reset-password');
        expect(ids(false)).to.not.include('reset-password');
      });
    });
  });
}

function wellFormed(finding: Finding): void {
  const { outcome, candidates, reasons, triage } = finding;
  expect(candidates.length).to.be.at.most(5);
  let before = 1;
  let sum = 0;
  for (const { confidence } of candidates) {
    expect(confidence).to.be.within(0, before);
    before = confidence;
    sum += confidence;
  }
  expect(sum).to.be.at.most(1 + 1e-9);
  expect(new Set(candidates.map((candidate) => candidate.article)).size).to.equal(candidates.length);
  if (outcome === 'answer') expect(candidates.length).to.be.at.least(1);
  if (outcome === 'clarify') expect(candidates.length).to.be.within(1, 3);
  expect(reasons.length).to.be.at.least(1);
  for (const line of [...reasons, ...triage.reasons]) expect(line.length).to.be.at.most(1000);
  expect(['en', 'zh', 'mixed', 'other']).to.include(triage.language);
  expect(JSON.parse(JSON.stringify(finding))).to.deep.equal(finding);
}
