import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

const ANSWER =
  'Firstline: Connect to the VPN / Open the VPN client and sign in with your usual account. / Source: Connect to the VPN · reviewed 2026-09-15 [That helped] [Ask a person]';

/** What the offer looks like to the one who sees it. */
const OFFER = 'I am not sure that I can answer this, so I stay out of it. Shall I try, or ask a person?';

describe('a help channel in which the bot stays silent when it is not sure', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice({ help: 'silent' });
  });
  after(() => office.close());

  it('is answered in the thread where the bot is sure, in the language of the question', async () => {
    const { slack, vera, liu, help } = office;
    const { ts } = await office.say(vera, help, 'how do I connect to the VPN?');
    expect(slack.look.transcript(help, ts)).to.deep.equal(['Vera: how do I connect to the VPN?', ANSWER]);
    const chinese = await office.say(liu, help, '怎么连接 VPN？');
    expect(slack.look.transcript(help, chinese.ts).at(-1)).to.match(/^Firstline: 连接 VPN/);
    expect(slack.look.lines(help).every(({ bot }) => !bot)).to.equal(true);
  });

  it('goes on with the asker in the thread, now that the bot takes part', async () => {
    const { slack, vera, help } = office;
    const { ts } = await office.say(vera, help, 'how do I connect to the VPN?');
    await office.say(vera, help, 'my chair is broken as well', ts);
    expect(slack.look.transcript(help, ts).at(-1)).to.match(/^Firstline: I am asking Ana Weber/);
  });

  it('is left alone where the bot is not sure, and where people chat', async () => {
    const { slack, vera, ben, help } = office;
    const before = slack.look.posted().length;
    for (const text of [
      'the coffee machine sings',
      'good morning everybody',
      'thanks',
      'never mind',
      'lol 😂',
    ])
      await office.say(vera, help, text);
    const { ts } = await office.say(ben, help, 'does somebody have a charger?');
    await office.say(vera, help, 'how do I connect to the VPN? asks my neighbour', ts);
    slack.people.otherBot(help, 'vpn does not work');
    await office.quiet();
    expect(slack.look.posted().length).to.equal(before);
    expect(slack.look.ephemerals(vera)).to.deep.equal([]);
  });

  it('is answered where somebody mentions the bot, sure or not', async () => {
    const { slack, ben, help } = office;
    const { ts } = await office.mention(ben, help, 'the coffee machine sings');
    expect(slack.look.transcript(help, ts).at(-1)).to.match(/^Firstline: I am asking Ana Weber/);
  });
});

