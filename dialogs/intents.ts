import { simplified } from './simplified.js';

/** What a short line means apart from any article. */
export type Intent =
  | 'human'
  | 'cancel'
  | 'solved'
  | 'helped'
  | 'hello'
  | 'thanks'
  | 'okay'
  | 'bye'
  | 'help'
  | 'who'
  | 'how-are-you';

const NUMBER_OF_LETTERS = 80; // longer lines are questions, whatever words they hold

/** Whole lines, after {@link bare}. Latin letters in lower case. */
const whole: Readonly<Record<Intent, readonly string[]>> = {
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
    '人工',
    '转人工',
    '找人工',
    '要人工',
    '人工客服',
    '转人工客服',
    '人工服务',
    '真人',
    '找真人',
    '真人客服',
    '客服',
    '转客服',
    '找客服',
    '找个人',
    '我要人工',
    '我要找人工',
    '我要转人工',
    '请转人工',
    '帮我转人工',
    '换人工',
    '叫人工',
    '找人',
    '人工人工',
    '我要真人',
    '能转人工吗',
    '可以转人工吗',
    '有人吗',
    '有真人吗',
    '我想找人工',
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
    '算了',
    '算了吧',
    '取消',
    '取消吧',
    '不用了',
    '不用了谢谢',
    '算了不用了',
    '不需要了',
    '没事了',
    '自己解决了',
    '停止',
  ],
  // Said of an open case, this closes it.
  solved: ['已经解决了', '已解决'],
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
    '有用',
    '很有用',
    '有帮助',
    '很有帮助',
    '有帮助谢谢',
    '谢谢有帮助',
    '帮到我了',
    '帮到了',
    '帮了大忙',
    '谢谢帮到我了',
    '帮到我了谢谢',
    '解决了',
    '解决了谢谢',
    '谢谢解决了',
    '问题解决了',
    '问题解决了谢谢',
    '谢谢问题解决了',
    '可以了谢谢',
    '谢谢可以了',
    '可以用了',
    '能用了',
    '搞定',
    '搞定了',
    '搞定了谢谢',
    '谢谢搞定了',
    '弄好了',
    '弄好了谢谢',
  ],
  hello: [
    ...['hi', 'hello', 'hey', 'hi there', 'hello there', 'hey there', 'good morning'],
    ...['good afternoon', 'good evening', 'yo', 'hiya', 'greetings'],
    ...['你好', '您好', '你好啊', '你好呀', '嗨', '哈喽', '哈啰', '早', '早安', '早上好'],
    ...['上午好', '中午好', '下午好', '晚上好', '在吗', '在么', '在不在', '您好在吗'],
    ...['你好在吗'],
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
    '谢谢',
    '谢谢你',
    '谢谢您',
    '谢谢啦',
    '谢了',
    '多谢',
    '非常感谢',
    '感谢',
    '好的谢谢',
    '好谢谢',
    '明白了谢谢',
    '知道了谢谢',
    '太感谢了',
  ],
  // What people say to an answer that they have read.
  okay: [
    ...['ok', 'okay', 'okey', 'k', 'kk', 'alright', 'all right', 'got it', 'i see', 'understood', 'noted'],
    ...['great', 'perfect', 'cool', 'nice', 'ok great', 'ok got it', 'ok cool', 'okay great', 'okay got it'],
    ...[
      '好',
      '好的',
      '好吧',
      '好嘞',
      '行',
      '行吧',
      '嗯',
      '嗯嗯',
      '哦',
      '哦哦',
      '收到',
      '懂了',
      '了解',
      '了解了',
    ],
    ...['明白', '明白了', '知道了', '好的明白了', '好的知道了', '好的收到', 'ok的'],
  ],
  bye: [
    'bye',
    'goodbye',
    'bye bye',
    'see you',
    'see ya',
    'cya',
    'good night',
    '再见',
    '拜拜',
    '拜',
    '回见',
    '晚安',
    '先这样',
    '88',
  ],
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
    '帮助',
    '帮帮我',
    '你能做什么',
    '你会做什么',
    '你会什么',
    '你能干什么',
    '你能干嘛',
    '你可以做什么',
    '能帮我什么',
    '你能帮我做什么',
    '怎么用',
    '使用说明',
    '菜单',
    '有什么功能',
    '功能',
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
    '你是谁',
    '您是谁',
    '你是什么',
    '你是机器人吗',
    '你是机器人',
    '你是真人吗',
    '你是人吗',
    '你叫什么',
    '你叫什么名字',
    '是机器人吗',
    '是真人吗',
  ],
  'how-are-you': [
    'how are you',
    'how are you doing',
    'hows it going',
    'how is it going',
    'whats up',
    'sup',
    '你好吗',
    '最近好吗',
    '最近怎么样',
    '吃了吗',
  ],
};

