import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { judge } from './aims.js';
import { makeLibrary } from './articles.js';
import { generate } from './knowledge/generated.js';
import { closedLoop, openLoop } from './loops.js';
import { percentile } from './percentiles.js';
import { type Report, reportText } from './report.js';

const KEYS = [
  'turns.answered',
  'turns.turns',
  'turns.acknowledged',
  'sync.turns.p99',
  'latency.p50',
  'latency.p99',
  'latency.snapshots',
  'latency.hold',
  'sync.latency.p99',
  'chat.markdown',
  'chat.text',
  'conversation.memory',
  'conversation.memory.cold',
  'conversation.disk',
  'case.memory',
  'case.disk',
  'start.ready',
  'relay.messages',
  'relay.send.p99',
  'relayed.memory',
  'slack.acknowledged',
  'slack.answered',
  'slack.ack.p99',
  'slack.start',
  'chat-slack.answered',
  'chat-slack.ack.p99',
  'discord.events',
  'discord.answer.p99',
  'discord.start',
  'chat-discord.events',
  'chat-discord.answer.p99',
  ...['firstline', 'bayes', 'nlpjs', 'minisearch', 'orama'].flatMap((peer) =>
    ['right', 'train', 'p50', 'p95', 'memory', 'size'].map((what) => `knowledge.${peer}.${what}`),
  ),
  ...['en', 'zh'].flatMap((asking) =>
    ['right', 'answered', 'answered.right', 'offered', 'unknown.answered'].map(
      (what) => `languages.${asking}.${what}`,
    ),
  ),
  ...['100', '1000'].flatMap((size) =>
    ['train', 'start', 'p50', 'p95', 'memory', 'size', 'hold'].map((what) => `growth.${size}.${what}`),
  ),
];

describe('the benchmarks', () => {
  it('measure every figure of the issue, in small, and print one JSON document', async function () {
    this.timeout(400_000);
    const run = fileURLToPath(new URL('run.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), run, '--quick', '--json'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(code).to.equal(0);
    const report = JSON.parse(output) as Report; // what run.ts prints
    const rows = report.figures.flatMap((figure) => figure.rows);
    expect(rows.map(({ key }) => key)).to.include.members(KEYS);
    for (const { key, value } of rows) expect(value, key).to.be.a('number').that.satisfies(Number.isFinite);
    expect(rows.find(({ key }) => key === 'turns.answered')?.value).to.be.above(0);
    expect(rows.find(({ key }) => key === 'latency.snapshots')?.value).to.be.at.least(3);
    expect(report.aims.length).to.be.at.least(4);
    expect(report.quick).to.equal(true);
    expect(report.machine).to.include(process.version);
    expect(reportText(report)).to.include('Aims');
  });

  it('make the same articles and questions from the same seed, in both languages', () => {
    const [one, other] = [makeLibrary(100, 7), makeLibrary(100, 7)];
    expect(one.articles).to.deep.equal(other.articles);
    expect([one.question(), one.strange()]).to.deep.equal([other.question(), other.strange()]);
    expect(one.articles.filter(({ translations }) => translations.zh)).to.have.length(50);
    for (const { translations } of one.articles) {
      expect((translations.en ?? translations.zh)?.phrasings).to.have.length(5);
    }
  });

  it('generate the same phrasings from the same seed, and ask none that was learnt', () => {
    const [one, other] = [generate(1000, 50, 3), generate(1000, 50, 3)];
    expect(one).to.deep.equal(other);
    const learnt = one.articles.flatMap(({ translations }) => translations.en?.phrasings ?? []);
    expect([one.articles.length, learnt.length]).to.deep.equal([100, 1000]);
    for (const { text } of one.questions) expect(learnt).to.not.include(text);
    expect(new Set(one.questions.map(({ article }) => article)).size).to.be.above(20);
  });

  it('never have more under way than asked for in a closed loop', async () => {
    let now = 0;
    let most = 0;
    let done = 0;
    await closedLoop(50, 7, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      done += 1;
    });
    expect([most, done]).to.deep.equal([7, 50]);
  });

  it('count a hold of the event loop against everything that it delayed', async () => {
    const { times } = await openLoop(100, 1000, async (index) => {
      if (index !== 10) return;
      const until = performance.now() + 60;
      while (performance.now() < until);
    });
    // Those that were due within the hold waited for its rest: about 60 of them, evenly from 60 ms down.
    expect(times.filter((time) => time > 20)).to.have.length.above(30);
    expect(percentile(times, 1)).to.be.at.least(59);
  });

  it('take the value below which the share lies', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([0.5, 0.99, 1].map((share) => percentile(hundred, share))).to.deep.equal([50, 99, 100]);
    expect(percentile([3], 0.5)).to.equal(3);
  });

  it('judge only what was measured', () => {
    const of = (values: Record<string, number>) =>
      judge(new Map(Object.entries(values))).map(({ key, met }) => [key, met]);
    expect(of({ 'latency.p99': 3.9, 'sync.latency.p99': 1 })).to.deep.equal([['latency.p99', true]]);
    expect(of({ 'latency.p99': 4.1, 'sync.latency.p99': 1 })).to.deep.equal([['latency.p99', false]]);
    expect(of({ 'start.ready': 0.5, 'start.rss': 91 })).to.deep.equal([
      ['start.ready', true],
      ['start.rss', false],
    ]);
    expect(of({ 'slack.ack.p99': 51 })).to.deep.equal([['slack.ack.p99', false]]);
    expect(of({ 'turns.turns': 5 })).to.deep.equal([]);
    expect(of({ 'growth.10000.p95': 1.1, 'growth.100000.p95': 1.1 })).to.deep.equal([
      ['growth.10000.p95', false],
      ['growth.100000.p95', true],
    ]);
  });
});
