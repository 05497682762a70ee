import { expect } from 'chai';
import { buildKnowledge } from '../../../knowledge/serving/search.js';
import { dialogs } from '../../../main.js';
import { dutyAt } from '../../../src/desk/roster.js';
import { type Asked, askOnce } from '../../../src/engine/ask.js';
import { askedText } from '../../../src/engine/ask-text.js';
import { articlesOf, officeFiles } from '../../support/lookup-world.js';
import { MONDAY_10, office, settingsFor } from '../../support/office.js';

const ORIGIN = 'https://hr.example.com';

describe('asking without a platform for what is looked up', () => {
  let ask: (text: string) => Asked;
  before(async () => {
    const knowledge = buildKnowledge(await articlesOf(officeFiles(ORIGIN)));
    const settings = settingsFor();
    const duty = dutyAt(office, MONDAY_10);
    ask = (text) =>
      askOnce({
        text,
        knowledge,
        dialogs,
        settings,
        duty,
        reader: { audiences: ['everyone'] },
        now: MONDAY_10,
      });
  });

  it('says whom it would ask and what the answer would be, and asks nobody', () => {
    const asked = ask('what is my balance');
    expect(asked).to.include({ action: 'answer', article: 'balance' });
    expect(asked.text).to.equal('**Your balance**\n\nThere are **{amount} {currency}** on your card.');
    expect(asked.reasons).to.include(
      `Its answer is looked up when somebody asks: GET ${ORIGIN}/cards/{asker.platform}/{asker.id} for amount, currency.`,
    );
    expect(asked.reasons).to.include('It is about the asker, so only they can read it.');
    expect(askedText(asked, true)).to.match(/^Answers with balance/);
  });

  it('asks for a slot as the bot would, in either language', () => {
    expect(ask('how many leave days have I left?')).to.deep.include({
      action: 'clarify',
      article: null,
      text: 'For which year?',
    });
    expect(askedText(ask('how many leave days have I left?'), false)).to.match(
      /^Asks for the slot "year" of its lookup, \d+% sure of the best article\.\n\n {2}For which year\?$/,
    );
    const asked = ask('我2026年还剩几天年假');
    expect(asked.text).to.equal('您在哪个办公室？\n\n[柏林] [上海]');
    expect(asked.reasons).to.include('Asked for first, where the question does not say it: year, office.');
  });
});
