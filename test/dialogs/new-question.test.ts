import { expect } from 'chai';
import { isNewQuestion } from '../../dialogs/new-question.js';

const asked = [
  'how do I book a meeting room?',
  'Where can I park my bike',
  'can I get a second monitor',
  'who approves business trips?',
  '怎么预订会议室？',
  '年假怎么申请',
  '还款怎么操作？',
  '我想問一下怎麼報銷',
];

const goingOn = [
  ...['still broken', 'any update?', 'is it done?', 'and for my colleague?', 'what about the other account?'],
  ...[
    'how do I fix it?',
    'why?',
    'why was my ticket closed?',
    'did anybody look at the printer?',
    'no, why?',
  ],
  ...['when will my laptop arrive?', 'is the VPN down again?', 'thanks but the printer prints stripes'],
  ...[
    '还是不行',
    '又坏了怎么办',
    '什么时候能好',
    '好了吗？',
    '有进展吗',
    '打印机修好了吗',
    '那怎么办？',
    '为什么',
  ],
  ...[
    '还没处理吗？',
    '另外停车证怎么办',
    '我的電腦什麼時候能拿到',
    '不是，是别的问题吗',
    '還是打不開怎麼辦',
    '還沒有人來嗎',
  ],
];

describe('a question that goes on with nothing', () => {
  for (const text of asked)
    it(`is told by its words: "${text}"`, () => {
      expect(isNewQuestion(text)).to.equal(true);
    });
  for (const text of goingOn)
    it(`is told from what may go on: "${text}"`, () => {
      expect(isNewQuestion(text)).to.equal(false);
    });

  it('is looked for in no more time than a message is long', () => {
    const began = performance.now();
    for (const text of ['when '.repeat(800), '还'.repeat(4000), `${' '.repeat(4000)}?`, '!'.repeat(4000)])
      isNewQuestion(text);
    expect(performance.now() - began).to.be.below(500);
  });
});
