import { oneWidth } from '../src/core/one-width.js';
import { INTENTS, type Intent, linesOf } from './intent-lines.js';
import { joy } from './joy.js';
import { simplified } from './simplified.js';
import { wantsTeam } from './teams.js';

export type { Intent } from './intent-lines.js';

/** What is meant with politeness around it, too. */
const SOFTENED: ReadonlySet<Intent> = new Set(['human', 'cancel', 'solved', 'helped', 'hello']);
const NUMBER_OF_LETTERS = 80; // longer lines are questions, whatever words they hold

const byLine = new Map<string, Intent>();
for (const intent of INTENTS) {
  for (const line of linesOf(intent)) byLine.set(line, intent);
}

/** How much these say, beside each other: a line does what the strongest of them does. */
const strength = { joy: 0, okay: 1, thanks: 2, helped: 3 } as const;

/** What a grateful line is made of. */
const grateful = new Map<string, number>([
  ...[...joy, ...linesOf('bye'), ...linesOf('yes')].map((one) => [one, strength.joy] as const),
  ...(['okay', 'thanks', 'helped'] as const).flatMap((intent) =>
    linesOf(intent).map((one) => [one, strength[intent]] as const),
  ),
]);
/** What people say who have read something. Particles at the end change nothing of it. */
const nods = new Map<string, number>([
  ...[...'啊呀啦吧哦噢喔哈呢嘛呗哟嘞咯喽哒滴的了', ...linesOf('yes')].map(
    (one) => [one, strength.joy] as const,
  ),
  ...linesOf('okay').map((one) => [one, strength.okay] as const),
]);
const LONGEST = Math.max(...[...grateful.keys(), ...nods.keys()].map((one) => one.length));

/** Asking for a person inside a sentence. "human resources" and "contact person" are no such thing. */
const wantsPerson: readonly RegExp[] = [
  /\b(talk|speak|chat|connect me|put me through|transfer me|hand me|escalate( this| me)?|switch me|get me)( \w+){0,3}? (a |an |the |some |another |your )?(real |live |actual )?(human|person|someone|somebody|agent|operator|representative|rep|staff member|support person)\b(?! resources)/,
  /\b(i )?(want|need|would like|prefer|give me|get me|let me have)( to have)? (a |an )?(real |live |actual )?(human|person|human being|live agent|human agent|real agent)( please| now)?$/,
  /^(can|could|may) (i|you) (please )?(have|get) (me )?(a |an )?(real |live |actual )?(human|person|human agent)( please)?$/,
  /^(human|agent|person|operator)( now| pls| plz)+$/,
  /(转|找|换|要|接|联系|来个?|叫个?|跟|和|与)(一下|到|给|个|一个|你们的?|你们|您们)?(人工(?!智能)|真人|真人客服|人工客服|客服人员|活人)(客服|服务|坐席)?(说|聊|谈|沟通|处理|吧|吗|谢谢|来)?/,
  /\b(i|id|we) (\w+ )?(dont|do not|wont|will not|rather not|not) (want to |wanna |like to |going to )?(talk|speak|chat) (to|with) (a |the |this |your |some )?(\w+ )?(bot|chatbot|robot|machine)\b/,
  /(不要|别|不想)(和|跟)?机器人/,
  /别(再)?(用|拿|让|叫)机器人(敷衍|糊弄|应付|打发|回)/,
  /^(我)?(只|就)?(想|要|想要|需要)(和|跟|与|同)(一|个)*(真|活)?人(说|聊|谈|讲|沟通|对话)(话|聊|谈|一下)*(吧|吗|可以吗|行吗)?$/,
  /^((转)?人工 ?){2,}$/,
  ...wantsTeam,
];

/** Nothing but a sign that one has read it, or is grateful. */
const NOD = /^\s*(?:(?:👍|👌|✅|💯|\+1)[\u{1F3FB}-\u{1F3FF}\uFE0F\s]*){1,5}$/u;
const THANKS = /^\s*(?:(?:🙏|❤|🌹|💐)[\u{1F3FB}-\u{1F3FF}\uFE0F\s]*){1,5}$/u;

/** Not 呵呵 and 🙂, which may be anything but laughter. */
const LAUGH = /^(?:a?(?:h+[ae]+){2,}h*|l(?:o+l+)+|lmf?ao|rofl|[哈嘿嘻]{2,}|h{3,}|233+)$/;
const SMILE = /^\s*(?:[😀😁😂🤣😃😄😅😆😉😊😜😝😹][\u{1F3FB}-\u{1F3FF}\uFE0F\s]*){1,9}$/u;

