import { expect } from 'chai';
import { renderMessage as discord } from '../../adapters/discord/render.js';
import { renderMessage as slack } from '../../adapters/slack/render.js';
import { renderMessage as teams } from '../../adapters/teams/render.js';
import { ACTIONS } from '../../src/core/actions.js';
import { type Content, markdown } from '../../src/core/content.js';
import { lookedUpAnswer } from '../../src/core/lookup-answer.js';

/** What a service may say to reach more than its reader. */
const HOSTILE = [
  '@everyone @here',
  '<!channel> <!subteam^S1> <@U024BE7LH>',
  '<at>Ana</at> <@&1145678901234567890>',
  '[click](https://evil.example)',
  '![](https://evil.example/x.png)',
  '</p><script>alert(1)</script>',
  '**bold** `code` ~~gone~~ ||hidden||',
];

function answer(value: string): Content {
  const body = lookedUpAnswer({
    body: 'You have **{left}** left.',
    words: undefined,
    language: 'en',
    values: { left: [value] },
    slots: {},
  });
  const button = { action: ACTIONS.helped, label: 'That helped', value: 'k', version: 1 };
  return markdown(body ?? '', { title: 'Leave', buttons: [button] });
}

describe('what a service says, in each platform', () => {
  it('Slack: stands in text elements, so that nothing in it is a link or a mention', () => {
    for (const value of HOSTILE) {
      const drawn = JSON.stringify(slack(answer(value)).map(({ blocks }) => blocks));
      expect(drawn, value).not.to.match(/"type":"(link|user|usergroup|broadcast|mrkdwn)"/);
    }
  });

  it('Discord: has every sign escaped that would be more than a sign', () => {
    for (const value of HOSTILE) {
      const drawn = discord(answer(value))
        .map(({ content }) => content)
        .join('\n');
      expect(drawn, value).not.to.match(/(?<!\\)<[@#!:]|(?<!\\)\]\(|(?<!\\)`|(?<!\\)~~|(?<!\\)\|\|/);
    }
  });

  it('Teams: stands in text runs of a card; an address leads where it says', () => {
    for (const value of HOSTILE) {
      const drawn = JSON.stringify(teams(answer(value)));
      expect(drawn, value).not.to.match(/"type":"(mention|Image)"|"textFormat":"markdown"/);
      expect(drawn, value).not.to.include('"entities"');
      for (const [, text, url] of drawn.matchAll(
        /"text":"([^"]*)"[^{}]*"selectAction":\{[^{}]*"url":"([^"]*)"/g,
      ))
        expect(text).to.equal(url);
    }
  });
});