describe('a help channel in which the bot offers help when it is not sure', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice({ help: 'offer' });
  });
  after(() => office.close());

  it('shows the offer to the asker alone, and brings in a person when it is taken', async () => {
    const { slack, vera, liu, help } = office;
    const { ts } = await office.say(vera, help, 'the coffee machine sings');
    expect(slack.look.transcript(help, ts)).to.have.lengthOf(1);
    expect(slack.look.ephemerals(liu)).to.deep.equal([]);
    const [offer] = slack.look.ephemerals(vera, help);
    if (!offer) throw new Error('no offer');
    expect(slack.look.textOf(offer)).to.deep.equal([OFFER]);
    expect((await slack.interact.click(vera, offer, 'firstline:accept:0')).ok).to.equal(true);
    await office.quiet();
    expect(slack.look.ephemerals(vera, help), 'the offer is used up').to.deep.equal([]);
    expect(slack.look.transcript(help, ts).at(-1)).to.match(/^Firstline: I am asking Ana Weber/);
    expect(slack.look.textOf(slack.look.message(office.opening(1)))[1]).to.equal('the coffee machine sings');
  });

  it('tries, where the offer is taken for something that it nearly knows', async () => {
    const { slack, help } = office;
    const pia = office.person('Pia');
    const { ts } = await office.say(pia, help, 'printer or scanner setup');
    const [offer] = slack.look.ephemerals(pia, help);
    await slack.interact.click(pia, offer ?? { channel: help, ts }, 'firstline:accept:0');
    await office.quiet();
    expect(slack.look.transcript(help, ts).at(-1)).to.equal(
      'Firstline: Which of these is closest? [Set up a printer] [Set up a scanner] [None of these]',
    );
  });

  it('offers in Chinese what was asked in Chinese', async () => {
    const { slack, liu, help } = office;
    await office.say(liu, help, '咖啡机在唱歌，怎么办？');
    const [offer] = slack.look.ephemerals(liu, help);
    expect(offer && slack.look.textOf(offer)[0]).to.match(/^\p{Script=Han}/u);
  });

  it('offers nothing for small talk', async () => {
    const { slack, ben, help } = office;
    for (const text of ['good morning', 'thanks', 'hello']) await office.say(ben, help, text);
    expect(slack.look.ephemerals(ben)).to.deep.equal([]);
  });

  it('says so to the one who takes an offer whose question is gone', async () => {
    const { slack, help } = office;
    const rob = office.person('Rob');
    const question = await office.say(rob, help, 'the fridge hums');
    const [offer] = slack.look.ephemerals(rob, help);
    slack.people.delete(question);
    await office.quiet();
    await slack.interact.click(rob, offer ?? question, 'firstline:accept:0');
    await office.quiet();
    expect(slack.look.ephemerals(rob).map(({ text }) => text)).to.deep.equal([
      'That button belongs to something that is over. Just write what you need.',
    ]);
  });
});

describe('a help channel whose questions a rule gives to people', function () {
  this.timeout(30_000);
  const yaml = `
handoff:
  rules:
    - { name: access, says: VPN, say: { en: Access is for IT., zh: 权限由 IT 处理。 } }
`;
  let office: Office;
  afterEach(() => office.close());

  it('is left alone there, sure as the bot is, until somebody mentions it', async () => {
    office = await openOffice({ help: 'silent', yaml });
    const { slack, vera, liu, help } = office;
    for (const [person, text] of [
      [vera, 'how do I connect to the VPN?'],
      [liu, '怎么连接 VPN？'],
    ] as const) {
      const { ts } = await office.say(person, help, text);
      expect(slack.look.transcript(help, ts)).to.have.lengthOf(1);
      expect(slack.look.ephemerals(person)).to.deep.equal([]);
    }
    expect(slack.look.posted(office.desk)).to.deep.equal([]);
    const { ts } = await office.mention(vera, help, 'how do I connect to the VPN?');
    expect(slack.look.transcript(help, ts).slice(1).join(' | ')).to.match(
      /^Firstline: Access is for IT\. \| Firstline: I am asking Ana Weber/,
    );
  });

  it('offers a person to the asker alone, who comes with the words of the rule', async () => {
    office = await openOffice({ help: 'offer', yaml });
    const { slack, vera, liu, help } = office;
    for (const [person, text, offered, words] of [
      [vera, 'how do I connect to the VPN?', /^This is for a person/, 'Access is for IT.'],
      [liu, '怎么连接 VPN？', /^这个问题要由人工来答复/, '权限由 IT 处理。'],
    ] as const) {
      const { ts } = await office.say(person, help, text);
      expect(slack.look.transcript(help, ts)).to.have.lengthOf(1);
      const [offer] = slack.look.ephemerals(person, help);
      if (!offer) throw new Error('no offer');
      expect(slack.look.textOf(offer)[0]).to.match(offered);
      await slack.interact.click(person, offer, 'firstline:accept:0');
      await office.quiet();
      const [, first, second] = slack.look.transcript(help, ts);
      expect(first).to.equal(`Firstline: ${words}`);
      expect(second).to.match(/Ana Weber/);
    }
    expect(slack.look.textOf(slack.look.message(office.opening(1))).join(' ')).to.include(
      'by the rule “access”',
    );
  });
});
