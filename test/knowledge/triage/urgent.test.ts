import { expect } from 'chai';
import { triage } from '../../../knowledge/triage/triage.js';
import type { Mood } from '../../../src/core/triage.js';
import { processorTime } from '../../support/processor-time.js';

const ALARMS = [
  'someone got hurt',
  'someone got hurt in the parking garage',
  'a worker got hurt in the warehouse',
  'my colleague is hurt, she fell from a ladder',
  'I have an allergic reaction from canteen food',
  'he has an anaphylactic shock',
  "we're trapped in the lift",
  'asap: VPN not connecting',
  'I need my password reset ASAP',
  'please fix my printer asap',
  'VPN down, need it asap',
  'could you please get my laptop fixed asap?',
  'VPN is down for the whole company',
  'the wifi is down in the whole building',
  'internet is down across the entire office',
  'entire floor has no power',
  'I clicked a phishing link and entered my password',
  'I gave my PIN to a scammer',
  'opened the attachment of a phishing mail, laptop acts weird',
  '整栋楼都没网了',
  '整棟樓都沒網了',
  '整层楼没网',
  '全公司断网了',
  '电梯困人了',
  '電梯困人了',
  '我被困在电梯里',
  '同事受伤了，在地下车库',
  '食堂吃完过敏了，嘴巴肿',
  '我好像点了钓鱼邮件，密码也输了',
  '我点了诈骗链接，输入了密码',
  '不小心把密码给了骗子',
  '前台有人闹事要打人',
  '把工资表发给全公司了',
  '被骗子骗了五千块',
  '尽快处理一下，VPN连不上',
];

const NONE = [
  'what does asap mean',
  'is asap rude',
  'do you answer asap tickets first?',
  'do I need to report it asap?',
  'how do I report that someone got hurt?',
  'what do I do if someone gets hurt',
  'I have a nut allergy, what can I eat in the canteen',
  'was the VPN down yesterday for everybody?',
  'how do I set up wifi for the whole building',
  'does the whole company get Friday off',
  'what should I do if I clicked a phishing link',
  'I got a phishing mail and deleted it',
  '整栋楼的平面图在哪',
  '整个公司放假几天',
  '电梯什么时候检修',
  '我对海鲜过敏，食堂有别的吗',
  '钓鱼邮件怎么举报',
  '进不了会议室，密码是多少',
  '上不了班要怎么请假',
  '公司有打架处理规定吗',
  '打人工客服电话要等多久',
  '邮件发给了所有人怎么撤回',
  '怎么把公告发给全员',
  'help me 重置 password please',
  '尽快是多快',
  '您好，我是市场部的小陈。上周三早上因为地铁故障迟到，到公司以后忘记打卡了，下班时打卡机又正好在维护，所以那天没有任何打卡记录。我已经和直属领导说明了情况，他让我联系人事补一下。请问补卡需要填写哪张表，需要附上什么证明吗？麻烦您了，谢谢！',
  '你好，打扰了。昨天下班的时候忘了打卡，第二天才想起来，系统里现在显示旷工半天。麻烦帮忙看看怎么补，方便的话告诉我需要哪些材料，非常感谢！',
];

const MOODS: readonly (readonly [Mood, readonly string[]])[] = [
  [
    'calm',
    [
      '不小心把密码给了骗子',
      '我妈把银行卡密码给了骗子',
      '叫你们的人来',
      '这也太他妈好用了吧',
      '真他妈好用',
      'Great, thanks! Wonderful.',
      'great, it works again. wonderful!',
      ...['太好了，又能登录了', '真好，又发工资了', '太棒了，系统恢复了', '真行，一次就成功了'],
      ...[
        '卧槽这也太快了',
        '尼玛也太好用了',
        '昨天喝醉了没打卡怎么补',
        '听不懂英语会议怎么报翻译',
        '说明书看不懂怎么设置VPN',
      ],
      ...[
        '我问了一遍IT，说要走流程',
        'TM商标怎么申请',
        'SB认证是什么',
        '草稿箱在哪里',
        '有人管理停车场吗',
        '客服在吗',
        '联系客服',
      ],
      ...['有客服吗', '请转客服', '不愧是大公司，食堂真好吃'],
    ],
  ],
  [
    'upset',
    [
      'Great, the VPN is down again. Wonderful.',
      'Oh great, locked out again. Fantastic.',
      ...[
        '太棒了，又断网了',
        '真棒啊又坏了',
        '呵呵，真棒啊又坏了',
        '可真有你们的',
        '又双叒叕崩了',
        '答非所问',
        '问了也白问',
      ],
      ...['到底有没有人管', '醉了', '無語了，又要重新填'],
      '找你们领导',
      '把你们领导叫来',
    ],
  ],
  [
    'angry',
    [
      '你们就是骗子',
      '骗子！',
      '他妈的又崩了',
      '真他妈难用',
      '尼玛，又来',
      '什么tm的破流程',
      '我艹',
      '沃日',
      '听不懂人话？',
      '我都说了八百遍了',
    ],
  ],
];

describe('what cannot wait', () => {
  for (const text of ALARMS)
    it(`is told from "${text}"`, () => {
      const { urgency, reasons } = triage(text);
      expect(['high', 'critical'], reasons.join()).to.include(urgency);
    });
  for (const text of NONE)
    it(`is not read into "${text}"`, () => {
      const { urgency, reasons } = triage(text);
      expect(urgency, reasons.join()).to.equal('normal');
    });
  for (const [mood, texts] of MOODS)
    for (const text of texts)
      it(`leaves the mood of "${text}" ${mood}`, () => {
        const found = triage(text);
        expect(found.mood, found.reasons.join()).to.equal(mood);
      });

  it('is looked for in the time of the length of a text', async () => {
    const took = await processorTime(() => {
      for (const piece of [
        'please ',
        'clicked a phish ',
        'gave my password ',
        '点了钓鱼',
        '密码给',
        'down for the ',
      ])
        triage(piece.repeat(20_000));
    });
    expect(took).to.be.below(1500);
  });
});