/** The line without case, punctuation, emoji and double spaces. */
export function bare(text: string): string {
  return simplified(oneWidth(text))
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[\p{P}\p{S}\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
}

/** The line without the politeness before it, after it, and both. */
function softened(line: string): readonly string[] {
  const before = line.replace(
    /^(please|pls|plz|ok|okay|(?:hi|hello|hey)(?: there)?|good (?:morning|afternoon|evening)|好的|好|请|您好|你好|在吗) ?/,
    '',
  );
  const after = / ?(please|pls|plz|吧|啊|呀|哦|了|谢谢|唔该|唔该晒)$/;
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
const PLEA = /\b(please|pls|plz|now|need|want|talk|speak|ask|(?:transfer|connect|put) me)\b|[请转找要换叫]/u;

/** "The printer prints stripes, human please": whatever comes before it, that is what is asked for. */
function endsWithPlea(text: string): boolean {
  const ending = text.slice(-ENDING).trimEnd();
  if (/[?？]$/.test(ending)) return false;
  const clause = clausesOf(ending).at(-1) ?? '';
  if (clause === bare(ending) || clause.length > NUMBER_OF_LETTERS || !PLEA.test(clause)) return false;
  return isWish(clause) || wantsPerson.some((pattern) => pattern.test(clause));
}

/** Asking whether somebody is there, or calling them, is how people begin: "有人吗，VPN连不上", "Agent, my VPN fails". */
const CALLING =
  /[吗么呢]|在不在|有没有|有冇|^(?:hi |hello |hey |dear |[您你]好 ?)?(?:(?:support )?agent|staff|operator|representative|客服)$/u;

/** "A person please. My VPN fails", "人工，我的年假余额不对": whatever comes after it. */
function beginsWithWish(text: string): boolean {
  const clauses = clausesOf(text.slice(0, ENDING));
  const at = clauses.findIndex((clause) => known(clause) !== 'hello');
  const clause = clauses[at] ?? '';
  return (
    at < clauses.length - 1 && clause.length <= NUMBER_OF_LETTERS && !CALLING.test(clause) && isWish(clause)
  );
}

function clausesOf(text: string): readonly string[] {
  const clauses = text.split(/[,.;!?，。；！？、\n]+|\s[-–—]+\s/u);
  return clauses.map(bare).filter((clause) => clause !== '');
}

/** Whether this is a line that asks for a person, politely or not. */
function isWish(clause: string): boolean {
  return [clause, ...softened(clause)].some((one) => byLine.get(one) === 'human');
}

/**
 * How much all of a line's pieces say together; undefined where it has others. In steps of words in English, of characters
 * in Chinese.
 */
function strongestOf(line: string, pieces: ReadonlyMap<string, number>): number | undefined {
  // For each place that a piece ends at, the strongest that was said before it; -1: none ends there.
  const said = new Int8Array(line.length + 1).fill(-1);
  said[0] = strength.joy;
  for (let from = 0; from < line.length; from++) {
    const before = said[from] ?? -1;
    if (before < 0) continue;
    for (let to = from + 1; to <= Math.min(line.length, from + LONGEST); to++) {
      if (/[a-z0-9]{2}/.test(line.slice(to - 1, to + 1))) continue; // inside a word
      const piece = line.slice(from, to).trim();
      const own = piece === '' ? strength.joy : pieces.get(piece);
      if (own !== undefined) said[to] = Math.max(said[to] ?? -1, before, own);
    }
  }
  const strongest = said[line.length] ?? -1;
  return strongest < 0 ? undefined : strongest;
}

/**
 * "Perfect, that worked, thank you so much!", "太好了，搞定了，谢谢你", "嗯嗯好的": lines of thanks and what goes with them,
 * or of nods, and nothing else.
 */
function saysThanks(line: string): Intent | undefined {
  const strongest = strongestOf(line, grateful);
  if (strongest === strength.helped) return 'helped';
  if (strongest === strength.thanks) return 'thanks';
  return strongestOf(line, nods) === strength.okay ? 'okay' : undefined;
}

/** "算啦" as "算了", "你好呀" as "你好", "亲，在吗" as "在吗", and what is said twice as once. */
function plainer(line: string): readonly string[] {
  const said = line.replace(/^亲 ?| ?亲$/gu, '');
  const le = said.replace(/啦+$/u, '了');
  const ends = said.replace(/ ?[啊呀啦哦噢喔哈嘛呗哟哇嘞咯喽哒滴]+$/u, '');
  return [le, ends].flatMap((one) => [one, one.replace(/^(.+?)(?: ?\1)+$/u, '$1')]);
}

/** What may stand around a wish for a person without saying what for. */
const AROUND =
  /\b(hi|hello|hey|ok|please|pls|plz|thanks|sorry|just|now|can|could|may|would|i|id|we|you|like|want|need|to|with|from|in|here|support)\b|[我想要需请你您好能可以吗吧了啊呀谢谢麻烦帮一下现在马上立刻]/g;

/** Whether a line says that a person is wanted, and nothing of what for. */
export function onlyWantsPerson(text: string): boolean {
  const line = bare(text);
  if ([line, ...plainer(line), ...softened(line)].some((one) => known(one) === 'human')) return true;
  return wantsPerson.some(
    (wish) => wish.test(line) && line.replace(wish, '').replace(AROUND, '').trim() === '',
  );
}

function known(line: string): Intent | undefined {
  return byLine.get(line) ?? byLine.get(line.replaceAll(' ', ''));
}

function find(text: string): Intent | undefined {
  if (beginsWithWish(text) || endsWithPlea(text)) return 'human';
  if (text.length > 4 * NUMBER_OF_LETTERS) return undefined;
  const line = bare(text);
  if (NOD.test(text)) return 'okay';
  if (THANKS.test(text)) return 'thanks';
  if (SMILE.test(text)) return 'laugh';
  if (!line || line.length > NUMBER_OF_LETTERS) return undefined;
  for (const one of [line, ...plainer(line)]) {
    const exact = known(one);
    if (exact) return exact;
  }
  for (const softer of softened(line)) {
    const intent = known(softer);
    if (intent !== undefined && SOFTENED.has(intent)) return intent;
  }
  if (wantsPerson.some((pattern) => pattern.test(line))) return 'human';
  if (LAUGH.test(line.replaceAll(' ', ''))) return 'laugh';
  // With a question mark it asks something.
  return /[?？]/.test(text) ? undefined : saysThanks(line);
}
