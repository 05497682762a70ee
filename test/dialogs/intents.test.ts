import { expect } from 'chai';
import fc from 'fast-check';
import { type Intent, intentOf } from '../../dialogs/intents.js';

const lines: readonly (readonly [Intent | undefined, readonly string[]])[] = [
  [
    'helped',
    [
      'Perfect, that worked, thank you so much!',
      'holy shit that worked, thank you so much',
      'Great. It works now. Thanks again, have a nice day :)',
      'Ok got it, that helped, cheers',
      '太好了，搞定了，谢谢你！',
      '卧槽，解决了，太感谢了',
      '哇 太棒了 問題解決了 謝謝大家',
    ],
  ],
  [
    'thanks',
    [
      'fucking brilliant, thanks',
      'Wow, thanks a lot! Bye',
      'ok perfect, thank you for your help',
      '明白了，谢谢，辛苦了',
      '太厉害了，多谢！',
    ],
  ],
  [
    undefined,
    [
      'fucking brilliant',
      'oh great',
      'thanks for nothing',
      'thanks but it still does not work',
      'great, that worked, now the printer is offline',
      'wow, that worked, thanks?',
      'thanksgiving',
      'perfect works council',
      '在吗，谢谢',
      '谢谢，但是还是不行',
      '太好了又坏了',
      '搞定了谢谢，还有一个问题',
    ],
  ],
  ['human', ['轉人工', '我要轉人工客服', '請幫我轉人工', '能轉人工嗎']],
  ['thanks', ['謝謝', '非常感謝！']],
  ['helped', ['解決了', '問題解決了，謝謝']],
  ['help', ['幫助', '你能幫我做什麼']],
  ['cancel', ['沒事了', '不需要了']],
  ['who', ['你是誰']],
  ['bye', ['再見']],
  ['okay', ['ok', 'OK!', 'Got it.', 'I see', 'alright', '👍', '👍🏽 ', '好的', '明白了', '知道了。', '收到']],
  [undefined, ['ok how do I pay', 'I see an error', '收到一封可疑邮件', '好的电脑怎么申请', '👍 what now']],
  [
    'human',
    [
      'human',
      'Human!',
      'HUMAN PLEASE',
      'a person, please',
      'I want to talk to a person',
      'can I speak to someone?',
      'let me chat with a real human',
      'please connect me to an agent',
      'I need a human',
      'get me a human now',
      'could you transfer me to a live agent',
      'talk to someone',
      'can i speak to someone about HR',
      'agent pls',
      '人工',
      '转人工!',
      '我要找人工客服',
      '请帮我转接人工',
      '能不能找个真人来',
      '人工人工人工',
      '我想跟真人说',
      '不要机器人',
      'the printer prints stripes, human please',
      'My card was declined twice today. I have tried everything. Can somebody help? A real person please!',
      `${'it still does not work and I have no idea why '.repeat(12)}, let me talk to someone`,
      'vpn is down again - agent pls',
      '打印机有条纹，请转人工',
      '我的工资少了两百。我要找人工！',
    ],
  ],
  [
    'cancel',
    [
      'never mind',
      'Nevermind.',
      'forget it',
      'cancel',
      'ok never mind',
      'never mind, thanks',
      '算了',
      '算了吧',
      '不用了，谢谢',
      '取消',
      '好的，不用了',
    ],
  ],
  ['solved', ['已解决', '已经解决了，谢谢']],
  [
    'helped',
    [
      'That helped!',
      'thanks, that helped',
      'ok, it works now',
      'Solved, thanks 🎉',
      '解决了',
      '谢谢，解决了！',
      '好的，搞定了',
      '很有帮助',
    ],
  ],
  ['thanks', ['thanks', 'Thank you!!', 'thx', 'ok thanks', '谢谢', '谢谢您！', '好的，谢谢', '👍 thanks']],
  ['hello', ['hi', 'Hello!', 'good morning', '你好', '您好！', '在吗？']],
  ['help', ['help', 'What can you do?', 'menu', '帮助', '你能做什么？']],
  ['who', ['who are you?', 'Are you a bot?', '你是谁', '你是机器人吗？']],
  ['bye', ['bye', '再见']],
  ['how-are-you', ['how are you?', '你好吗']],
  [
    undefined,
    [
      'Where do I find human resources?',
      'How do I contact human resources?',
      'who is the contact person for payroll',
      'How do I cancel my subscription?',
      'cancel my leave request',
      'how do I become an agent',
      'is there a person of contact for travel',
      'my laptop greets me with hello and then dies',
      'thanks to the update my VPN is broken',
      'help me reset my password',
      'the agent on my laptop does not start',
      'how do I talk to the API',
      'I need a person id for the form',
      'how do i get an agent installed on my server',
      'speak to human resources about leave',
      'who may enter the lab, a person please or a group?',
      'the form asks for name, agent',
      'I read the rules, staff',
      'we shipped it to the customer; the agent on my laptop does not start',
      '我想学点东西，怎么找人工智能课程',
      '工资表里，客服',
      '怎么取消订阅',
      '人工智能课程怎么报名',
      '请假怎么取消',
      '算了一下，工资少了两百',
      '谢谢卡怎么领',
      '机器人课程怎么报名',
      '',
      '   ',
      '???',
      '🙂',
    ],
  ],
];

describe('what a short line means apart from any article', () => {
  for (const [intent, examples] of lines) {
    for (const line of examples) {
      it(`reads ${JSON.stringify(line)} as ${intent ?? 'a question'}`, () => {
        expect(intentOf(line)).to.equal(intent);
      });
    }
  }

  it('answers for any text, and quickly for a long one', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => void intentOf(text)));
    expect(intentOf('talk to '.repeat(100_000))).to.equal(undefined);
  });
});
