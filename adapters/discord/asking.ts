import { phrase } from '../../src/core/phrases/phrase.js';
import { type Answers, DEFER_REPLY, EPHEMERAL, type Interaction, REPLY } from './answers.js';
import type { Api, Called, NoAnswer } from './api.js';
import { type Channels, isForum, isThread } from './channels.js';
import type { Ears } from './hear.js';
import { escapeDiscord } from './inline-out.js';
import { calling, type Self, wordsOf } from './parse.js';
import type { People } from './people.js';
import { DIRECT, placeOf, type Spot, timeOf } from './places.js';
import { nonceOf } from './post.js';
import { cut, NOBODY } from './render.js';
import { createThreads } from './threads.js';
import { CLOSED, NO_MUTUAL_SERVER } from './troubles.js';

const QUOTED = 1500;

/**
 * Builds what `/ask` and the command on a message do: the question is asked in the asker's direct messages, where it is
 * quoted first, so that they see what is answered; where those are closed, in a private thread below the channel in
 * which they asked. Discord is answered before the commit, since a command that is not answered within three seconds
 * fails; what then cannot be committed is said in that answer.
 */
export function createAsking(options: {
  readonly api: Api;
  readonly ears: Ears;
  readonly people: People;
  readonly channels: Channels;
  readonly self: () => Self;
  readonly answers: Answers;
}): (one: Interaction, words: string) => Promise<void> {
  const { api, ears, people, channels, self, answers } = options;
  const threads = createThreads(api, channels);

  /** Says in a channel what was asked. */
  function quoteIn(channel: string, one: Interaction, quote: string): Promise<Called> {
    return api.call('POST', `/channels/${channel}/messages`, {
      body: {
        content: quote,
        allowed_mentions: NOBODY,
        nonce: nonceOf(`ask.${one.id}`, 0),
        enforce_nonce: true,
      },
    });
  }

  /** Where only the asker reads, with their question quoted in it. */
  async function privatePlace(one: Interaction, quote: string): Promise<Spot | NoAnswer> {
    const direct = await people.direct(one.by.id);
    if (typeof direct !== 'string') return direct;
    const said = await quoteIn(direct, one, quote);
    if (said.ok) return { guild: DIRECT, channel: direct };
    if (said.code !== CLOSED && said.code !== NO_MUTUAL_SERVER) return said;
    const info = await channels.info(one.channel);
    const parent = info && isThread(info) ? info.parent : info?.id;
    const below = parent === undefined ? undefined : await channels.info(parent);
    if (one.guild === undefined || !below || isForum(below)) return said;
    const spot = { guild: one.guild, channel: below.id };
    const title = phrase(one.language, 'privateThread', { person: one.by.name });
    const thread = await threads.privately(spot, one.by.id, title, timeOf(one.id), self().user);
    if (typeof thread !== 'string') return thread;
    const quoted = await quoteIn(thread, one, quote);
    return quoted.ok ? { ...spot, thread } : quoted;
  }

  return async (one, said) => {
    const words = wordsOf(said, { self: self(), names: people });
    const quote = `-# ${phrase(one.language, 'askedByCommand')}\n${quoted(words.text)}`;
    // In direct messages the answer to the command is the quote.
    const here = one.guild === undefined;
    const first = await (here
      ? answers.first(one, REPLY, { content: quote, allowed_mentions: NOBODY })
      : answers.first(one, DEFER_REPLY, { flags: EPHEMERAL }));
    if (!first.ok) return; // it failed visibly; they ask again
    await people.meet(one.by.id, one.guild);
    const author = people.author(one.by.id, one.guild);
    const tell = (text: string) => (here ? answers.further(one, text) : answers.fill(one, text));
    const spot = here ? { guild: DIRECT, channel: one.channel } : await privatePlace(one, quote);
    if ('ok' in spot) {
      const refused = spot.outcome.kind === 'refused';
      await tell(phrase(one.language, refused ? 'directClosed' : 'notTaken'));
      return;
    }
    const id = `discord:interaction/${one.id}`;
    try {
      await ears.submit({
        kind: 'message',
        id,
        at: timeOf(one.id),
        place: placeOf(spot),
        author,
        message: id,
        ...(words.text.trim() === '' ? { text: calling(author) } : words),
        addressed: true,
        private: true,
      });
    } catch (error) {
      await tell(phrase(one.language, 'notTaken'));
      throw error;
    }
    if (here) return;
    const link =
      spot.guild === DIRECT
        ? `[${phrase(one.language, 'directMessage')}](https://discord.com/channels/@me/${spot.channel})`
        : `<#${'thread' in spot ? spot.thread : spot.channel}>`;
    await answers.fill(one, phrase(one.language, 'answeredPrivately', { link }));
  };
}

function quoted(text: string): string {
  return escapeDiscord(cut(text, QUOTED))
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}
