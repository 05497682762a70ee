import type { Article } from '../../src/core/article.js';
import type { Language } from '../../src/core/language.js';

/** An article for a test, from as little as possible. */
export function sample(
  id: string,
  texts: Partial<Record<Language, readonly [title: string, phrasings: readonly string[], body?: string]>>,
  rest: Partial<Omit<Article, 'id' | 'translations'>> = {},
): Article {
  const translations: { -readonly [L in Language]?: Article['translations'][L] } = {};
  for (const language of ['en', 'zh'] as const) {
    const text = texts[language];
    if (!text) continue;
    const [title, phrasings, body] = text;
    translations[language] = { title, phrasings, body: body ?? title, file: `${id}.${language}.md` };
  }
  return {
    id,
    category: 'IT',
    audience: 'everyone',
    handoff: 'never',
    starter: false,
    ...rest,
    translations: translations as Article['translations'], // the same, readonly
  };
}

/** A handful of articles in both languages. */
export const SAMPLES: readonly Article[] = [
  sample('reset-password', {
    en: [
      'Reset your password',
      [
        'How do I reset my password?',
        'I forgot my password',
        'password not working',
        'change my password',
        'my password expired',
        'set a new password',
      ],
    ],
    zh: [
      '重置密码',
      ['怎么重置密码', '忘记密码了怎么办', '密码过期了', '修改密码', '密码不对', '设置新密码'],
    ],
  }),
  sample('vpn', {
    en: [
      'Connect to the VPN',
      [
        'How do I connect to the VPN?',
        'VPN does not connect',
        'vpn keeps dropping',
        'install the vpn client',
        'remote access from home',
        'work from home connection to the office network',
      ],
    ],
    zh: [
      '连接 VPN',
      ['VPN 连不上', '怎么连接 VPN', '在家怎么连公司网络', 'VPN 老是断开', '安装 VPN 客户端', '远程访问内网'],
    ],
  }),
  sample(
    'annual-leave',
    {
      en: [
        'Request annual leave',
        [
          'How do I request annual leave?',
          'take a day off',
          'how many vacation days do I have',
          'book a holiday',
          'apply for paid time off',
          'how do I request urgent leave',
        ],
      ],
      zh: [
        '申请年假',
        ['怎么申请年假', '我还有几天年假', '想请几天假', '休假流程', '请假找谁批', '紧急请假怎么申请'],
      ],
    },
    { category: 'HR' },
  ),
  sample(
    'payslip',
    {
      en: [
        'Find your payslip',
        [
          'Where is my payslip?',
          'download my salary slip',
          'when do we get paid',
          'my salary is wrong',
          'pay date this month',
          'tax deducted from my pay',
        ],
      ],
      zh: [
        '查看工资单',
        ['工资单在哪里看', '工资什么时候发', '工资算错了', '下载工资条', '这个月发薪日', '扣税扣多了'],
      ],
    },
    { category: 'HR' },
  ),
  sample('printer', {
    en: [
      'Set up a printer',
      [
        'How do I add a printer?',
        'printer does not print',
        'printer is out of toner',
        'print from my phone',
        'scan a document',
        'paper jam',
      ],
    ],
    zh: [
      '设置打印机',
      ['怎么添加打印机', '打印机打不出来', '打印机没墨了', '手机怎么打印', '扫描文件', '卡纸了'],
    ],
  }),
];
