import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { addMeaning, DIMENSIONS, meaningOf } from '../../knowledge/finding/meaning.js';
import { pseudoRandom } from '../../knowledge/random.js';
import { learnChinese } from '../../tools/meaning/chinese.js';
import { readGlosses } from '../../tools/meaning/dictionary.js';
import { gerund, participle, plural, withArticles } from '../../tools/meaning/inflect.js';
import { learnMeanings } from '../../tools/meaning/meanings.js';
import { OWN_PATTERNS, OWN_WORDS } from '../../tools/meaning/own-words.js';
import { fillPatterns, PATTERNS } from '../../tools/meaning/patterns.js';
import { principal, reduce } from '../../tools/meaning/reduce.js';
import { collectTexts, stemsOf } from '../../tools/meaning/texts.js';

describe('learning what words mean', () => {
  it('inflects', () => {
    const verbs = ['cancel', 'stop', 'pay', 'apply', 'lie', 'change', 'fix', 'see', 'submit', 'visit'];
    expect(verbs.map(participle).join(' ')).to.equal(
      'canceled stopped paid applied lain changed fixed seen submitted visited',
    );
    expect(verbs.map(gerund).join(' ')).to.equal(
      'canceling stopping paying applying lying changing fixing seeing submitting visiting',
    );
    expect(['policy', 'key', 'box', 'child'].map(plural).join(' ')).to.equal('policies keys boxes children');
    expect(withArticles('a invoice for a user in a order')).to.equal('an invoice for a user in an order');
  });

  it('fills every slot of a pattern, the same each time', () => {
    const words = { nouns: ['goat'], verbs: ['climb'], adjectives: ['steep'] };
    const texts = fillPatterns(2_000, words, pseudoRandom(1));
    expect(texts).to.deep.equal(fillPatterns(2_000, words, pseudoRandom(1)));
    expect(texts.filter((text) => /[{}]|undefined| {2}|^ | $/.test(text))).to.deep.equal([]);
    expect(PATTERNS.length).to.be.above(40);
    expect(new Set(texts).size).to.be.above(1_500);
    expect(texts.join('\n'))
      .to.match(/\bgoats?\b/)
      .and.match(/\bclimbed\b/)
      .and.match(/\bsteep\b/);
  });

  it('finds the axes along which vectors differ', () => {
    const random = pseudoRandom(2);
    const vectors = Array.from({ length: 500 }, () =>
      Float32Array.of(5 + random(), 9 * random(), 30 * random(), random()),
    );
    const reduction = principal(vectors, 4, 2);
    const [first, second] = reduction.axes.map((axis) => [...axis].map((value) => Math.abs(value)));
    expect(first?.[2]).to.be.closeTo(1, 0.01);
    expect(second?.[1]).to.be.closeTo(1, 0.01);
    const lengths = vectors.map((vector) => Math.abs(reduce(reduction, vector)[0] ?? 0));
    expect(Math.max(...lengths)).to.be.within(12, 17);
  });

  it('learns from texts what single words do not say', () => {
    const words = ['bank', 'money', 'open', 'river'];
    const texts = ['the', 'this', 'our'].flatMap((start) => words.map((word) => `${start} ${word} bank`));
    const encoder = (text: string): Float32Array => {
      const about = text.includes('river') ? 1 : -1;
      return Float32Array.from({ length: 512 }, (_, i) => (i === 0 ? about : i === 1 ? text.length / 10 : 0));
    };
    const { stems, vectors } = learnMeanings({ texts, words }, encoder, 2, () => undefined);
    expect(stems).to.deep.equal(['bank', 'monei', 'open', 'river']);
    const sum = (...words: number[]): number =>
      words.reduce((all, word) => all + (vectors[word * 2] ?? 0), 0);
    expect(Math.sign(sum(0, 3))).to.equal(-Math.sign(sum(0, 1)));
  });

  it('collects texts that are short, lower-case and once there, and words that are no names', async () => {
    const sentences = [
      'Yesterday the plumber Wozzeck came to mend the sink',
      'Nobody but Wozzeck could have opened that blog',
      'yesterday the plumber wozzeck came to mend the sink',
      'It was Wozzeck again',
      'Too short',
      'a blog of 12 345 678 900 and 111 222 333',
    ];
    const { texts, words } = await collectTexts(sentences);
    expect(new Set(texts).size).to.equal(texts.length);
    expect(texts.filter((text) => text !== text.toLowerCase())).to.deep.equal([]);
    expect(texts)
      .to.include('yesterday the plumber wozzeck came to mend the sink')
      .and.not.include('too short');
    expect(texts).to.include('unban me').and.not.include(sentences.at(-1));
    expect(words).to.include.members(['cancel', 'refund', 'blog', 'plumber']);
    expect(words).to.not.include('wozzeck').and.not.include('hitler');
    expect(words.filter((word) => /^\d*$/.test(word))).to.deep.equal([]);
  });

  describe('in Chinese', () => {
    it('reads a dictionary backwards: common words count more, and first meanings', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'firstline-dictionary-'));
      try {
        await mkdir(join(folder, 'assets'));
        await writeFile(
          join(folder, 'assets', 'ecdict.csv'),
          [
            'word,phonetic,definition,translation,pos,collins,oxford,tag,bnc,frq,exchange,detail,audio',
            'password,,,"n. 密码, 口令(计)\\n[网络] 通行证",,,,,900,1000,,,',
            'code,,,"n. 代码；密码",,,,,400,0,,,',
            'sick leave,,,[法] 病假,,,,,0,0,,,',
            'zyzzyva,,,n. 象鼻虫,,,,,0,0,,,',
            'Gravenhage-1,,,海牙,,,,,5,5,,,',
          ].join('\n'),
        );
        const glosses = await readGlosses(folder);
        expect(glosses.map(({ chinese }) => chinese)).to.deep.equal(['密码', '口令', '代码', '病假']);
        const password = glosses[0]?.english;
        expect([...(password?.keys() ?? [])]).to.deep.equal(['password', 'code']);
        expect(password?.get('password')).to.be.closeTo(1 / Math.sqrt(900), 1e-9);
        expect(password?.get('code')).to.be.closeTo(1 / Math.sqrt(400 * 2), 1e-9);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    it('has words and patterns of our own whose English is known and whose slots agree', () => {
      const words = OWN_WORDS.map(({ chinese }) => chinese);
      expect(new Set(words).size, 'twice').to.equal(words.length);
      for (const { chinese, english } of OWN_WORDS) {
        expect(chinese).to.match(/\p{Script=Han}/u);
        expect(english.length, chinese).to.be.at.least(1);
        for (const text of english)
          expect(
            stemsOf(text).some((stem) => meaningOf(stem) >= 0),
            text,
          ).to.equal(true);
      }
      const slots = (text: string): string => (text.match(/\{[a-z]\}/g) ?? []).sort().join();
      for (const { chinese, english } of OWN_PATTERNS)
        expect(slots(chinese), chinese).to.equal(slots(english));
    });

    it('learns the same vectors from the same texts, near those of English', () => {
      const sources = {
        glosses: [{ chinese: '蘑菇', english: new Map([['mushroom', 1]]) }],
        pairs: [{ english: 'Reset the password', chinese: '重置密码' }],
      };
      const learnt = learnChinese(sources, () => {});
      expect(learnt.vectors.every(Number.isFinite)).to.equal(true);
      expect(learnt.stems).to.include.members(['密', '密码', '蘑菇']);
      const at = learnt.stems.indexOf('蘑菇') * DIMENSIONS;
      const mushroom = new Float32Array(DIMENSIONS);
      addMeaning(meaningOf('mushroom'), 1, mushroom, 0);
      const own = learnt.vectors.subarray(at, at + DIMENSIONS);
      const along = own.reduce((sum, value, i) => sum + value * (mushroom[i] ?? 0), 0);
      expect(along / (Math.hypot(...own) * Math.hypot(...mushroom))).to.be.above(0.9);
      expect(learnChinese(sources, () => {}).vectors).to.deep.equal(learnt.vectors);
    }).timeout(120_000);
  });
});
