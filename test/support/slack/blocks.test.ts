import { expect } from 'chai';
import { messageBlockProblems, viewProblems } from './blocks.js';
import type { JsonObject } from './json.js';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const button = (id: string, more: JsonObject = {}) => ({
  type: 'button',
  action_id: id,
  text: plain('Go'),
  ...more,
});
const long = (length: number) => 'a'.repeat(length);

describe('the fake Slack, its blocks', () => {
  const good: readonly JsonObject[] = [
    { type: 'header', text: plain(long(150)) },
    {
      type: 'section',
      text: mrkdwn(long(3000)),
      accessory: button('a', { value: long(2000), style: 'danger' }),
    },
    { type: 'section', fields: Array(10).fill(mrkdwn(long(2000))) },
    { type: 'divider' },
    { type: 'context', elements: [mrkdwn('a'), { type: 'image', image_url: 'https://a', alt_text: 'a' }] },
    { type: 'actions', elements: [button('a'), button('b', { action_id: long(255) })] },
    {
      type: 'actions',
      elements: [{ type: 'static_select', action_id: 's', options: [{ text: plain(long(75)), value: 'a' }] }],
    },
  ];

  it('are accepted at their limits', () => {
    expect(messageBlockProblems(good)).to.deep.equal([]);
    expect(messageBlockProblems(Array(50).fill({ type: 'divider' }))).to.deep.equal([]);
  });

  const bad: readonly (readonly [string, JsonObject, string])[] = [
    [
      'a section over 3000 characters',
      { type: 'section', text: mrkdwn(long(3001)) },
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a section without text', { type: 'section' }, 'missing required field'],
    ['an empty text', { type: 'section', text: mrkdwn('') }, 'must be more than 0 characters'],
    ['a bare string for a text', { type: 'section', text: 'a' }, 'must be a text object'],
    ['a header over 150 characters', { type: 'header', text: plain(long(151)) }, 'must be less than 151'],
    ['a header in markup', { type: 'header', text: mrkdwn('a') }, 'unsupported type: mrkdwn'],
    ['eleven fields', { type: 'section', fields: Array(11).fill(mrkdwn('a')) }, 'no more than 10 items'],
    [
      'a field over 2000 characters',
      { type: 'section', fields: [mrkdwn(long(2001))] },
      'must be less than 2001',
    ],
    [
      '26 buttons',
      { type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button(`b${i}`)) },
      'no more than 25 items',
    ],
    [
      'eleven elements of context',
      { type: 'context', elements: Array(11).fill(mrkdwn('a')) },
      'no more than 10 items',
    ],
    [
      'a button over 75 characters',
      { type: 'actions', elements: [button('a', { text: plain(long(76)) })] },
      'must be less than 76',
    ],
    [
      'a value over 2000 characters',
      { type: 'actions', elements: [button('a', { value: long(2001) })] },
      'must be less than 2001',
    ],
    [
      'an action id over 255 characters',
      { type: 'actions', elements: [button(long(256))] },
      'must be less than 256',
    ],
    [
      'an action id twice in a block',
      { type: 'actions', elements: [button('a'), button('a')] },
      'already exists',
    ],
    [
      'a style that there is not',
      { type: 'actions', elements: [button('a', { style: 'green' })] },
      'must be one of',
    ],
    [
      'six options of an overflow',
      {
        type: 'actions',
        elements: [
          {
            type: 'overflow',
            action_id: 'o',
            options: Array.from({ length: 6 }, (_, i) => ({ text: plain('a'), value: `${i}` })),
          },
        ],
      },
      'no more than 5 items',
    ],
    [
      'an option over 75 characters',
      {
        type: 'actions',
        elements: [
          { type: 'static_select', action_id: 's', options: [{ text: plain(long(76)), value: 'a' }] },
        ],
      },
      'must be less than 76',
    ],
    [
      'a text input outside of an input',
      { type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'a' }] },
      'unsupported type',
    ],
    ['a block that there is not', { type: 'sektion' }, 'unsupported type: sektion'],
    ['a field that there is not', { type: 'divider', colour: 'red' }, 'invalid additional property: colour'],
  ];
  for (const [what, block, problem] of bad) {
    it(`are refused for ${what}`, () => {
      expect(messageBlockProblems([block]).join()).to.include(problem);
    });
  }

  it('are refused past fifty, and for a block id that comes twice', () => {
    expect(messageBlockProblems(Array(51).fill({ type: 'divider' })).join()).to.include(
      'no more than 50 items',
    );
    const twice = { type: 'divider', block_id: 'a' };
    expect(messageBlockProblems([twice, twice]).join()).to.include('already exists');
  });

  it('make a view only with a short title, short labels and a way to submit', () => {
    const input = {
      type: 'input',
      block_id: 'i',
      label: plain('Why?'),
      element: { type: 'plain_text_input', action_id: 'why' },
    };
    const view: JsonObject = {
      type: 'modal',
      title: plain('Feedback'),
      submit: plain('Send'),
      blocks: [input],
    };
    expect(viewProblems(view)).to.deep.equal([]);
    expect(viewProblems({ ...view, title: plain(long(25)) }).join()).to.include('must be less than 25');
    expect(viewProblems({ ...view, private_metadata: long(3001) }).join()).to.include(
      'must be less than 3001',
    );
    expect(viewProblems({ ...view, blocks: [{ ...input, label: plain(long(2001)) }] }).join()).to.include(
      'must be less than 2001',
    );
    const { submit: _submit, ...without } = view;
    expect(viewProblems(without).join()).to.include('/view/submit');
    expect(viewProblems({ type: 'home', title: plain('a'), blocks: [] }).join()).to.include(
      'additional property: title',
    );
  });
});
