/** One thing that somebody does. `of`: the step whose message is meant. */
export type Step =
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'edit'; readonly of: number; readonly text: string }
  | { readonly do: 'press'; readonly label: string }
  | { readonly do: 'staff'; readonly who: Staff; readonly label: string }
  | { readonly do: 'reply'; readonly who: Staff; readonly text: string }
  | { readonly do: 'amend'; readonly of: number; readonly text: string };

/** Somebody of the desk. */
export type Staff = 'ana' | 'bo';

/** Where somebody asks: in a direct message, by a mention in a channel, or in a help channel, without a mention. */
export type Where = 'dm' | 'mention' | 'help';

/** What happens in one conversation, each step after what the one before led to. */
export interface Script {
  readonly name: string;
  readonly where: Where;
  readonly steps: readonly Step[];
}

const say = (text: string): Step => ({ do: 'say', text });
const press = (label: string): Step => ({ do: 'press', label });
const staff = (who: Staff, label: string): Step => ({ do: 'staff', who, label });
const reply = (who: Staff, text: string): Step => ({ do: 'reply', who, text });

/** Longer than one message of Slack may be here: it arrives in parts. */
const LONG = Array.from(
  { length: 150 },
  (_each, line) => `${line + 1}. Turn the key, wait for the lamp, and write down what it shows.`,
).join('\n');

/** The conversations of one wave, side by side. */
export const SCRIPTS: readonly Script[] = [
  {
    name: 'Reader',
    where: 'dm',
    steps: [say('hello'), say('I forgot my password'), press('That helped'), say('thanks'), say('谢谢')],
  },
  {
    name: 'Talker',
    where: 'dm',
    steps: [
      say('I forgot my password'),
      press('Ask a person'),
      staff('ana', 'Claim'),
      reply('ana', '// looks like the old badge system'),
      reply('ana', 'Hello, which account is it about?'),
      say('the one for the warehouse'),
      { do: 'edit', of: 5, text: 'the one for the other warehouse' },
      reply('ana', LONG),
      say('done, it works'),
      staff('ana', 'Resolve'),
      say('qwertz uiop, it happens again with the zzyzx'),
      reply('bo', 'I have a look.'),
      staff('bo', 'Resolve'),
    ],
  },
  {
    name: 'Mention',
    where: 'mention',
    steps: [
      say('how do I connect to the VPN'),
      press('Ask a person'),
      reply('bo', 'What does it say?'),
      say('that the certificate is not valid'),
      reply('bo', 'Please try again in a minute.'),
      { do: 'amend', of: 4, text: 'Please try again in five minutes.' },
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
];

/** What one asker writes in one go, without waiting for an answer. */
export const HURRY: readonly string[] = [
  'hello',
  'I forgot my password',
  'how do I connect to the VPN',
  '密码忘了怎么办',
  'human',
  'the door on the third floor',
  'it is still closed',
  'thanks',
];
