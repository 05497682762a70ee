import { expect } from 'chai';
import type { Log } from '../../../src/core/ports/ambient.js';
import { type Office, openOffice, until } from './office.js';

const QUESTION = 'how do I connect to the VPN?';
const unheard = true;

describe('what was said in Discord while nobody listened', function () {
  this.timeout(30_000);
  let office: Office;
  let told: string[];
  const note = (_fields: object, message: string): void => void told.push(message);
  const log: Log = { debug() {}, info: note, warn: note, error: note };

  beforeEach(async () => {
    told = [];
    office = await openOffice({ log });
    await office.quiet();
  });
  afterEach(() => office.close());

  const sweeps = () => told.filter((line) => line.startsWith('caught up')).length;
  const answersIn = (channel: string) =>
    office.discord.look.posted(channel).filter(({ content }) => content.includes('Open the VPN client'))
      .length;

  it('is answered after a restart: in direct messages, help channels, forums, by mention, in threads', async () => {
    const { discord, stage, vera, help, questions, general } = office;
    const { people, world } = discord;
    await office.dm(vera, QUESTION);
    const conversation = await office.mention(vera, general, QUESTION);
    const lunch = people.newThread(vera, general, 'lunch');
    await office.quiet();
    const before = sweeps();
    let helped = '';
    let post = '';
    let asked = '';
    await stage.restart(() => {
      people.dm(vera, QUESTION);
      helped = people.say(vera, help, QUESTION).id;
      asked = people.mention(vera, general, QUESTION).id;
      people.mention(vera, lunch, QUESTION);
      people.say(vera, conversation.id, QUESTION);
      people.say(vera, general, 'and nobody asked the bot this');
      post = people.newPost(vera, questions, 'VPN', QUESTION);
    });
    await until(() => sweeps() > before);
    await office.quiet();
    expect(answersIn(world.dm(vera))).to.equal(2);
    expect([helped, asked, lunch, post].map(answersIn)).to.deep.equal([1, 1, 1, 1]);
    expect(answersIn(conversation.id)).to.equal(2);
  });

  it('goes on at the desk: replies and edits in the threads of open cases', async () => {
    const { discord, stage, ana } = office;
    const moe = office.person('Moe');
    await office.dm(moe, 'my chair is broken');
    const { id } = office.opening(1);
    const reply = await office.say(ana, id, 'Which chair is it?');
    const before = sweeps();
    await stage.restart(() => {
      discord.people.edit(reply, 'Which chair was it?');
      discord.people.say(ana, id, 'I am on my way');
    });
    await until(() => sweeps() > before);
    await office.quiet();
    expect(discord.look.transcript(discord.world.dm(moe)).slice(-2)).to.deep.equal([
      'firstline: **Ana Weber** / Which chair was it? (edited)',
      'firstline: **Ana Weber** / I am on my way',
    ]);
  });

  it('is found in the archive, however much was put there after it', async () => {
    const { discord, stage, vera, questions, general } = office;
    const { people } = discord;
    const before = sweeps();
    let post = '';
    let asked = '';
    await stage.restart(() => {
      post = people.newPost(vera, questions, 'VPN', QUESTION);
      people.archive(vera, post);
      asked = people.newThread(vera, general, 'lunch');
      people.mention(vera, asked, QUESTION);
      people.archive(vera, asked);
      for (let n = 0; n < 105; n++) {
        const more = people.newPost(vera, questions, `Post ${n}`, 'why is it blue above our office');
        people.archive(vera, more);
      }
    });
    await until(() => sweeps() > before, 20_000);
    await office.quiet();
    expect([post, asked].map(answersIn)).to.deep.equal([1, 1]);
  });

  it('is told again by a RESUME, and heard once', async () => {
    const { discord, vera } = office;
    discord.deliveries.chaos({ overlap: 20 });
    await office.dm(vera, QUESTION);
    discord.gateway.drop();
    discord.people.dm(vera, QUESTION);
    await discord.gateway.connected();
    await until(() => discord.gateway.resumes > 0);
    await office.quiet();
    expect(answersIn(discord.world.dm(vera))).to.equal(2);
    discord.deliveries.chaos(undefined);
  });

  it('is read from history where the session is gone', async () => {
    const { discord, vera } = office;
    await office.dm(vera, QUESTION);
    const before = sweeps();
    discord.people.dm(vera, QUESTION, { unheard });
    discord.gateway.invalidate(false);
    await until(() => sweeps() > before, 15_000);
    await office.quiet();
    expect(answersIn(discord.world.dm(vera))).to.equal(2);
  });

  it('is not answered twice by reading again what was heard', async () => {
    const { discord, stage, vera } = office;
    await office.dm(vera, QUESTION);
    const before = sweeps();
    await stage.restart();
    await until(() => sweeps() > before);
    await office.quiet();
    expect(answersIn(discord.world.dm(vera))).to.equal(1);
  });
});
