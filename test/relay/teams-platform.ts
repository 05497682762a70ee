import { lineOf } from '../adapters/teams/office.js';
import { startFakeTeams } from '../support/teams/fake-teams.js';
import { shown, unescaped } from '../support/teams/html.js';
import { looksOf } from '../support/teams/looks.js';
import type { Message, MessageRef } from '../support/teams/model.js';
import { pingsOf, readTeams } from '../support/teams/reader.js';
import type { AskerSide, DeskSide, Drawn, Platform, Said, Seen } from './sides.js';

/** Teams: Vera writes in her personal chat with the bot, Ana works in a channel of the staff's team. */
export async function teamsPlatform(): Promise<Platform> {
  const teams = await startFakeTeams({ rates: 'off', timing: { redeliverMs: [0, 100] } });
  const { world, people, look } = teams;
  const asker = world.addPerson('Vera', { personal: true });
  const ana = world.addPerson('Ana');
  const team = world.addTeam('Support', { people: [ana], hearsAll: true });
  const desk = world.addChannel(team, 'Desk');

  const standing = (messages: readonly Message[]): readonly Message[] =>
    messages.filter(({ deleted }) => !deleted);
  /** The bot says first for whom it speaks. */
  const personaOf = ({ text, from }: Message): string | undefined =>
    from === teams.bot ? /^<strong>(.+?)<\/strong>(?:<br>|<pre>|$)/.exec(text)?.[1] : undefined;
  const seen = (message: Message): Seen => {
    const { sender, text, reactions } = lineOf(teams, message);
    const persona = personaOf(message);
    const mention = /^<at>.+?<\/at> ?/.test(message.text);
    const said = persona === undefined && !mention ? text : text.slice(text.indexOf('\n') + 1);
    return {
      who: persona ?? sender,
      text: said,
      reactions: reactions.map((each) => each.replace(/ ×\d+$/, '')),
    };
  };
  const nameOf = (id: string): string => (id === teams.bot ? 'Firstline' : world.person(id).name);
  const drawn = (messages: readonly Message[]): readonly Drawn[] =>
    standing(messages).map((message) => {
      const persona = personaOf(message);
      // A receipt, or a reaction of the other side, has the words it belongs to in italics.
      const told = /^\S+ <em>[^<]*<\/em>$/.test(message.text);
      const rest =
        persona === undefined
          ? message
          : { ...message, text: message.text.replace(/^<strong>.+?<\/strong>(?:<br>)?/, '') };
      const { text, cards } = readTeams(rest);
      return {
        who: persona === undefined ? nameOf(message.from) : unescaped(persona),
        text: [message.from === teams.bot ? text : shown(message.html), cards].filter(Boolean).join('\n'),
        looks: message.from === teams.bot && !told ? looksOf(rest) : [],
      };
    });
  const fileOf = async (person: string, messages: readonly Message[], name: string): Promise<string> => {
    const offered = messages.findLast(({ attachments }) =>
      attachments.some((one) => one.name === name && /file\.consent$/.test(String(one.contentType))),
    );
    if (!offered) throw new Error(`There is no file ${name} on Teams.`);
    const answer = await teams.interact.consent(person, offered, 'accept');
    if (!answer.ok) throw new Error(`The file ${name} was not handed over: ${answer.status}`);
    return look.file(name).toString();
  };
  const messageWith = (messages: readonly Message[], text: string): Message => {
    // Not a receipt, which repeats the words.
    const found = standing(messages).findLast(
      (message) => seen(message).text.includes(text) && !/^\S+ <em>/.test(message.text),
    );
    if (!found) throw new Error(`Nobody said “${text}” on Teams.`);
    return found;
  };
  /** What Teams' clients make of an answer to a message of the bot. */
  const answering = ({ id, text }: Message, answer: string): string =>
    `<blockquote itemscope="" itemtype="http://schema.skype.com/Reply" itemid="${id}">` +
    `<strong itemprop="mri" itemid="${teams.bot}">Firstline</strong><span itemprop="time" itemid="${id}"></span>` +
    `<p itemprop="preview">${text.replace(/<[^>]*>/g, ' ')}</p></blockquote><p>${answer}</p>`;
  const react = (person: string, messages: readonly Message[], text: string, how: string, on: boolean) => {
    const found = messageWith(messages, text);
    const type = REACTIONS[how];
    if (type === undefined) throw new Error(`Teams has no ${how} here`);
    if (on) people.react(person, found, type);
    else people.unreact(person, found, type);
  };
  const refOf = (said: Said): MessageRef => said as MessageRef; // what `say` of this side returned

  return {
    name: 'teams',
    get env() {
      return teams.env;
    },
    desk: `"teams:${teams.tenantId}/${desk}"`,
    ana: world.person(ana).aadId,
    yaml: `teams: { service-url: ${teams.serviceUrl} }`,
    started: (port) => teams.deliverTo(`http://127.0.0.1:${port}/api/messages`),
    settled: () => teams.deliveries.settled(),
    bait: [
      ...[
        '<at>Ana</at>',
        '<at id="0">Ana</at>',
        `<at>${ana}</at>`,
        '<at>Support</at>',
        '<at>Desk</at>',
        '@Ana',
      ],
      ...[
        '<strong>Ana</strong><br>',
        '</p><h1>Ana</h1>',
        '[x](https://e.example)',
        '&lt;at&gt;Ana&lt;/at&gt;',
      ],
    ],
    // Its clients send what is typed as text.
    read: (text) => [text],
    async rings() {
      const known = (id: string): string | undefined =>
        [asker, ana].map((one) => world.person(one)).find((one) => one.id === id || one.aadId === id)?.name;
      const rung = look.notifications
        .filter(({ how, place, id }) => how === 'mention' && look.message({ place, id }).from === teams.bot)
        .map(({ person, edit }) => `${edit ? 'edited: ' : ''}user ${known(person) ?? person}`);
      // Mentions that a card makes, and those of whatever is no person.
      const more = look
        .posted()
        .flatMap((message) => [
          ...pingsOf({ attachments: message.attachments }),
          ...pingsOf({ entities: message.entities }).filter((id) => known(id) === undefined),
        ])
        .map((id) => `mention ${known(id) ?? id}`);
      return [...rung, ...more];
    },
    async asker(bot, name): Promise<AskerSide> {
      const vera = name === undefined ? asker : world.addPerson(name, { personal: true });
      const chat = world.personal(vera);
      return {
        platform: 'teams',
        longest: 10_000,
        reactions: 'told',
        hears: 'copies',
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
        fileOf: (name) => fileOf(vera, look.messages(chat), name),
        async edit(said, text) {
          people.edit(refOf(said), text);
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(vera, look.messages(chat), text, emoji, added);
          await bot.quiet();
        },
        async answer(to, text) {
          const said = people.dm(vera, text, { html: answering(messageWith(look.messages(chat), to), text) });
          await bot.quiet();
          return said;
        },
        sees: async () => standing(look.messages(chat)).map(seen),
        count: async () => look.messages(chat).length,
        drawn: async (from) => drawn(look.messages(chat).slice(from)),
        async vanish() {
          world.setBlocked(vera, true);
        },
      };
    },
    async staff(bot): Promise<DeskSide> {
      const rootOf = (number: number): string => {
        const found = look.messages(desk).find(
          (message) =>
            message.root === message.id &&
            lineOf(teams, message)
              .text.split('\n')
              .some((line) => line.startsWith(`#${number} `)),
        );
        if (!found) throw new Error(`There is no case #${number} on Teams.`);
        return found.id;
      };
      return {
        platform: 'teams',
        longest: 10_000,
        reactions: 'told',
        hears: 'copies',
        names: 'once',
        files: 'pictures',
        async write(number, text) {
          const said = people.say(ana, desk, text, { root: rootOf(number) });
          await bot.quiet();
          return said;
        },
        async attach(number, text, name, data) {
          people.say(ana, desk, text, { root: rootOf(number), files: [{ name, data }] });
          await bot.quiet();
        },
        fileOf: async (number, name) => fileOf(ana, look.messages(desk, rootOf(number)), name),
        async edit(said, text) {
          people.edit(refOf(said), text);
          await bot.quiet();
        },
        async remove(said) {
          people.delete(refOf(said));
          await bot.quiet();
        },
        async react(text, emoji, added) {
          react(ana, look.messages(desk), text, emoji, added);
          await bot.quiet();
        },
        async press(number, label) {
          const found = look
            .messages(desk, rootOf(number))
            .findLast((message) => !message.deleted && lineOf(teams, message).buttons.includes(label));
          if (!found) throw new Error(`There is no button “${label}”.`);
          await teams.interact.click(ana, found, label);
          await bot.quiet();
        },
        thread: async (number) => standing(look.messages(desk, rootOf(number))).map(seen),
        count: async (number) => look.messages(desk, rootOf(number)).length,
        drawn: async (number, from) => drawn(look.messages(desk, rootOf(number)).slice(from)),
        pings: async () => look.notifications.filter(({ how }) => how === 'mention').length,
      };
    },
    stop: () => teams.stop(),
  };
}

/** Reactions by Teams' own names, the newer ones with the code of their character. */
const REACTIONS: Readonly<Record<string, string>> = {
  '👍': 'like',
  '❤️': 'heart',
  '🎉': '1f389_partypopper',
  '👀': '1f440_eyes',
  '😄': '1f604_smileeyes',
};
