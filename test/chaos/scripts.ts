import type { Language } from '../../src/core/language.js';

/** Somebody of the desk. */
export type Staff = 'ana' | 'bo';

/** Whoever does something in a conversation. */
export type Who = 'asker' | Staff;

/** One thing that somebody does. `of`: the step whose message is meant. */
export type Step =
  | { readonly do: 'say'; readonly who: Who; readonly text: string }
  /** As much as one message of theirs can hold, but no more than {@link LONGEST}. */
  | { readonly do: 'say at length'; readonly who: Who }
  /** With a file, whose name begins with `file`. The text does not name it. */
  | { readonly do: 'attach'; readonly who: Who; readonly text: string; readonly file: string }
  | { readonly do: 'edit'; readonly who: Who; readonly of: number; readonly text: string }
  | { readonly do: 'remove'; readonly who: Who; readonly of: number }
  /** On the newest message that holds the text. */
  | { readonly do: 'react'; readonly who: Who; readonly on: string; readonly emoji: string }
  | { readonly do: 'take back'; readonly who: Who; readonly on: string; readonly emoji: string }
  | { readonly do: 'press'; readonly who: Who; readonly label: string };

/** Where somebody asks: by themselves, by a mention in a channel, in a help channel without one, in a forum. */
export type Where = 'alone' | 'mention' | 'help' | 'forum';

/** What happens in one conversation, each step after what the one before led to. */
export interface Script {
  readonly name: string;
  readonly where: Where;
  /** What the asker writes, and so what the bot says to them. Default English. */
  readonly language?: Language;
  readonly steps: readonly Step[];
}

const say = (text: string): Step => ({ do: 'say', who: 'asker', text });
const press = (label: string): Step => ({ do: 'press', who: 'asker', label });
const staff = (who: Staff, label: string): Step => ({ do: 'press', who, label });
const reply = (who: Staff, text: string): Step => ({ do: 'say', who, text });

/** Characters of a long message. */
const LONGEST = 9_000;

/** A long message with lines of its own, for whoever can write so many characters. */
export function long(limit: number): string {
  const line = (n: number): string => `${n}. Turn the key, wait for the lamp, and write down what it shows.`;
  const lines: string[] = [];
  for (let left = Math.min(limit, LONGEST) - 80; left > 0; left -= line(lines.length).length + 1)
    lines.push(line(lines.length + 1));
  return lines.join('\n');
}

/** The conversations of one wave, side by side. */
export const SCRIPTS: readonly Script[] = [
  {
    name: 'Reader',
    where: 'alone',
    steps: [say('hello'), say('I forgot my password'), press('That helped'), say('thanks'), say('谢谢')],
  },
  {
    name: 'Talker',
    where: 'alone',
    steps: [
      say('I forgot my password'),
      press('Ask a person'),
      staff('ana', 'Claim'),
      reply('ana', '// looks like the old badge system'),
      reply('ana', 'Hello, which account is it about?'),
      say('the one for the warehouse'),
      { do: 'edit', who: 'asker', of: 5, text: 'the one for the other warehouse' },
      { do: 'say at length', who: 'ana' },
      { do: 'say at length', who: 'asker' },
      say('done, it works'),
      staff('ana', 'Resolve'),
      say('qwertz uiop, it happens again with the zzyzx'),
      reply('bo', 'I have a look.'),
      staff('bo', 'Resolve'),
    ],
  },
  {
    name: 'Changer',
    where: 'alone',
    steps: [
      say('human please'),
      say('the door on the third floor does not open'),
      staff('ana', 'Claim'),
      reply('ana', 'Which of the *two* doors <b>?'),
      { do: 'edit', who: 'ana', of: 3, text: 'Which of the three doors?' },
      { do: 'react', who: 'asker', on: 'three doors', emoji: '👍' },
      say('the left one @everyone'),
      { do: 'react', who: 'ana', on: 'the left one', emoji: '👀' },
      { do: 'take back', who: 'asker', on: 'three doors', emoji: '👍' },
      staff('ana', 'Resolve'),
    ],
  },
  {
    name: 'Brief',
    where: 'alone',
    steps: [
      say('the tap in the kitchen, human please'),
      staff('ana', 'Claim'),
      reply('ana', 'Which of the two taps?'),
      { do: 'edit', who: 'ana', of: 2, text: 'Which of the three taps?' },
      { do: 'react', who: 'asker', on: 'three taps', emoji: '👍' },
      staff('ana', 'Resolve'),
    ],
  },
  {
    name: 'Sender',
    where: 'alone',
    steps: [
      say('the sign above the gate flickers, human please'),
      staff('ana', 'Claim'),
      { do: 'attach', who: 'asker', text: 'this is how it looks', file: 'sign' },
      reply('ana', 'I see.'),
      { do: 'attach', who: 'ana', text: 'fill this in', file: 'form' },
      say('done'),
      staff('ana', 'Resolve'),
    ],
  },
  {
    name: 'Chinese',
    where: 'alone',
    language: 'zh',
    steps: [
      say('我忘记密码了'),
      press('找人工'),
      staff('bo', 'Claim'),
      reply('bo', '请问是哪个账号？'),
      say('仓库的那个账号'),
      { do: 'edit', who: 'asker', of: 4, text: '另一个仓库的那个账号' },
      reply('bo', '已经重置好了。'),
      say('可以了，谢谢'),
      staff('bo', 'Resolve'),
    ],
  },
  {
    name: 'Regretter',
    where: 'alone',
    steps: [
      say('human please'),
      say('the lamp in the cellar blinks'),
      staff('bo', 'Claim'),
      say('forget the lamp'),
      { do: 'remove', who: 'asker', of: 3 },
      reply('bo', 'I am not sure.'),
      { do: 'remove', who: 'bo', of: 5 },
      reply('bo', 'I come at three.'),
      say('thank you so much'),
    ],
  },
  {
    name: 'Mentioner',
    where: 'mention',
    steps: [
      say('how do I connect to the VPN'),
      press('Ask a person'),
      reply('bo', 'What does it say?'),
      say('that the certificate is not valid'),
      reply('bo', 'Please try again in a minute.'),
      { do: 'edit', who: 'bo', of: 4, text: 'Please try again in five minutes.' },
      say('it works'),
      staff('bo', 'Resolve'),
    ],
  },
  {
    name: 'Helped',
    where: 'help',
    steps: [
      say('how do I connect to the VPN'),
      say('I forgot my password'),
      say('human'),
      staff('ana', 'Claim'),
      reply('ana', 'I am here.'),
      say('never mind, it was the cable'),
      staff('ana', 'Resolve'),
    ],
  },
  {
    name: 'Poster',
    where: 'forum',
    steps: [
      say('the gate of the yard hums'),
      staff('ana', 'Claim'),
      reply('ana', 'Since when?'),
      say('since the storm'),
      staff('ana', 'Resolve'),
    ],
  },
];

/** What one asker writes in one go, after a first word, without waiting for an answer. */
export const HURRY: readonly string[] = [
  'I forgot my password',
  'how do I connect to the VPN',
  '密码忘了怎么办',
  'human',
  'the door on the third floor',
  'it is still closed',
  'thanks',
];
