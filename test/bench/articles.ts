import type { Article } from '../../src/core/article.js';
import { pick, seeded } from './random.js';

/** Articles made up from a seed, and questions that they answer, or that none does. */
export interface Library {
  readonly articles: readonly Article[];
  /** A question that an article covers: one of its phrasings, often with a greeting around it. */
  question(): string;
  /** A question about things that no article names. */
  strange(): string;
}

const SYLLABLES = [
  'ba',
  'cor',
  'dan',
  'el',
  'fir',
  'gol',
  'hu',
  'jen',
  'kar',
  'lum',
  'mir',
  'nov',
  'or',
  'pex',
];
const HAN = [...'云星海山河林松竹梅兰石玉金银铜铁风雷电光明月日晨晓青蓝红紫白飞鸿天宇宏博达通信联创'];

const THINGS_EN = ['licence', 'account', 'report', 'dashboard', 'mailbox', 'calendar', 'printer', 'badge'];
const DEEDS_EN = ['renew', 'share', 'close', 'export', 'rename', 'restore', 'approve', 'move'];
const SHAPES_EN: readonly ((deed: string, name: string, thing: string) => string)[] = [
  (deed, name, thing) => `How do I ${deed} my ${name} ${thing}?`,
  (deed, name, thing) => `I need to ${deed} the ${thing} in ${name}`,
  (deed, name, thing) => `Where can somebody ${deed} a ${name} ${thing}`,
  (deed, name, thing) => `${name}: what does it take to ${deed} the ${thing}?`,
  (deed, name, thing) => `steps to ${deed} a ${thing} with ${name}`,
];

const THINGS_ZH = ['许可证', '账号', '报表', '看板', '邮箱', '日历', '打印机', '门禁卡'];
const DEEDS_ZH = ['续期', '共享', '关闭', '导出', '重命名', '恢复', '审批', '迁移'];
const SHAPES_ZH: readonly ((deed: string, name: string, thing: string) => string)[] = [
  (deed, name, thing) => `怎么${deed}${name}的${thing}?`,
  (deed, name, thing) => `我需要${deed}${name}里的${thing}`,
  (deed, name, thing) => `在哪里可以${deed}${name}${thing}`,
  (deed, name, thing) => `${name}的${thing}要${deed}需要什么`,
  (deed, name, thing) => `${name}${thing}${deed}的步骤`,
];

const AROUND_EN = ['', '', 'Hi, ', 'Quick question: ', 'Good morning, '];
const AROUND_ZH = ['', '', '你好,', '请问', '早上好,'];
const SENTENCES_EN = [
  'Open the portal and choose the service on the left.',
  'Pick the entry that you want to change, and press Edit.',
  'Confirm with the code that comes by mail within a minute.',
  'It takes effect within the hour; you are told when it is done.',
  'Somebody of your team has to agree first, which takes a day.',
  'On a phone, the same page stands behind the three lines at the top.',
  'If the page says that something is missing, ask whoever owns the budget.',
  'Nothing is lost by this: the old state is kept for thirty days.',
  'Guests cannot do this themselves; their host does it for them.',
  'The form asks for a reason; one sentence is enough.',
];
const SENTENCES_ZH = [
  '打开门户,在左侧选择服务。',
  '选择要修改的条目,然后点击编辑。',
  '用一分钟内收到的邮件验证码确认。',
  '一小时内生效,完成后会通知你。',
  '需要团队里有人先同意,通常要一天。',
  '在手机上,同一页面在顶部的三条线后面。',
  '如果页面提示缺少内容,请联系预算负责人。',
  '不会丢失任何东西,旧状态保留三十天。',
  '访客不能自己操作,由接待人代办。',
  '表单会询问原因,写一句话就够了。',
];
const STRANGE_EN = ['zebra', 'marzipan', 'saxophone', 'glacier', 'tulip', 'canoe', 'falcon', 'trombone'];
const STRANGE_ZH = ['斑马', '杏仁糖', '萨克斯', '冰川', '郁金香', '独木舟', '猎隼', '长号'];

/** Five phrasings each; every second article is Chinese. The same seed makes the same articles and questions. */
export function makeLibrary(count: number, seed: number): Library {
  const random = seeded(seed);
  const names = new Set<string>();
  const name = (chinese: boolean): string => {
    for (;;) {
      const made = chinese
        ? pick(random, HAN) + pick(random, HAN) + pick(random, HAN)
        : capital(pick(random, SYLLABLES) + pick(random, SYLLABLES) + pick(random, SYLLABLES));
      if (names.has(made)) continue;
      names.add(made);
      return made;
    }
  };
  const sentences = (from: readonly string[]): string[] => {
    const first = Math.floor(random() * from.length);
    return Array.from({ length: 4 }, (_, i) => from[(first + i * 3) % from.length] ?? '');
  };
  const articles = Array.from({ length: count }, (_, index): Article => {
    const chinese = index % 2 === 1;
    const [things, deeds, shapes] = chinese
      ? [THINGS_ZH, DEEDS_ZH, SHAPES_ZH]
      : [THINGS_EN, DEEDS_EN, SHAPES_EN];
    const own = name(chinese);
    const thing = pick(random, things);
    const deed = pick(random, deeds);
    const id = `article-${index}`;
    const translation = {
      title: chinese ? `${deed}${own}${thing}` : `${capital(deed)} a ${own} ${thing}`,
      phrasings: shapes.map((shape) => shape(deed, own, thing)),
      body: chinese
        ? `关于${own}的${thing}。${sentences(SENTENCES_ZH).join('')}`
        : `About the ${thing} of ${own}. ${sentences(SENTENCES_EN).join(' ')}`,
      file: `${id}.${chinese ? 'zh' : 'en'}.md`,
    };
    return {
      id,
      category: chinese ? 'zh' : 'en',
      audience: 'everyone',
      handoff: 'never',
      starter: false,
      translations: chinese ? { zh: translation } : { en: translation },
    };
  });
  return {
    articles,
    question() {
      const { translations } = pick(random, articles);
      const phrasing = pick(random, (translations.zh ?? translations.en)?.phrasings ?? []);
      return pick(random, translations.zh ? AROUND_ZH : AROUND_EN) + phrasing;
    },
    strange() {
      const chinese = random() < 0.5;
      const words = chinese ? STRANGE_ZH : STRANGE_EN;
      return chinese
        ? `${pick(random, words)}和${pick(random, words)}会唱歌吗`
        : `Does a ${pick(random, words)} ever sing like a ${pick(random, words)}`;
    },
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
