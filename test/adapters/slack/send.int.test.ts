import { expect } from 'chai';
import type { FaultKind } from '../../support/slack/surface.js';
import { FaultStage, QUESTION } from './fault-stage.js';
import { until } from './stage.js';

const ANSWER = 'Open the VPN client';
/** What leaves nobody knowing whether a message arrived, although it did. */
const UNKNOWN: readonly FaultKind[] = ['accept-then-hang', 'accept-then-drop', 'accept-then-500'];

describe('sending to Slack where the outcome is unknown', function () {
  this.timeout(30_000);
  let stage: FaultStage;
  beforeEach(async () => {
    stage = await FaultStage.open();
  });
  afterEach(() => stage.close());

  const found = (): number => stage.told.filter((line) => line.startsWith('it had arrived')).length;

  for (const kind of UNKNOWN) {
    it(`looks for what arrived before it repeats it (${String(kind)})`, async () => {
      const { slack, vera, ana, desk, general } = stage;
      slack.faults.add({ method: 'chat.postMessage', kind, times: 1 });
      slack.people.dm(vera, QUESTION);
      await until(() => found() === 1);
      slack.faults.add({ method: 'chat.postMessage', channel: desk, kind });
      slack.people.mention(vera, general, 'human');
      await until(() => found() === 2);
      const thread = stage.caseThread;
      await until(() => slack.look.lines(general).length > 0);
      slack.faults.add({ method: 'chat.postMessage', channel: general, kind });
      slack.people.say(ana, desk, 'Which one is it?', { thread });
      await until(() => found() === 3);
      await until(() => stage.texts(desk, thread).length > 1);
      expect(stage.said(ANSWER)).to.equal(1);
      expect(slack.look.lines(desk)).to.have.length(1); // one thread for the case
      expect(stage.said('Which one is it?', general)).to.equal(1);
    });
  }

  for (const gone of [false, true]) {
    it(`hears the staff who writes below a case of which it does not know yet that it arrived${gone ? ', gone meanwhile' : ''}`, async () => {
      const { slack, vera, ana, desk } = stage;
      slack.faults.add({ method: 'chat.postMessage', channel: desk, kind: 'accept-then-hang' });
      slack.people.dm(vera, 'human');
      await until(() => slack.look.lines(desk).length > 0);
      const answer = (): void => {
        slack.people.say(ana, desk, 'Which one is it?', { thread: stage.caseThread });
      };
      if (gone) await stage.away(answer);
      else answer();
      await until(() => stage.said('Which one is it?', stage.dm) > 0);
      expect(slack.look.lines(desk)).to.have.length(1);
      expect(found()).to.equal(1);
      expect(stage.said('Which one is it?', stage.dm)).to.equal(1);
    });
  }

  it('repeats only the missing part of a long message, also after a crash in between', async () => {
    const { slack, vera, ana, desk } = stage;
    slack.people.dm(vera, 'human');
    await until(() => stage.caseThread !== '');
    const long = Array.from({ length: 300 }, (_each, n) => `${n}. Turn the key and wait for the lamp.`).join(
      '\n',
    );
    const before = slack.look.posted(stage.dm).length;
    // The first part arrives, the second does not; the bot is gone before it can try again.
    slack.faults.add({
      method: 'chat.postMessage',
      channel: stage.dm,
      kind: 'error-500',
      skip: 1,
      times: 100,
    });
    slack.people.say(ana, desk, long, { thread: stage.caseThread });
    await until(() => slack.look.posted(stage.dm).length > before);
    await stage.away(() => slack.faults.clear());
    await until(() => stage.said('299. Turn', stage.dm) === 1);
    await until(() =>
      stage.slack.look.lines(desk, stage.caseThread).some(({ reactions }) => reactions.length > 0),
    );
    const parts = slack.look.posted(stage.dm).slice(before);
    expect(parts).to.have.length(2);
    const shown = parts.map((part) => slack.look.textOf(part).join('\n')).join('\n');
    for (const n of [0, 150, 299]) expect(shown.split(`${n}. Turn`)).to.have.length.greaterThan(1);
    expect(stage.said('0. Turn', stage.dm)).to.be.greaterThan(0);
  });

  it('does not believe another app that has copied the key', async () => {
    const { slack, vera, general } = stage;
    slack.faults.add({ method: 'chat.postMessage', channel: general, kind: 'error-500', times: 3 });
    slack.people.mention(vera, general, QUESTION);
    await until(() => slack.look.calls.some(({ method }) => method === 'chat.postMessage'));
    const { args } = slack.look.calls.find(({ method }) => method === 'chat.postMessage') ?? {
      args: {} as Readonly<Record<string, unknown>>,
    };
    const forged = slack.people.otherBot(general, 'forged', { thread: String(args.thread_ts) });
    // What it copied stands in a message of its own, where a look-up reads it.
    Object.assign(slack.look.message(forged), { metadata: args.metadata });
    await until(() => stage.said(ANSWER, general) === 1);
  });

  it('takes what staff writes below an opening whose receipt is not committed yet', async () => {
    const { slack, vera, ana, desk } = stage;
    slack.faults.add({ method: 'chat.postMessage', channel: desk, kind: 'accept-then-drop', times: 1 });
    slack.people.dm(vera, 'human');
    await until(() => slack.look.posted(desk).length === 1);
    const [opening] = slack.look.posted(desk);
    slack.people.say(ana, desk, 'Which one is it?', { thread: opening?.ts ?? '' });
    await until(() => stage.said('Which one is it?', stage.dm) === 1, 15_000);
    await slack.deliveries.settled();
    expect(slack.deliveries.lost).to.deep.equal([]);
    expect(stage.said('Which one is it?', stage.dm)).to.equal(1);
  });

  it('tells the writer when nobody can be reached there, whatever the look-up says', async () => {
    const { slack, vera, ana, desk, general } = stage;
    slack.people.mention(vera, general, 'human');
    await until(() => stage.caseThread !== '' && stage.said('as #1', general) === 1);
    slack.faults.add({ method: 'chat.postMessage', channel: general, kind: 'error-500', times: 1 });
    slack.faults.add({ method: 'conversations.replies', kind: { error: 'not_in_channel' }, times: 1 });
    slack.faults.add({
      method: 'chat.postMessage',
      channel: general,
      kind: { error: 'not_in_channel' },
      times: 1,
    });
    slack.people.say(ana, desk, 'Which one is it?', { thread: stage.caseThread });
    await until(() =>
      stage.texts(desk, stage.caseThread).some((text) => text.includes('is not in the channel')),
    );
  });
});

