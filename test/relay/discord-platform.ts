import { startFakeDiscord } from '../support/discord/fake-discord.js';
import type { Message, MessageRef } from '../support/discord/model.js';
import { BOT_PERMISSIONS } from '../support/discord/permissions.js';
import { shown } from '../support/discord/reader.js';
import type { Line } from '../support/discord/surface.js';
import type { AskerSide, DeskSide, Drawn, Platform, Said, Seen } from './sides.js';

/** Discord: Vera writes direct messages, Ana works in a channel that only the staff sees. */
export async function discordPlatform(): Promise<Platform> {
  const discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
  const { world, people, look } = discord;
  const staff = world.addRole('staff');
  // An owner may have given it more than it asks for: what keeps it from ringing everybody must not be that it may not.
  world.setBotPermissions([...BOT_PERMISSIONS, 'MentionEveryone']);
  const asker = world.addUser('vera', { globalName: 'Vera' });
  const ana = world.addUser('ana', { globalName: 'Ana', roles: [staff] });
  const desk = world.addChannel('desk', {
    overwrites: [
      { id: discord.guildId, deny: ['ViewChannel'] },
      { id: staff, allow: ['ViewChannel'] },
      { id: discord.botUser, allow: ['ViewChannel'] },
    ],
  });

  const seen = (line: Line & { readonly answers?: string }): Seen => {
    const { sender, bot, text, reactions } = line;
    // Where no webhook can speak, the bot says first who wrote.
    const [, named] = (bot && /^\*\*(.+?)\*\*(?:\n|$)/.exec(text)) || [];
    const persona = named !== undefined && !/^\\?#\d/.test(named) ? named : undefined;
    const said = persona === undefined ? text : text.slice(text.indexOf('\n') + 1);
    return {
      who: persona ?? sender,
      text: shown(said).text,
      reactions: reactions.map((each) => each.replace(/ ×\d+$/, '')),
      ...(line.answers && { answers: shown(line.answers).text }),
    };
  };
  const drawn = (messages: readonly Message[]): readonly Drawn[] =>
    messages.map(({ persona, author, content }) => {
      // Where no webhook can speak, the bot says first who wrote.
      const named = content.startsWith('**Ana**\n') ? 'Ana' : undefined;
      const said = named === undefined ? content : content.slice(content.indexOf('\n') + 1);
      const { text, looks } = shown(said, { trim: true });
      return { who: named ?? persona?.name ?? world.user(author).username, text, looks };
    });
  /** What people said and the bot, without what Discord notes itself. */
  const said = (channel: string): readonly Message[] =>
    look.messages(channel).filter(({ type }) => type !== 18 && type !== 21);
  const newest = (channels: readonly string[], text: string): MessageRef => {
    const found = channels
      .flatMap((channel) => look.lines(channel).map((line) => ({ channel, line })))
      .findLast(({ line }) => shown(line.text).text.includes(text));
    if (!found) throw new Error(`Nobody said “${text}” on Discord.`);
    return { channel: found.channel, id: found.line.id };
  };
  /** The words that Discord shows above a reply. */
  const answeredBy = (channel: string, id: string): { readonly answers?: string } => {
    const { reference } = look.message({ channel, id });
    const to = reference?.message_id;
    const there = look.lines(channel).find((line) => line.id === to);
    return there ? { answers: there.text } : {};
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
    bait: [
      ...['@everyone', '@here', `<@${ana}>`, `<@!${ana}>`, `<@&${staff}>`, `<@&${discord.guildId}>`],
      ...[`<#${desk}>`, '<:wave:5>', '<t:0:R>', `<@${discord.botUser}>`],
    ],
    // Whether marks of items, and what would be a mention or an emoji elsewhere, are letters in code, is not for this reader.
    read: (text) => shown(text, { trim: true }).text.split(/\0[^\0]*\0|<[^<>\n]*>|:[\w+~-]+:|^[\s>]*\d+\. /m),
    async rings() {
      const rung = look.notifications
        .filter(({ by }) => by === discord.botUser || look.posted().some(({ webhookId }) => webhookId === by))
        .map(({ target, id }) =>
          target === 'user' ? `user ${world.user(id).globalName}` : `${target} ${id}`,
        );
      // An edit rings nobody, and yet shows everybody whom it mentions that they are called.
      const edited = look
        .posted()
        .filter(({ editedAt, mentions, mentionRoles, mentionEveryone }) => {
          return (
            editedAt !== undefined && (mentionRoles.length > 0 || mentionEveryone || mentions.length > 1)
          );
        })
        .map(({ content }) => `edited: ${content}`);
      return [...rung, ...edited];
    },
    async asker(bot, name): Promise<AskerSide> {
      const vera = name === undefined ? asker : world.addUser('somebody', { globalName: name });
      const dm = world.dm(vera);
      return {
        platform: 'discord',
        longest: 2_000,
        names: 'once',
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
        async answer(to, text) {
          const said = people.reply(vera, newest([dm], to), text);
          await bot.quiet();
          return said;
        },
        sees: async () => look.lines(dm).map((line) => seen({ ...line, ...answeredBy(dm, line.id) })),
        count: async () => said(dm).length,
        drawn: async (from) => drawn(said(dm).slice(from)),
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
        async answer(to, text) {
          const said = people.reply(ana, newest(threads(), to), text);
          await bot.quiet();
          return said;
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
        count: async (number) => 1 + said(threadOf(number)).length,
        async drawn(number, from) {
          const thread = threadOf(number); // begun from the opening message, whose id it has
          return drawn([look.message({ channel: desk, id: thread }), ...said(thread)].slice(from));
        },
        pings: async () => look.notifications.length,
      };
    },
    stop: () => discord.stop(),
  };
}
