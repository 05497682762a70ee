import { expect } from 'chai';
import { type JsonObject, listOf, objectOf } from '../../support/slack/json.js';
import { type Office, openOffice } from './office.js';

describe('clients and chats of Teams', function () {
  this.timeout(20_000);
  let office: Office;
  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(async () => {
    await office.close();
  });

  const personal = (person: string): readonly string[] =>
    office.teams.look.transcript(office.teams.world.personal(person));

  /** What the first button of the bot's newest card carries. */
  function carried(place: string): { readonly data: JsonObject; readonly message: string } {
    const message = office.teams.look.posted(place).at(-1);
    const card = objectOf(message?.attachments.map(objectOf).find(({ content }) => content)?.content);
    const [action] = listOf(card.actions).map(objectOf);
    return { data: objectOf(action?.data), message: message?.id ?? '' };
  }

  /** A message of this person's, with something else in it. */
  function by(person: string, more: JsonObject): JsonObject {
    const sent = office.teams.deliveries.all.findLast(
      ({ activity }) => objectOf(activity.from).id === person,
    );
    return { ...sent?.activity, id: `f:${Math.random()}`, text: '', attachments: [], ...more };
  }

  it('an old client sends a message for a press, and it counts as one', async () => {
    await office.dm(office.vera, 'how do I set up a scanner');
    const { data, message } = carried(office.teams.world.personal(office.vera));
    const sent = by(office.vera, { value: data, replyToId: message });
    expect(await office.teams.deliveries.forge(sent)).to.include({ status: 200 });
    expect(await office.teams.deliveries.forge(sent)).to.include({ status: 200 });
    await office.quiet();
    expect(personal(office.vera).filter((line) => line.includes('Good to hear'))).to.have.length(1);
  });

  it('a press whose button was made to lead to somebody else’s chat is none', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.dm(office.liu, 'how do I set up a scanner');
    const { data, message } = carried(office.teams.world.personal(office.liu));
    const origin = `teams:${office.teams.tenantId}/${encodeURIComponent(office.teams.world.personal(office.vera))}`;
    const before = personal(office.vera);
    const press = (value: JsonObject): JsonObject =>
      by(office.liu, {
        type: 'invoke',
        name: 'adaptiveCard/action',
        replyToId: message,
        value: { action: { type: 'Action.Execute', verb: 'firstline', data: value } },
      });
    const led = press({ firstline: { ...objectOf(data.firstline), origin } });
    expect(await office.teams.deliveries.forge(led)).to.include({ status: 501 });
    await office.quiet();
    expect(personal(office.vera)).to.deep.equal(before);
    expect(await office.teams.deliveries.forge(press(data))).to.include({ status: 200 });
  });

  it('in a group chat it answers who mentions it, and hears their follow-ups', async () => {
    const { world, look } = office.teams;
    const chat = world.addChat([office.vera, office.liu], { bot: true, hearsAll: true });
    await office.say(office.vera, chat, 'how do I set up a scanner');
    expect(look.posted(chat)).to.have.length(0);
    await office.mention(office.vera, chat, 'how do I set up a scanner');
    await office.say(office.liu, chat, 'how do I set up a printer');
    expect(look.posted(chat)).to.have.length(1);
    await office.say(office.vera, chat, 'how do I set up a printer');
    expect(look.transcript(chat).at(-1)).to.include('Pick the printer');
    expect(look.refused).to.deep.equal([]);
  });

  it('greets nobody twice, and says who it is where it was installed', async () => {
    const nora = office.person('Nora');
    office.teams.world.personal(nora);
    office.teams.people.addBot(nora, office.teams.world.personal(nora));
    await office.quiet();
    expect(personal(nora).join()).to.include('I am Firstline');
    const installed = office.teams.deliveries.all.find(({ type }) => type.startsWith('installationUpdate'));
    if (installed) await office.teams.deliveries.again(installed, 3);
    await office.quiet();
    expect(personal(nora)).to.have.length(1);
  });

  it('a comment beside the stars is written in the card itself', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.press(office.ana, office.desk, 'Claim');
    await office.press(office.ana, office.desk, 'Resolve');
    const chat = office.teams.world.personal(office.vera);
    expect(await office.press(office.vera, chat, '5')).to.include({ ok: true });
    const last = office.teams.look.posted(chat).at(-1);
    expect(JSON.stringify(last?.attachments)).to.include('Input.Text');
    const answer = await office.press(office.vera, chat, 'Send', { comment: 'Thank you, Ana' });
    expect(answer).to.include({ ok: true });
    expect(office.thread(1).join('\n')).to.include('The asker adds: Thank you, Ana');
    expect(office.teams.look.refused).to.deep.equal([]);
  });

  it('reactions to what the bot relayed cross as a line, and are taken back with it, after a restart too', async () => {
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.press(office.ana, office.desk, 'Claim');
    const { id: root } = office.opening(1);
    await office.say(office.ana, office.desk, 'Which floor?', { root });
    const chat = office.teams.world.personal(office.vera);
    const reply = office.teams.look.posted(chat).at(-1);
    if (!reply) throw new Error('there is no reply');
    office.teams.people.react(office.vera, reply, 'heart');
    await office.quiet();
    expect(office.thread(1).at(-1)).to.equal('Firstline: ❤️ Which floor?');
    await office.stage.restart();
    office.teams.people.unreact(office.vera, reply, 'heart');
    await office.quiet();
    const standing = office.teams.look.messages(office.desk, root).filter(({ deleted }) => !deleted);
    expect(JSON.stringify(standing)).not.to.include('❤️');
  });
});