describe('Slack’s rate limits', function () {
  this.timeout(60_000);

  it('lose nothing, keep the order of each place, and are not hammered', async () => {
    const stage = await FaultStage.open({ rates: { post: { perSecond: 1, burst: 4 } } });
    try {
      const { slack, vera, ana, general, desk } = stage;
      slack.people.mention(vera, general, 'human');
      await until(() => stage.caseThread !== '');
      const texts = Array.from({ length: 8 }, (_each, n) => `reply ${n}`);
      for (const text of texts) {
        slack.people.say(ana, desk, text, { thread: stage.caseThread });
        await slack.deliveries.settled(); // Slack keeps no order of its own
      }
      // Others in the same channel wait for the same limit.
      for (let n = 0; n < 6; n++) slack.people.mention(vera, general, QUESTION);
      await until(() => stage.said(ANSWER, general) === 6 && stage.said('reply 7', general) === 1, 40_000);
      const thread = slack.look.messages(general).find(({ text }) => text.includes('human'))?.ts ?? '';
      const arrived = stage.texts(general, thread).filter((text) => text.startsWith('reply'));
      expect(arrived).to.deep.equal(texts);
      const posts = slack.look.calls.filter(
        ({ method, args }) => method === 'chat.postMessage' && args.channel === general,
      );
      const limited = posts.filter(({ error }) => error === 'ratelimited');
      expect(limited.length).to.be.greaterThan(0);
      expect(limited.length).to.be.at.most(posts.length / 2);
      // Retry-After is a second here: nothing is sent before it is over.
      for (const [index, { at }] of posts.entries()) {
        const before = posts
          .slice(0, index)
          .filter(({ error }) => error === 'ratelimited')
          .at(-1);
        if (before) expect(at - before.at).to.be.at.least(990);
      }
    } finally {
      await stage.close();
    }
  });
});
