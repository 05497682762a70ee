import { startFakeDiscord } from '../support/discord/fake-discord.js';
import type { MessageRef } from '../support/discord/model.js';
import { shown } from '../support/discord/reader.js';
import type { Line } from '../support/discord/surface.js';
import type { AskerSide, DeskSide, Platform, Said, Seen } from './sides.js';

/** Discord: Vera writes direct messages, Ana works in a channel that only the staff sees. */
export async function discordPlatform(): Promise<Platform> {
  const discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
  const { world, people, look } = discord;
  const staff = world.addRole('staff');
  const vera = world.addUser('vera', { globalName: 'Vera' });
  const ana = world.addUser('ana', { globalName: 'Ana', roles: [staff] });
  const desk = world.addChannel('desk', {
    overwrites: [
      { id: discord.guildId, deny: ['ViewChannel'] },
      { id: staff, allow: ['ViewChannel'] },
      { id: discord.botUser, allow: ['ViewChannel'] },
    ],
  });

  const seen = ({ sender, bot, text, reactions }: Line): Seen => {
    // Where no webhook can speak, the bot says first who wrote.
    const [, named] = (bot && /^\*\*(.+?)\*\*(?:\n|$)/.exec(text)) || [];
    const persona = named !== undefined && !/^\\?#\d/.test(named) ? named : undefined;
    const said = persona === undefined ? text : text.slice(text.indexOf('\n') + 1);
    return {
      who: persona ?? sender,
      text: shown(said).text,
      reactions: reactions.map((each) => each.replace(/ ×\d+$/, '')),
    };
  };
  const newest = (channels: readonly string[], text: string): MessageRef => {
    const found = channels
      .flatMap((channel) => look.lines(channel).map((line) => ({ channel, line })))
      .findLast(({ line }) => shown(line.text).text.includes(text));
    if (!found) throw new Error(`Nobody said “${text}” on Discord.`);
    return { channel: found.channel, id: found.line.id };
  };
  const fileOf = (channels: readonly string[], name: string): string => {
    const found = channels
      .flatMap((channel) => look.lines(channel).map((line) => ({ channel, line })))
      .findLast(({ line }) => line.files.includes(name));
    if (!found) throw new Error(`There is no file ${name} on Discord.`);
    return look.file({ channel: found.channel, id: found.line.id }, name).toString();
  };
  const refOf = (said: Said): MessageRef => said as MessageRef; // what `say` of this side returned
  const react = (user: string, message: MessageRef, emoji: string, added: boolean): void => {
    if (added) people.react(user, message, emoji);
    else people.unreact(user, message, emoji);
  };

  return {
    name: 'discord',
    env: discord.env,
    desk: `discord:${discord.guildId}/${desk}`,
    ana,
    settled: () => discord.deliveries.settled(),
    async asker(bot): Promise<AskerSide> {
      const dm = world.dm(vera);
      return {
        platform: 'discord',
        longest: 2_000,
        async say(text) {
          const said = people.dm(vera, text);
          await bot.quiet();
          return said;
        },
        async attach(text, name, data) {
          people.dm(vera, text, { files: [{ name, data }] });
          await bot.quiet();
        },
        fileOf: async (name) => fileOf([dm], name),
        async edit(said, text) {
          people.edit(refOf(said), text);
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(vera, newest([dm], text), emoji, added);
          await bot.quiet();
        },
        sees: async () => look.lines(dm).map(seen),
        async vanish() {
          world.closeDms(vera);
        },
      };
    },
    async staff(bot): Promise<DeskSide> {
      const threads = (): readonly string[] => look.threads(desk).map(({ id }) => id);
      const threadOf = (number: number): string => {
        const found = look.threads(desk).find(({ name }) => name.startsWith(`#${number} `));
        if (!found) throw new Error(`There is no case #${number} on Discord.`);
        return found.id;
      };
      /** The opening message stands in the channel, the rest in the thread below it. */
      const all = (number: number): readonly Line[] => {
        const opening = look.lines(desk).find(({ text }) => shown(text).text.startsWith(`#${number} `));
        return [...(opening ? [opening] : []), ...look.lines(threadOf(number))];
      };
      return {
        platform: 'discord',
        longest: 2_000,
        async write(number, text) {
          const said = people.say(ana, threadOf(number), text);
          await bot.quiet();
          return said;
        },
        async attach(number, text, name, data) {
          people.say(ana, threadOf(number), text, { files: [{ name, data }] });
          await bot.quiet();
        },
        fileOf: async (number, name) => fileOf([threadOf(number)], name),
        async edit(said, text) {
          people.edit(refOf(said), text);
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(ana, newest(threads(), text), emoji, added);
          await bot.quiet();
        },
        async press(number, label) {
          const found = [desk, threadOf(number)]
            .flatMap((channel) => look.lines(channel).map((line) => ({ channel, line })))
            .findLast(({ line }) => line.buttons.includes(label));
          if (!found) throw new Error(`There is no button “${label}”.`);
          await discord.interact.click(ana, { channel: found.channel, id: found.line.id }, label);
          await bot.quiet();
        },
        thread: async (number) => all(number).map(seen),
        pings: async () => look.notifications.length,
      };
    },
    stop: () => discord.stop(),
  };
}
