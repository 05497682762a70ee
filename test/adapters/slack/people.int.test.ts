import { expect } from 'chai';
import type { MessageRef } from '../../support/slack/model.js';
import { type Office, openOffice } from './office.js';

const ONLY_STAFF = 'Only members of the desk can do this.';

describe('who may work at a desk in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  let asker: string;
  let opening: MessageRef;

  before(async () => {
    office = await openOffice();
    asker = office.person('Eva');
    await office.dm(asker, 'my chair is broken');
    opening = office.opening(1);
  });
  after(() => office.close());

  const heard = (): readonly string[] =>
    office.slack.look.transcript(office.slack.workspace.dm(asker)).slice(2);

  it('are no guests, strangers and deactivated people, though they are in its channel', async () => {
    const { slack, desk } = office;
    const people = [
      slack.workspace.addUser('gast', { kind: 'guest' }),
      slack.workspace.addUser('single', { kind: 'single-channel-guest' }),
      slack.workspace.addUser('partner', { kind: 'stranger', teamId: 'T0PARTNER' }),
    ];
    for (const person of people) slack.people.join(person, desk);
    await office.quiet();
    for (const person of people) {
      await office.press(person, desk, 'Claim', opening.ts);
      await office.say(person, desk, 'I am staff, am I not?', opening.ts);
      await office.say(person, desk, '!close', opening.ts);
      const told = slack.look.ephemerals(person, desk).map(({ text }) => text);
      expect(told, slack.workspace.user(person).name).to.deep.equal([ONLY_STAFF, ONLY_STAFF, ONLY_STAFF]);
    }
    expect(heard()).to.deep.equal([]);
    expect(office.thread(1).filter((line) => line.startsWith('Firstline'))).to.deep.equal([]);
  });

  it('are not those who are not in its channel, whatever they press or send', async () => {
    const { slack, vera, desk } = office;
    // Over sockets Slack itself says who pressed; what can be forged is what a button carries.
    const { ok } = await slack.interact.command(vera, office.general, '/firstline', 'pause');
    expect(ok).to.equal(true);
    await office.quiet();
    expect(slack.look.transcript(desk, opening.ts)[0]).to.match(/\[Claim\]/);
    const probe = office.person('Zoe');
    expect((await office.dm(probe, 'how do I connect to the VPN?'))[0]).to.match(
      /^Firstline: Connect to the VPN/,
    );
  });

  it('works under their own name, if they are in the channel but not in the roster', async () => {
    const { slack, ben, desk } = office;
    await office.say(ben, desk, 'I look at it', opening.ts);
    expect(heard().at(-1)).to.equal('Ben: I look at it');
    expect(office.thread(1).at(-1)).to.equal('Firstline: Claimed by Ben.');
    expect(slack.look.textOf(slack.look.message(opening))).to.include('with Ben');
  });

  it('is over at once for somebody who leaves the channel', async () => {
    const { slack, ben, desk } = office;
    const before = heard();
    slack.people.leave(ben, desk);
    await office.quiet();
    slack.people.join(ben, desk);
    slack.people.leave(ben, desk);
    await office.quiet();
    const said = slack.deliveries.envelope({
      type: 'message',
      user: ben,
      channel: desk,
      channel_type: 'group',
      ts: `${(Date.now() / 1000).toFixed(6)}`,
      thread_ts: opening.ts,
      text: 'still here',
      team: slack.teamId,
    });
    slack.people.event(said.event as never, desk); // an event is an object
    await office.quiet();
    expect(heard()).to.deep.equal(before);
  });

  it('is over at the latest after the short cache, should Slack not tell of it', async () => {
    const { slack, desk } = office;
    const kay = slack.workspace.addUser('kay', { displayName: 'Kay' });
    slack.people.join(kay, desk);
    await office.quiet();
    await office.say(kay, desk, 'hello from Kay', opening.ts);
    expect(heard().at(-1)).to.equal('Kay: hello from Kay');
    slack.workspace.setDeleted(kay, true);
    office.later += 31_000;
    const ts = `${(Date.now() / 1000).toFixed(6)}`;
    slack.people.event(
      {
        type: 'message',
        user: kay,
        channel: desk,
        channel_type: 'group',
        ts,
        thread_ts: opening.ts,
        text: 'boo',
      },
      desk,
    );
    await office.quiet();
    expect(heard().at(-1)).to.equal('Kay: hello from Kay');
  });

  it('is asked of Slack for everybody who presses, also where the body is made up', async () => {
    const over = await openOffice({ over: 'http' });
    try {
      const { slack } = over;
      const moe = over.person('Moe');
      await over.dm(moe, 'my chair is broken');
      const { channel, ts } = over.opening(1);
      const forge = (user: string, value: string, action: string, secret?: string) =>
        slack.deliveries.forge(
          {
            type: 'block_actions',
            team: { id: slack.teamId },
            user: { id: user, team_id: slack.teamId },
            api_app_id: slack.appId,
            channel: { id: channel, name: 'desk' },
            container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
            message: { ts },
            actions: [
              {
                action_id: `firstline:${action}:0`,
                action_ts: `${Date.now() / 1000}`,
                value,
                type: 'button',
              },
            ],
          },
          secret === undefined ? {} : { secret },
        );
      const place = `slack:${slack.teamId}/${channel}/${ts}`;
      const values = [
        { value: '1', version: 1 },
        { value: '1', version: 1, origin: place },
      ].map((value) => JSON.stringify(value));
      for (const user of [over.vera, over.gus, moe, 'U0NOBODY']) {
        for (const value of values) {
          for (const action of ['claim', 'resolve', 'not-mine', 'suggest', 'retry', 'pause'])
            await forge(user, value, action);
        }
      }
      await forge(over.ana, 'no json', 'claim');
      await over.quiet();
      expect(over.thread(1)).to.deep.equal([]);
      expect(slack.look.textOf(slack.look.message({ channel, ts }))).to.include('asked: Ana Weber');
      expect((await forge(over.ana, values[0] ?? '', 'claim', 'another secret')).status).to.equal(401);
      expect((await forge(over.ana, values[0] ?? '', 'claim')).status).to.equal(200);
      await over.quiet();
      expect(over.thread(1)).to.deep.equal(['Firstline: Claimed by Ana Weber.']);
    } finally {
      await over.close();
    }
  });

  it('learns nothing of the desk by the shortcut', async () => {
    const { slack, vera, desk } = office;
    slack.people.join(vera, desk);
    const { ok } = await slack.interact.messageShortcut(vera, opening, 'firstline_ask');
    slack.people.leave(vera, desk);
    await office.quiet();
    expect(ok).to.equal(true);
    expect(office.thread(1).filter((line) => line.startsWith('Vera'))).to.deep.equal([]);
  });
});

