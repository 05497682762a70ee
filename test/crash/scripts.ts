import { ACTIONS, type ActionName } from '../../src/core/actions.js';
import type { PLATFORMS } from './wire.js';

/** Where an asker asks. */
export type Via = 'web' | (typeof PLATFORMS)[keyof typeof PLATFORMS];

/** One thing that somebody does. `of`: the step whose message is meant. */
export type Step =
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'edit'; readonly of: number; readonly text: string }
  | { readonly do: 'remove'; readonly of: number }
  | { readonly do: 'press'; readonly action: ActionName; readonly label?: string }
  | { readonly do: 'react'; readonly of: number; readonly emoji: string }
  | { readonly do: 'staff'; readonly who: string; readonly action: ActionName }
  | { readonly do: 'reply'; readonly who: string; readonly text: string }
  | { readonly do: 'retry'; readonly who: string }
  /** The clock passes the time in which a case is to be claimed. */
  | { readonly do: 'wait' };

/** What happens in one conversation, each step after what the one before led to. */
export interface Script {
  readonly name: string;
  readonly via: Via;
  readonly steps: readonly Step[];
}

/** What one asker writes in one go, without waiting for an answer. */
export interface Hurry {
  readonly name: string;
  readonly via: Via;
  readonly texts: readonly string[];
}

const say = (text: string): Step => ({ do: 'say', text });
const press = (action: ActionName, label?: string): Step => ({
  do: 'press',
  action,
  ...(label !== undefined && { label }),
});
const staff = (who: string, action: ActionName): Step => ({ do: 'staff', who, action });
const reply = (who: string, text: string): Step => ({ do: 'reply', who, text });
const wait: Step = { do: 'wait' };

const answered: readonly Step[] = [
  say('hello'),
  say('I forgot my password'),
  press(ACTIONS.helped),
  say('how do I connect to the VPN'),
  say('thanks'),
];

const answeredZh: readonly Step[] = [
  say('你好'),
  say('密码忘了怎么办'),
  press(ACTIONS.helped),
  say('你能做什么？'),
  say('谢谢'),
];

const handedOff: readonly Step[] = [
  say('I forgot my password'),
  press(ACTIONS.person),
  staff('ana', ACTIONS.claim),
  reply('ana', '// looks like the old badge system'),
  reply('ana', 'Hello, which account is it about?'),
  say('the one for the warehouse'),
  reply('ana', 'Done, please try again.'),
  staff('ana', ACTIONS.resolve),
  press(ACTIONS.rate, '4'),
];

const handedOffZh: readonly Step[] = [
  say('人工'),
  staff('bo', ACTIONS.claim),
  reply('bo', '您好，请问是什么问题？'),
  say('三楼的门刷不开'),
  say('前台也没有人'),
  reply('bo', '我马上过去看看'),
  staff('bo', ACTIONS.resolve),
  press(ACTIONS.rate, '5'),
  say('谢谢'),
];

const reopened: readonly Step[] = [
  say('human'),
  reply('bo', 'What is it about?'),
  say('the door on the third floor'),
  { do: 'edit', of: 2, text: 'the door on the fourth floor' },
  { do: 'react', of: 2, emoji: '👍' },
  say('forget the rest'),
  { do: 'remove', of: 5 },
  staff('bo', ACTIONS.resolve),
  say('qwertz uiop, it happens again with the zzyzx'),
  staff('ana', ACTIONS.notMine),
  reply('ana', 'I have it after all.'),
  staff('ana', ACTIONS.resolve),
  staff('ana', ACTIONS.reopen),
  reply('ana', 'One more thing: keep the receipt.'),
  staff('ana', ACTIONS.resolve),
];

const changed: readonly Step[] = [
  say('I forgot my password'),
  { do: 'edit', of: 0, text: 'how do I connect to the VPN' },
  say('密码忘了怎么办'),
  { do: 'remove', of: 2 },
  say('human'),
  say('never mind'),
];

const unclaimed: readonly Step[] = [
  say('human'),
  wait,
  wait,
  wait,
  staff('ana', ACTIONS.claim),
  staff('ana', ACTIONS.notMine),
  reply('bo', 'I take it.'),
  staff('bo', ACTIONS.resolve),
];

const refused: readonly Step[] = [
  say('人工'),
  staff('ana', ACTIONS.claim),
  reply('ana', 'It is in the [refuse once] drawer.'),
  { do: 'retry', who: 'ana' },
  say('找到了'),
  staff('ana', ACTIONS.resolve),
];

const both = (name: string, steps: readonly Step[]): Script[] => [
  { name: `${name}-web`, via: 'web', steps: steps.filter((step) => step.do !== 'react') },
  { name: `${name}-rec`, via: 'rec', steps },
];

/** The conversations of one wave, side by side. */
export const SCRIPTS: readonly Script[] = [
  ...both('answered', answered),
  ...both('answered-zh', answeredZh),
  ...both('handed-off', handedOff),
  ...both('handed-off-zh', handedOffZh),
  { name: 'reopened-rec', via: 'rec', steps: reopened },
  { name: 'reopened-web', via: 'web', steps: withoutReaction(reopened) },
  ...both('changed', changed),
  ...both('unclaimed', unclaimed),
  { name: 'refused-rec', via: 'rec', steps: refused },
  // Without look-up a message may stand there twice, and a button is pressed on one of the two: none here.
  { name: 'handed-off-mute', via: 'mute', steps: withoutPress(handedOffZh) },
  { name: 'answered-mute', via: 'mute', steps: withoutPress(answered) },
];

/** A few of them, for a shorter run. */
export const SHORT_SCRIPTS = SCRIPTS.filter(({ name }) =>
  [
    'answered-zh-web',
    'handed-off-web',
    'reopened-rec',
    'changed-rec',
    'unclaimed-rec',
    'refused-rec',
  ].includes(name),
);

/** Those who do not wait for an answer. */
export const HURRIES: readonly Hurry[] = [
  {
    name: 'hurry-rec',
    via: 'rec',
    texts: [
      'hello',
      'I forgot my password',
      'how do I connect to the VPN',
      '密码忘了怎么办',
      'human',
      'the door on the third floor',
      'it is still closed',
      'never mind',
      'hello',
      'thanks',
      'I forgot my password',
    ],
  },
  {
    name: 'hurry-web',
    via: 'web',
    texts: [
      '你好',
      '密码忘了怎么办',
      'how do I connect to the VPN',
      '人工',
      '三楼的门刷不开',
      '算了',
      '谢谢',
      'hello',
    ],
  },
];

/** The web cannot react: the step is replaced, so that the numbers of the others stay. */
function withoutReaction(steps: readonly Step[]): readonly Step[] {
  return steps.map((step) => (step.do === 'react' ? say('fourth floor, yes') : step));
}

function withoutPress(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => step.do !== 'press');
}