const byLine = new Map<string, Intent>();
for (const [intent, lines] of Object.entries(whole)) {
  for (const line of lines) byLine.set(line, intent as Intent); // the keys of `whole` are intents
}

/** What people say out of joy. By itself it may as well be mockery; beside thanks it changes nothing. */
const joy = [
  ...[
    'wow',
    'oh',
    'ah',
    'omg',
    'yay',
    'woohoo',
    'yes',
    'yeah',
    'great',
    'perfect',
    'awesome',
    'amazing',
    'brilliant',
  ],
  ...['excellent', 'fantastic', 'wonderful', 'lovely', 'super', 'nice', 'cool', 'sweet', 'damn', 'holy shit'],
  ...['holy crap', 'holy cow', 'hell yeah', 'fuck yes', 'fuck yeah', 'fucking brilliant', 'fucking amazing'],
  ...[
    'bloody brilliant',
    'finally',
    'well done',
    'good job',
    'great job',
    'nice one',
    'nice work',
    'great work',
  ],
  ...[
    'youre the best',
    'you are the best',
    'youre a star',
    'you are a star',
    'youre a lifesaver',
    'lifesaver',
  ],
  ...[
    'love it',
    'much appreciated',
    'i appreciate it',
    'appreciate it',
    'have a nice day',
    'have a good day',
  ],
  ...[
    'again',
    'all',
    'everyone',
    'guys',
    'for your help',
    'for the help',
    'for helping',
    'now',
    'lol',
    'haha',
  ],
  ...[
    '哇',
    '哇塞',
    '啊',
    '呀',
    '哈哈',
    '太好了',
    '太棒了',
    '真棒',
    '好棒',
    '厉害',
    '太厉害了',
    '牛',
    '牛逼',
    '太牛了',
  ],
  ...[
    '卧槽',
    '我靠',
    '终于',
    '完美',
    '不错',
    '辛苦了',
    '辛苦啦',
    '您辛苦了',
    '帮大忙了',
    '爱了',
    '大家',
    '各位',
    '你们',
  ],
];

/** How much these say, beside each other: a line does what the strongest of them does. */
const strength = { joy: 0, okay: 1, thanks: 2, helped: 3 } as const;

/** What a grateful line is made of. */
const grateful = new Map<string, number>([
  ...[...joy, ...whole.hello, ...whole.bye].map((one) => [one, strength.joy] as const),
  ...(['okay', 'thanks', 'helped'] as const).flatMap((intent) =>
    whole[intent].map((one) => [one, strength[intent]] as const),
  ),
]);
const LONGEST = Math.max(...[...grateful.keys()].map((one) => one.length));

/** Asking for a person inside a sentence. "human resources" and "contact person" are no such thing. */
const wantsPerson: readonly RegExp[] = [
  /\b(talk|speak|chat|connect me|put me through|transfer me|hand me|escalate( this| me)?|switch me|get me)( \w+){0,3}? (a |an |the |some |another |your )?(real |live |actual )?(human|person|someone|somebody|agent|operator|representative|rep|staff member|support person)\b(?! resources)/,
  /\b(i )?(want|need|would like|prefer|give me|get me|let me have)( to have)? (a |an )?(real |live |actual )?(human|person|human being|live agent|human agent|real agent)( please| now)?$/,
  /^(can|could|may) (i|you) (please )?(have|get) (me )?(a |an )?(real |live |actual )?(human|person|human agent)( please)?$/,
  /^(human|agent|person|operator)( now| pls| plz)+$/,
  /(转|找|换|要|接|联系|来个?|叫个?|跟|和|与)(一下|到|给|个|一个|你们的?|你们|您们)?(人工(?!智能)|真人|真人客服|人工客服|客服人员|活人)(客服|服务|坐席)?(说|聊|谈|沟通|处理|吧|吗|谢谢|来)?/,
  /(不要|别|不想)(和|跟)?机器人/,
  /^((转)?人工 ?){2,}$/,
];