describe('text that somebody typed', function () {
  this.timeout(30_000);
  let office: Office;
  let asker: string;
  let opening: MessageRef;

  before(async () => {
    office = await openOffice();
    asker = office.person('Eva');
    await office.dm(asker, 'my chair is broken');
    opening = office.opening(1);
  });
  after(() => office.close());

  /** As typed, and as it must be read on the other side. */
  const hostile: readonly (readonly [string, string])[] = [
    ['<!channel> <!here> <!everyone>', '@channel @here @everyone'],
    ['@channel @here @everyone', '@channel @here @everyone'],
    ['&lt;!channel&gt; &lt;@U0ANA&gt;', '<!channel> <@U0ANA>'],
    ['*bold* _it_ ~s~ `code` ```block``` &gt; quote', '*bold* _it_ ~s~ `code` ```block``` > quote'],
    ['&gt;&gt;&gt; quote\n&gt; more\nout', '>>> quote\n> more\nout'],
    [
      'Firstline: Resolved by Ana.\nAna: give me your password',
      'Firstline: Resolved by Ana.\nAna: give me your password',
    ],
    ['&amp;lt;!here&amp;gt; &amp;amp;', '&lt;!here&gt; &amp;'],
    ['<https://evil.example|https://bank.example>', 'https://bank.example (https://evil.example)'],
    ['\u202edrowssap\u202c z\u200be\u200bro', '\u202edrowssap\u202c z\u200be\u200bro'],
    ['  indented\n\tby a tab  ', '  indented\n\tby a tab  '],
    ['x'.repeat(3_900), 'x'.repeat(3_900)],
    [`${'字'.repeat(1_500)}👩‍👩‍👧‍👦${'é'.repeat(500)}`, `${'字'.repeat(1_500)}👩‍👩‍👧‍👦${'é'.repeat(500)}`],
  ];

  it('arrives letter by letter on both sides, and notifies nobody', async () => {
    const { slack, ana, desk } = office;
    const { look } = slack;
    const direct = slack.workspace.dm(asker);
    const before = look.notifications.length;
    const group = slack.workspace.addGroup('oncall', [ana]);
    const all = [...hostile, [`<!subteam^${group}> <@${ana}> <#${desk}>`, undefined] as const];
    for (const [typed, read] of all) {
      await office.say(asker, direct, typed);
      const there = look.lines(desk, opening.ts).at(-1);
      if (read !== undefined) expect(there?.text).to.equal(read);
      expect(there?.sender).to.equal('Eva');
      office.later += 10_000; // they type slowly
      await office.say(ana, desk, typed, opening.ts);
      const here = look
        .lines(direct)
        .filter(({ bot }) => bot)
        .at(-1);
      if (read !== undefined) expect(here?.text).to.equal(read);
    }
    expect(look.notifications.slice(before)).to.deep.equal([]);
    expect(office.thread(1).filter((line) => /warning/.test(line))).to.deep.equal([]);
  });

  it('notifies nobody as a question, a name or a comment either', async () => {
    const { slack, ana, desk } = office;
    const { look } = slack;
    const before = look.notifications.length;
    const mallory = office.person('<!channel> @here *Mallory*');
    await office.dm(mallory, '<!channel> my <!here> *chair* &lt;!everyone&gt; is broken');
    const [only, ...more] = look.notifications.slice(before);
    expect(more).to.deep.equal([]);
    expect(only).to.deep.include({ id: ana, channel: desk });
    expect(look.textOf(look.message(office.opening(2))).slice(0, 2)).to.deep.equal([
      '#2 @channel my @here *chair* <!everyone> i… · <!channel> @here *Mallory*',
      '@channel my @here *chair* <!everyone> is broken',
    ]);
  });
});
