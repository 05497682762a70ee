import { expect } from 'chai';
import fc from 'fast-check';
import { detectLanguage } from '../../../knowledge/text/language.js';
import { triage } from '../../../knowledge/triage/triage.js';
import type { DetectedLanguage } from '../../../src/core/language.js';
import type { Mood, Urgency } from '../../../src/core/triage.js';
import { processorTime } from '../../support/processor-time.js';

const URGENCY: readonly [Urgency, readonly string[]][] = [
  [
    'critical',
    [
      'There is smoke coming from the server room, someone call the fire brigade',
      'My colleague collapsed and is bleeding, she is unconscious',
      'I want to die',
      'Production is down and nobody can log in, we are losing money',
      '机房着火了',
      '有同事晕倒了，在流血',
      '我不想活了',
      '生产环境挂了，所有人都登不上，情况紧急',
      'Everyone in the office is locked out',
      'we are losing customers because checkout fails',
      '全公司都连不上网',
    ],
  ],
  [
    'high',
    [
      'This is urgent, I need access to the shared drive',
      'URGENT: the badge reader on floor 3',
      'My presentation starts in 10 minutes and the projector stays dark',
      'Our website has been hacked',
      'nobody can connect since this morning',
      'my laptop was stolen on the train',
      'I am locked out and the report is due today',
      '很急，帮我看一下',
      '急！电脑开不了机',
      '十万火急',
      '还有十分钟就要开会了，投影仪不亮',
      '我的银行卡被盗刷了',
      '电脑被偷了',
      '马上要面试了，会议链接打不开',
    ],
  ],
  [
    'normal',
    [
      'how do I request urgent leave',
      'How do I request emergency leave?',
      'who is my emergency contact',
      'where is the emergency exit',
      'what counts as an urgent ticket',
      'what is the procedure if there is a fire',
      'what should I do if my laptop was stolen',
      'how do I report a stolen phone',
      'is the VPN down?',
      'I cannot log in',
      'my password expired',
      'when is the deadline for the expense report',
      'Can I work from home right away after parental leave?',
      'the printer is broken',
      'smoke test failed in the pipeline',
      '紧急请假怎么申请',
      '紧急联系人在哪里改',
      '怎么加急办理签证证明',
      '如果着火了应该怎么办',
      '笔记本被偷了怎么报备',
      '登录不了邮箱',
      '报销的截止日期是哪天',
      '应急预案在哪里看',
      '打印机坏了',
    ],
  ],
  [
    'low',
    [
      'No rush, but could you tell me how to book a room?',
      'just curious, who wrote the handbook',
      'whenever you have time: my badge photo is old',
      'it is not urgent, I need this by next month',
      '不急，有空的时候帮我看看',
      '随便问问，年会在哪天',
      '不着急，慢慢来',
    ],
  ],
];

const MOODS: readonly [Mood, readonly string[]][] = [
  [
    'angry',
    [
      'You are useless',
      'this stupid bot never understands anything',
      'WHY DOES THIS NEVER WORK, I HATE IT',
      'I am fed up with this, third day without an answer',
      'this is totally unacceptable, you will hear from my lawyer',
      'worst support ever',
      'still no answer!!!',
      'wtf is wrong with your app',
      '你们是骗子吧',
      '垃圾系统，天天崩',
      '我要投诉你们',
      '什么破软件，气死我了',
      '太过分了，叫你们经理来',
      '都问了多少遍了，没人理！！！',
    ],
  ],
  [
    'upset',
    [
      'I am really disappointed with this',
      'still waiting for a reply, this is frustrating',
      'nobody answers my mails',
      'this is terrible and makes me very unhappy',
      '等了好久都没人回复',
      '很失望',
      '我都无语了',
      '怎么还没解决',
    ],
  ],
  [
    'calm',
    [
      'How do I reset my password?',
      'there is an error when I open the lost and found page',
      'my payment failed and my account is blocked',
      'the printer is broken and I lost my document',
      'I need sick leave because I am ill',
      'report a bug: crash on start',
      'how many times can I take leave',
      'thanks a lot, great help',
      'no thanks',
      'everybody on my team has one already',
      'not bad at all',
      'HR VPN SSO',
      'IT!!!',
      '怎么重置密码',
      '收到很多垃圾邮件',
      '垃圾桶在哪里',
      '差旅怎么报销',
      '我生病了要请病假',
      '系统报错，登录失败',
      '谢谢，很好',
      '不用了，谢谢',
      '我马上过去',
      '不错，没问题了',
    ],
  ],
];

const LANGUAGES: readonly [DetectedLanguage, readonly string[]][] = [
  [
    'en',
    [
      'How do I reset my password?',
      'vpn',
      'printer jam',
      'Müller account locked',
      'café wifi',
      'mileage per diem',
      'reset 密 please do it for me now',
      'i cant login',
    ],
  ],
  ['zh', ['怎么重置密码', 'VPN 连不上', 'Outlook 打不开怎么办', '請問如何申請年假', '我的 MacBook Pro 坏了']],
  [
    'mixed',
    [
      'I need to apply for 年假 but the 系统 is not working and I do not know what to do with my 申请',
      '12345',
      '😀',
      '',
      '???',
    ],
  ],
  [
    'other',
    [
      'Wie kann ich mein Passwort zurücksetzen?',
      'ich habe mein Passwort vergessen und kann nicht arbeiten',
      '¿Cómo puedo cambiar mi contraseña?',
      'comment réinitialiser mon mot de passe',
      'パスワードを忘れました',
      '비밀번호를 잊어버렸어요',
      'Как сбросить пароль?',
      'كيف أعيد تعيين كلمة المرور',
      'làm thế nào để đặt lại mật khẩu',
      'esqueci minha senha, como posso entrar',
    ],
  ],
];

describe('triage', () => {
  for (const [level, texts] of URGENCY) {
    for (const text of texts) {
      it(`finds the urgency of "${text}" ${level}`, () => {
        const found = triage(text);
        expect(found.urgency, found.reasons.join()).to.equal(level);
        if (level !== 'normal') expect(found.reasons.join()).to.contain(`urgency ${level}: "`);
      });
    }
  }

  for (const [mood, texts] of MOODS) {
    for (const text of texts) {
      it(`finds the mood of "${text}" ${mood}`, () => {
        const found = triage(text);
        expect(found.mood, found.reasons.join()).to.equal(mood);
        if (mood !== 'calm') expect(found.reasons.join()).to.contain(`mood ${mood}: "`);
      });
    }
  }

  for (const [language, texts] of LANGUAGES) {
    for (const text of texts) {
      it(`finds the language of "${text}" ${language}`, () => {
        expect(detectLanguage(text)).to.equal(language);
      });
    }
  }

  it('names the words that decided', () => {
    expect(triage('I am locked out and my meeting starts in 5 minutes').reasons).to.deep.equal([
      'urgency high: "locked out", "meeting starts in 5 minutes", "starts in", "meeting"',
    ]);
    expect(triage('垃圾系统').reasons).to.deep.equal(['mood angry: "垃圾"']);
  });

  it('never throws, whatever the text, and is quick on long ones', async () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        triage(text);
      }),
    );
    const took = await processorTime(() => {
      for (const piece of ['a ', '!', '急', 'asap ', 'nobody can ', "can't ", '\n', 'in 5 min ', '我们都'])
        triage(piece.repeat(50_000));
    });
    expect(took).to.be.below(1500);
  });
});
