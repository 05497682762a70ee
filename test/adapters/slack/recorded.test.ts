import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readForm } from '../../../adapters/slack/forms.js';
import { parseEvent, parsePress, pressEvent, toEvent } from '../../../adapters/slack/parse.js';

/** What each recorded event is to us: `kind place by: text`. Names beside it belong to the recorder's own state. */
const BECOMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'actions-reactions.json': {
    mention: 'message, addressed: Test',
    action: 'none of our buttons',
    reaction: 'reaction added 👍',
    staticSelectAction: 'none of our buttons',
    radioButtonsAction: 'none of our buttons',
  },
  'channel-button.json': {
    mention: 'message, addressed: Hey',
    channel_post_action: 'none of our buttons',
  },
  'dm.json': {
    mention: 'message, addressed: Hey',
    dmRequest: 'message, overheard: DM me',
    dmMessage: 'message, addressed, private: Hey!',
  },
  'mention.json': { mention: 'message, addressed: Hey', followUp: 'message, overheard: Hi' },
  'slash-commands.json': {
    slashCommand: 'none of our commands',
    slashCommandWithArgs: 'none of our commands',
    viewSubmission: 'none of our forms',
  },
};
const NO_EVENTS = ['botName', 'botUserId', 'dmChannelId', 'slashCommandModalContext'];

interface Recorded {
  readonly type?: string;
  readonly event?: { readonly ts?: string; readonly thread_ts?: string; readonly channel?: string };
  readonly command?: string;
  readonly team_id?: string;
  readonly actions?: readonly object[];
}

function become(recorded: Recorded, bot: string): string {
  const self = { team: 'T0', user: bot, bot: 'B0' };
  const author = (id: string) => ({ id, name: id });
  const names = { user: () => undefined, channel: () => undefined };
  if (recorded.event) {
    const seen = parseEvent(recorded.event, self);
    if (!seen) return 'nothing';
    const place = 'slack:T0/C0';
    const event = toEvent(seen, { self, names, author, ...(seen.kind === 'reaction' && { place }) });
    if (event.kind === 'reaction') return `reaction ${event.added ? 'added' : 'removed'} ${event.emoji}`;
    if (event.kind !== 'message') return event.kind;
    // The place of a message of a channel is its thread; a direct message has none.
    const { ts = '', thread_ts: thread = ts, channel = '' } = recorded.event;
    expect(event.place).to.equal(
      channel.startsWith('D') ? `slack:T0/${channel}` : `slack:T0/${channel}/${thread}`,
    );
    expect(event.id).to.equal(`slack:T0/${channel}/${ts}/message`);
    expect(Math.abs(event.at - Number(ts) * 1000)).to.be.below(1);
    expect(event.author.bot).to.equal(undefined);
    return `message, ${event.addressed ? 'addressed' : 'overheard'}${event.private ? ', private' : ''}: ${event.text}`;
  }
  if (recorded.type === 'block_actions') {
    // The same press on a button of ours, in the shape that Slack really sends.
    const [action] = recorded.actions ?? [];
    const value = JSON.stringify({ value: 'k.0', version: 3 });
    const ours = parsePress({
      ...recorded,
      actions: [{ ...action, action_id: 'firstline:helped:0', value }],
    });
    const event = ours && pressEvent(ours, { self, author });
    expect(event).to.include({ kind: 'action', action: 'helped', value: 'k.0', version: 3 });
    expect(event?.message).to.match(/^\d+\.\d+$/);
    expect(event?.place).to.match(/^slack:T0\/C\w+\/\d+\.\d+$/);
    return parsePress(recorded) ? 'a button of ours' : 'none of our buttons';
  }
  if (recorded.type === 'view_submission') return readForm(recorded) ? 'a form of ours' : 'none of our forms';
  return recorded.command === '/firstline' ? 'a command of ours' : 'none of our commands';
}

describe('what Slack really sent', () => {
  const wire = process.env.FIRSTLINE_WIRE;
  if (!wire) {
    it('becomes events (skipped: FIRSTLINE_WIRE names no folder with recorded payloads)');
    return;
  }
  const folder = join(wire, 'slack');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    it(`becomes what it is to us: ${file}`, () => {
      const scenario: Record<string, Recorded> = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const bot = String(scenario.botUserId); // beside the events stands the bot's id, as text
      const found = Object.entries(scenario).flatMap(([name, recorded]) =>
        NO_EVENTS.includes(name) ? [] : [[name, become(recorded, bot)] as const],
      );
      expect(Object.fromEntries(found)).to.deep.equal(BECOMES[file]);
    });
  }
});
