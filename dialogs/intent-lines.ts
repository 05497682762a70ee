import { CHINESE_LINES } from './chinese-lines.js';

/** What a short line means apart from any article. */
export type Intent =
  | 'human'
  | 'cancel'
  | 'solved'
  | 'helped'
  | 'hello'
  | 'thanks'
  | 'okay'
  | 'declined'
  | 'yes'
  | 'no'
  | 'laugh'
  | 'bye'
  | 'help'
  | 'who'
  | 'how-are-you';

const ENGLISH_LINES: Readonly<Record<Intent, readonly string[]>> = {
  human: [
    'human',
    'a human',
    'human please',
    'a human please',
    'person',
    'a person',
    'a person please',
    'real person',
    'a real person',
    'agent',
    'live agent',
    'support agent',
    'operator',
    'representative',
    'staff',
    'talk to someone',
    'ask a person',
    'i need a human',
    'i want a human',
    'someone please',
  ],
  cancel: [
    'never mind',
    'nevermind',
    'nvm',
    'cancel',
    'cancel it',
    'cancel that',
    'forget it',
    'stop',
    'no longer needed',
    'not needed anymore',
    'not needed any more',
    'solved it myself',
    'never mind thanks',
    'nevermind thanks',
    'never mind thank you',
  ],
  // Said of an open case, this closes it.
  solved: [],
  helped: [
    'that helped',
    'this helped',
    'it helped',
    'that helps',
    'helped',
    'yes that helped',
    'yes it helped',
    'that helped a lot',
    'that was helpful',
    'very helpful',
    'thanks that helped',
    'that helped thanks',
    'thank you that helped',
    'that helped thank you',
    'that worked',
    'it worked',
    'this worked',
    'that worked thanks',
    'thanks that worked',
    'it worked thanks',
    'thanks it worked',
    'it works',
    'it works now',
    'works now',
    'it works now thanks',
    'thanks it works now',
    'works now thanks',
    'that did it',
    'that did the trick',
    'that solved it',
    'that fixed it',
    'that answers my question',
    'that answered my question',
    'problem solved',
    'solved',
    'solved thanks',
    'fixed',
    'fixed thanks',
  ],
  hello: [
    ...['hi', 'hello', 'hey', 'hi there', 'hello there', 'hey there', 'good morning'],
    ...['good afternoon', 'good evening', 'yo', 'hiya', 'greetings'],
    // That something will be asked: a person would have nothing to act on yet.
    ...['question', 'a question', 'quick question', 'a quick question', 'just a quick question'],
    ...['i have a question', 'i have a quick question', 'ive got a question', 'i got a question'],
    ...['got a question', 'can i ask a question', 'can i ask you a question', 'can i ask something'],
    ...['can i ask you something', 'may i ask a question', 'may i ask you something'],
    ...['could i ask you something', 'i have a problem', 'ive got a problem', 'i have an issue'],
    ...['need help', 'i need help', 'i need some help', 'need some help', 'i need your help'],
    ...['i need help with something', 'can you help', 'can you help me', 'could you help me'],
    ...['could you help', 'can you help me with something', 'could you help me with something'],
    ...['excuse me', 'sorry to bother you', 'sorry'],
  ],
  thanks: [
    'thanks',
    'thank you',
    'thanks a lot',
    'thank you so much',
    'thank you very much',
    'many thanks',
    'thx',
    'ty',
    'tysm',
    'cheers',
    'great thanks',
    'ok thanks',
    'okay thanks',
    'ok thank you',
    'perfect thanks',
    'perfect thank you',
    'awesome thanks',
    'cool thanks',
    'got it thanks',
    'great thank you',
    ...['thank u', 'thankyou', 'thnx', 'tks'],
  ],
  // What people say to an answer that they have read.
  okay: [
    ...['ok', 'okay', 'okey', 'k', 'kk', 'alright', 'all right', 'got it', 'i see', 'understood', 'noted'],
    ...['great', 'perfect', 'cool', 'nice', 'ok great', 'ok got it', 'ok cool', 'okay great', 'okay got it'],
    ...[
      'okk',
      'okok',
      'oki',
      'okie',
      'sounds good',
      'will do',
      'no problem',
      'no worries',
      'thats fine',
      'fine',
    ],
    ...['thats all', 'youre welcome'],
  ],
  declined: ['no thanks', 'no thank you', 'no need', 'not now'],
  // An answer where something was asked, and nothing where nothing was
  yes: [
    ...['yes', 'yes please', 'yep', 'yeah', 'yea', 'yup', 'y', 'sure', 'exactly', 'right', 'correct', 'true'],
    ...['of course', 'definitely', 'absolutely', 'indeed', 'thats right', 'yes exactly', 'yes i do'],
  ],
  no: ['no', 'nope', 'nah', 'n', 'not really', 'no i dont', 'no its not', 'no it is not', 'no it isnt'],
  laugh: [], // see `LAUGH` in intents.ts
  bye: ['bye', 'goodbye', 'bye bye', 'see you', 'see ya', 'cya', 'good night'],
  help: [
    'help',
    'help me',
    'menu',
    'what can you do',
    'what do you do',
    'how does this work',
    'how do you work',
    'what can i ask',
    'what can i ask you',
    'how can you help',
    'how can you help me',
    'what can you help me with',
    'what can you help with',
    'commands',
    'options',
  ],
  who: [
    'who are you',
    'what are you',
    'are you a bot',
    'are you a robot',
    'are you human',
    'are you a human',
    'are you real',
    'are you a real person',
    'is this a bot',
    'whats your name',
    'what is your name',
    'am i talking to a bot',
    'am i talking to a person',
  ],
  'how-are-you': ['how are you', 'how are you doing', 'hows it going', 'how is it going', 'whats up', 'sup'],
};

const chineseLines: Readonly<Record<Intent, readonly string[]>> = CHINESE_LINES;

/** All of them. */
export const INTENTS = Object.keys(ENGLISH_LINES) as readonly Intent[]; // these are its keys

/** Whole lines that mean it, as `bare` in intents.ts makes them. Latin letters in lower case. */
export function linesOf(intent: Intent): readonly string[] {
  return [...ENGLISH_LINES[intent], ...chineseLines[intent].flatMap((row) => row.split('|'))];
}
