import { emojiName, emojiOf, withEmoji } from '../../adapters/slack/emoji.js';
import { startFakeSlack } from '../support/slack/fake-slack.js';
import { isObject, type JsonObject, listOf } from '../support/slack/json.js';
import type { Message, MessageRef } from '../support/slack/model.js';
import { readSlack } from '../support/slack/reader.js';
import type { Line } from '../support/slack/surface.js';
import { typed } from '../support/slack/text.js';
import type { AskerSide, DeskSide, Drawn, Platform, Said, Seen } from './sides.js';

/** Slack: Vera writes direct messages, Ana works in a private channel. */
export async function slackPlatform(): Promise<Platform> {
  const slack = await startFakeSlack({ rates: 'off' });
  const { workspace, people, look } = slack;
  const asker = workspace.addUser('vera', { displayName: 'Vera' });
  const ana = workspace.addUser('ana', { displayName: 'Ana' });
  const desk = workspace.addChannel('desk', { kind: 'private', members: [ana] });
  const group = workspace.addGroup('it', [ana]);
  slack.deliverTo('socket');

  const seen = ({ sender, text, reactions }: Line): Seen => ({
    who: sender,
    text,
    reactions: reactions.map((each) => emojiOf(each.replace(/ ×\d+$/, ''))),
  });
  const drawn = (channel: string, thread: string | undefined, from: number): readonly Drawn[] =>
    look
      .messages(channel, thread)
      .slice(from)
      .map(({ username, user, text, blocks }) => {
        const { text: shown, looks } = readSlack({ text, blocks });
        return { who: username ?? (user === undefined ? '' : workspace.user(user).name), text: shown, looks };
      });
  const newest = (lines: readonly Line[], channel: string, text: string): MessageRef => {
    const found = lines.findLast((line) => line.text.includes(text));
    if (!found) throw new Error(`Nobody said “${text}” in Slack.`);
    return { channel, ts: found.ts };
  };
  const react = (user: string, message: MessageRef, emoji: string, added: boolean): void => {
    const name = emojiName(emoji);
    if (name === undefined) throw new Error(`Slack has no ${emoji}`);
    if (added) people.react(user, message, name);
    else people.unreact(user, message, name);
  };
  const fileOf = (messages: readonly Message[], name: string): string => {
    const found = messages.flatMap(({ files }) => files).findLast((file) => file.name === name);
    if (!found) throw new Error(`There is no file ${name} in Slack.`);
    return look.file(found.id).toString();
  };
  const refOf = (said: Said): MessageRef => said as MessageRef; // what `say` of this side returned

  return {
    name: 'slack',
    env: slack.env,
    desk: `slack:${slack.teamId}/${desk}`,
    ana,
    settled: () => slack.deliveries.settled(),
    bait: [
      ...['<!here>', '<!channel>', '<!everyone>', `<@${ana}>`, `<@${ana}|Ana>`, `<!subteam^${group}>`],
      ...[`<#${desk}>`, '@here', '@channel', '@everyone', '@ana', '@Ana', '@it', `@${ana}`],
    ],
    // Slack's clients send what is typed as text.
    read: (text) => [withEmoji(text)],
    async rings() {
      return look.notifications.map(({ target, id }) => {
        if (target === 'user') return `user ${workspace.user(id).displayName}`;
        return `${target} ${id}`.trim();
      });
    },
    async asker(bot, name): Promise<AskerSide> {
      const vera = name === undefined ? asker : workspace.addUser('somebody', { displayName: name });
      const dm = workspace.dm(vera);
      return {
        platform: 'slack',
        longest: 12_000,
        async say(text) {
          const said = people.dm(vera, typed(text));
          await bot.quiet();
          return said;
        },
        async attach(text, name, data) {
          people.dm(vera, typed(text), { files: [{ name, data }] });
          await bot.quiet();
        },
        fileOf: async (name) => fileOf(look.messages(dm), name),
        async edit(said, text) {
          people.edit(refOf(said), typed(text));
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(vera, newest(look.lines(dm), dm, text), emoji, added);
          await bot.quiet();
        },
        sees: async () => look.lines(dm).map(seen),
        count: async () => look.messages(dm).length,
        drawn: async (from) => drawn(dm, undefined, from),
        async vanish() {
          // A direct message with somebody who has left.
          slack.faults.add({ method: 'chat.postMessage', channel: dm, kind: { error: 'is_archived' } });
        },
      };
    },
    async staff(bot): Promise<DeskSide> {
      const opening = (number: number): string => {
        const found = look.lines(desk).find(({ text }) => text.startsWith(`#${number} `));
        if (!found) throw new Error(`There is no case #${number} in Slack.`);
        return found.ts;
      };
      const all = (): readonly Line[] => look.lines(desk).flatMap(({ ts }) => look.lines(desk, ts));
      return {
        platform: 'slack',
        longest: 12_000,
        async write(number, text) {
          const said = people.say(ana, desk, typed(text), { thread: opening(number) });
          await bot.quiet();
          return said;
        },
        async attach(number, text, name, data) {
          people.say(ana, desk, typed(text), { thread: opening(number), files: [{ name, data }] });
          await bot.quiet();
        },
        fileOf: async (number, name) => fileOf(look.messages(desk, opening(number)), name),
        async edit(said, text) {
          people.edit(refOf(said), typed(text));
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(ana, newest(all(), desk, text), emoji, added);
          await bot.quiet();
        },
        async press(number, label) {
          const found = look
            .messages(desk, opening(number))
            .flatMap(({ ts, blocks }) =>
              blocks.flatMap((block) => buttonsOf(block).map((each) => ({ ts, ...each }))),
            )
            .findLast(({ shown }) => shown === label);
          if (!found) throw new Error(`There is no button “${label}”.`);
          await slack.interact.click(ana, { channel: desk, ts: found.ts }, found.action);
          await bot.quiet();
        },
        thread: async (number) => look.lines(desk, opening(number)).map(seen),
        count: async (number) => look.messages(desk, opening(number)).length,
        drawn: async (number, from) => drawn(desk, opening(number), from),
        pings: async () => look.notifications.length,
      };
    },
    stop: () => slack.stop(),
  };
}

/** The buttons of a block, by what they show. */
function buttonsOf({
  type,
  elements,
}: JsonObject): readonly { readonly shown: string; readonly action: string }[] {
  if (type !== 'actions') return [];
  return listOf(elements)
    .filter(isObject)
    .flatMap(({ text, action_id }) =>
      isObject(text) ? [{ shown: String(text.text), action: String(action_id) }] : [],
    );
}