/** Nothing but a sign that one has read it. */
const NOD = /^\s*(?:(?:👍|👌|✅|💯|\+1)[\u{1F3FB}-\u{1F3FF}\uFE0F\s]*){1,5}$/u;

/** The line without case, punctuation, emoji and double spaces. */
export function bare(text: string): string {
  return simplified(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[\p{P}\p{S}\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
}

/** The line without the politeness before it, after it, and both. */
function softened(line: string): readonly string[] {
  const before = line.replace(/^(please|pls|plz|ok|okay|hi|hello|hey|好的|好|请|您好|你好) ?/, '');
  const after = / ?(please|pls|plz|吧|啊|呀|哦|了|谢谢)$/;
  return [before, line.replace(after, ''), before.replace(after, '')];
}

// Several dialogs ask about the same line, one after the other.
let last: { readonly text: string; readonly intent: Intent | undefined } | undefined;

/** What a line means apart from any article; undefined for a question. Total and linear in the length of the line. */
export function intentOf(text: string): Intent | undefined {
  if (last?.text !== text) last = { text, intent: find(text) };
  return last.intent;
}

/** So much of the end of a long message is looked at for the plea that it may end with. */
const ENDING = 4 * NUMBER_OF_LETTERS;
/** What makes a plea of "a person" at the end of something else. */
const PLEA = /\b(please|pls|plz|now|need|want|talk|ask)\b|[请转找要换叫]/u;

/** "The printer prints stripes, human please": whatever comes before it, that is what is asked for. */
function endsWithPlea(text: string): boolean {
  const ending = text.slice(-ENDING).trimEnd();
  if (/[?？]$/.test(ending)) return false;
  const clauses = ending.split(/[,.;!?，。；！？、\n]+|\s[-–—]+\s/u).map(bare);
  const clause = clauses.findLast((one) => one !== '') ?? '';
  if (clause === bare(ending) || clause.length > NUMBER_OF_LETTERS || !PLEA.test(clause)) return false;
  return (
    [clause, ...softened(clause)].some((one) => byLine.get(one) === 'human') ||
    wantsPerson.some((pattern) => pattern.test(clause))
  );
}

/**
 * "Perfect, that worked, thank you so much!", "太好了，搞定了，谢谢你": what all of a line's pieces say together, where they
 * are thanks and what goes with them, and nothing else. In steps of words in English, of characters in Chinese.
 */
function saysThanks(line: string): Intent | undefined {
  // For each place that a piece ends at, the strongest that was said before it; -1: none ends there.
  const said = new Int8Array(line.length + 1).fill(-1);
  said[0] = strength.joy;
  for (let from = 0; from < line.length; from++) {
    const before = said[from] ?? -1;
    if (before < 0) continue;
    for (let to = from + 1; to <= Math.min(line.length, from + LONGEST); to++) {
      if (/[a-z0-9]{2}/.test(line.slice(to - 1, to + 1))) continue; // inside a word
      const piece = line.slice(from, to).trim();
      const own = piece === '' ? strength.joy : grateful.get(piece);
      if (own !== undefined) said[to] = Math.max(said[to] ?? -1, before, own);
    }
  }
  const strongest = said[line.length];
  if (strongest === strength.helped) return 'helped';
  return strongest === strength.thanks ? 'thanks' : undefined;
}

function find(text: string): Intent | undefined {
  if (endsWithPlea(text)) return 'human';
  if (text.length > 4 * NUMBER_OF_LETTERS) return undefined;
  const line = bare(text);
  if (NOD.test(text)) return 'okay';
  if (!line || line.length > NUMBER_OF_LETTERS) return undefined;
  const exact = byLine.get(line) ?? byLine.get(line.replaceAll(' ', ''));
  if (exact) return exact;
  for (const softer of softened(line)) {
    const intent = byLine.get(softer) ?? byLine.get(softer.replaceAll(' ', ''));
    if (intent === 'human' || intent === 'cancel' || intent === 'solved' || intent === 'helped')
      return intent;
  }
  if (wantsPerson.some((pattern) => pattern.test(line))) return 'human';
  // With a question mark it asks something.
  return /[?？]/.test(text) ? undefined : saysThanks(line);
}
