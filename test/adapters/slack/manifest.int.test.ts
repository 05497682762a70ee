import { expect } from 'chai';
import { createApi } from '../../../adapters/slack/api.js';
import { createDelivery } from '../../../adapters/slack/deliver.js';
import { checkSlack } from '../../../adapters/slack/doctor.js';
import { COMMAND, EVENTS, SHORTCUT } from '../../../adapters/slack/listen.js';
import { BOT_EVENTS, METHODS, OTHER_METHODS, SCOPES } from '../../../adapters/slack/manifest.js';
import { createPeople } from '../../../adapters/slack/people.js';
import { silentLog, systemClock } from '../../../src/core/ports/ambient.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import type { MessageRef } from '../../support/slack/model.js';
import type { FakeSlack } from '../../support/slack/surface.js';
import { openStage, type Stage, until } from './stage.js';

/** What is called beside the methods: addresses that Slack gave. */
const OTHER_ADDRESSES = new Set(['respond', 'upload', 'download']);

describe('the bot with the scopes and events of its manifest and no others', () => {
  let slack: FakeSlack;
  let stage: Stage;
  const ids: Record<'vera' | 'ana' | 'desk' | 'help' | 'team' | 'group', string> = {
    vera: '',
    ana: '',
    desk: '',
    help: '',
    team: '',
    group: '',
  };

  before(async () => {
    slack = await startFakeSlack({
      rates: 'off',
      scopes: SCOPES,
      events: BOT_EVENTS,
      commands: [COMMAND],
      shortcuts: [SHORTCUT],
    });
    ids.vera = slack.workspace.addUser('vera');
    ids.ana = slack.workspace.addUser('ana');
    const both = [ids.vera, ids.ana];
    ids.desk = slack.workspace.addChannel('desk', { members: [ids.ana], kind: 'private' });
    ids.help = slack.workspace.addChannel('help', { members: both });
    ids.team = slack.workspace.addChannel('team', { members: both, kind: 'private' });
    ids.group = slack.workspace.addChannel('group', { members: both, kind: 'mpim' });
    stage = await openStage(slack, { yaml: yaml() });
  });
  after(async () => {
    await stage.close();
    await slack.stop();
  });

  function yaml(): string {
    return `desk:
  place: slack:${slack.teamId}/${ids.desk}
  people: [{ id: ana, name: Ana Weber, handles: { slack: "${ids.ana}" } }]
slack:
  help-channels: [{ channel: ${ids.help}, unsure: offer }]
`;
  }

  /** What was called and accepted so often, at least. */
  const called = (method: string, times = 1) =>
    until(() => (slack.look.counts({ ok: true })[method] ?? 0) >= times);

  /** Waits until nothing more goes out. */
  async function calm(): Promise<void> {
    await slack.deliveries.settled();
    for (let before = -1; before !== slack.look.calls.length; ) {
      before = slack.look.calls.length;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }

  async function press(user: string, message: MessageRef, action: string): Promise<void> {
    const button = buttonOf(slack.look.message(message), action);
    const { ok } = await slack.interact.click(user, message, button ?? action);
    expect(ok, action).to.equal(true);
  }

  it('asks, answers, relays, reacts, resolves, catches up and is examined', async function () {
    this.timeout(60_000);
    const { vera, ana, desk, help, team, group } = ids;
    const direct = slack.workspace.dm(vera);

    // A question that is taken back takes its answer with it.
    const asked = slack.people.dm(vera, 'how do I connect to the VPN?');
    await until(() => slack.look.posted(direct).length > 0);
    slack.people.delete(asked);
    await called('chat.delete');

    // Answers everywhere: in every kind of channel, by the command, by the shortcut, in a thread.
    const inHelp = slack.people.mention(vera, help, 'vpn does not work');
    slack.people.mention(vera, team, 'vpn does not work');
    slack.people.mention(vera, group, 'vpn does not work');
    await until(() => [help, team, group].every((channel) => slack.look.posted(channel).length > 0));
    await slack.interact.command(vera, help, COMMAND, 'how do I connect to the VPN?');
    await slack.interact.messageShortcut(ana, inHelp, SHORTCUT);
    await called('conversations.open', 2);
    const answer = await theOne(() => slack.look.posted(direct).at(-1));
    slack.people.dm(vera, 'thanks', { thread: answer.ts });

    // Help is offered quietly where nobody asked for it.
    slack.people.say(vera, help, 'the coffee machine sings');
    await called('chat.postEphemeral');

    // A person takes over, who gets the question under the asker's name.
    slack.people.dm(vera, 'the coffee machine sings');
    await until(() => slack.look.posted(desk).length > 0);
    const [open] = slack.look.posted(desk);
    if (!open) throw new Error('no case was opened');
    await press(ana, open, 'claim');
    slack.people.dm(vera, 'it is the blue one', { files: [{ name: 'chair.txt', data: 'blue' }] });
    await called('files.completeUploadExternal');
    await until(() => slack.look.posted(desk).some(({ username }) => username === 'vera'));
    const said = slack.people.say(ana, desk, 'I bring you a new one', { thread: open.ts });
    await called('reactions.add');
    const copy = await theOne(() => slack.look.posted(direct).find(({ text }) => text.includes('a new one')));
    slack.people.react(vera, copy, 'tada');
    slack.people.unreact(vera, copy, 'tada');
    slack.people.edit(said, 'I bring you a better one');
    await called('chat.update', 2);

    // One line of comment, in a form.
    await calm();
    await press(ana, open, 'resolve');
    const stars = await theOne(() => slack.look.posted(direct).find((one) => buttonOf(one, 'rate')));
    await press(vera, stars, 'rate');
    const rated = await theOne(() => slack.look.posted(direct).find((one) => buttonOf(one, 'comment')));
    await press(vera, rated, 'comment');
    const form = await theOne(() => slack.look.modals(vera).at(-1));
    await slack.interact.submit(form.id, { comment: 'quick' });

    // What goes on around it.
    slack.people.openHome(vera);
    await called('views.publish');
    const bo = slack.workspace.addUser('bo');
    slack.people.join(bo, help);
    slack.people.leave(bo, help);
    slack.people.archive(ana, help);
    slack.people.unarchive(ana, help);
    const closed = slack.workspace.addChannel('closed', { kind: 'private', members: [ana] });
    const lobby = slack.workspace.addChannel('open', { members: [ana] });
    slack.people.archive(ana, closed);
    slack.people.unarchive(ana, closed);
    slack.people.removeBot(ana, closed);
    slack.people.removeBot(ana, lobby);
    slack.people.event({ type: 'user_change', user: { id: bo } });

    // What was missed while the bot was away.
    await calm();
    await stage.restart();
    await called('users.conversations');
    await called('conversations.history', 4);
    await calm();

    await reactNoMore(copy);
    await checkSlack({
      variables: slack.env,
      config: { 'help-channels': [{ channel: help, unsure: 'offer' }] },
      desk: `slack:${slack.teamId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { slack: ana } }],
      origins: [],
      clock: systemClock,
    });

    slack.people.uninstall();
    await calm();
  });

  it('was refused nothing for want of a scope', () => {
    const refused = slack.look.calls.filter(({ error }) => error === 'missing_scope');
    expect(refused.map(({ method }) => method)).to.deep.equal([]);
  });

  it('called every method of the table and no other', () => {
    const methods = slack.look.usage().methods.filter((method) => !OTHER_ADDRESSES.has(method));
    expect(methods).to.deep.equal([...Object.keys(METHODS), ...OTHER_METHODS].sort());
  });

  it('used every scope of the manifest, and so none is superfluous', () => {
    expect(slack.look.usage().scopes).to.deep.equal(SCOPES);
  });

  it('used for each method no other scopes than the table names, and each of them', () => {
    const used = new Map<string, Set<string>>();
    for (const { method, ok, scopes } of slack.look.calls) {
      if (!ok || OTHER_METHODS.includes(method) || OTHER_ADDRESSES.has(method)) continue;
      used.set(method, new Set([...(used.get(method) ?? []), ...scopes]));
    }
    const found = [...used].map(([method, scopes]) => [method, [...scopes].sort()]);
    const table = Object.entries(METHODS).map(([method, scopes]) => [method, [...new Set(scopes)].sort()]);
    expect(Object.fromEntries(found)).to.deep.equal(Object.fromEntries(table));
  });

  it('heard every event that it subscribes to, and listens to each', () => {
    expect(slack.look.usage().events).to.deep.equal(BOT_EVENTS);
    expect([...new Set(BOT_EVENTS.map((name) => name.split('.')[0]))].sort()).to.deep.equal(
      [...EVENTS].sort(),
    );
  });

  /** Nothing takes a reaction back by itself today; the adapter can. */
  async function reactNoMore(message: { readonly channel: string; readonly ts: string }): Promise<void> {
    const self = () => ({ team: slack.teamId, user: slack.botUser, bot: slack.botId });
    const alarm = { raise() {}, clear() {} };
    const api = createApi({
      token: slack.botToken,
      url: slack.apiUrl,
      clock: systemClock,
      log: silentLog,
      alarm,
    });
    const people = createPeople({ api, clock: systemClock, self, formerName: async () => undefined });
    const { deliver } = createDelivery({ api, people, self, clock: systemClock });
    const ref = { place: `slack:${slack.teamId}/${message.channel}`, id: message.ts };
    for (const added of [true, false]) {
      const effect = {
        kind: 'react',
        key: `reaction/${added}`,
        at: Date.now(),
        origin: 'test',
        lane: ref.place,
        voice: 'system',
        message: { message: ref },
        emoji: '👀',
        added,
      } as const;
      const outcome = await deliver({ effect, message: ref, attempt: 1 });
      expect(outcome.kind).to.equal('delivered');
    }
  }
});

/** What is there sooner or later. */
async function theOne<T>(look: () => T | undefined): Promise<T> {
  await until(() => look() !== undefined);
  const found = look();
  if (found === undefined) throw new Error('it is gone again');
  return found;
}

/** The action id of a button of ours in a message, if it is there. */
function buttonOf(message: object, action: string): string | undefined {
  return new RegExp(`firstline:${action}:\\d+`).exec(JSON.stringify(message))?.[0];
}
