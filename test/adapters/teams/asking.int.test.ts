import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

const RECEIPT = /I am asking Ana Weber/;

describe('asking in Teams', function () {
  this.timeout(20_000);
  let office: Office;

  beforeEach(async () => {
    office = await openOffice();
  });
  afterEach(async () => {
    const { refused } = office.teams.look;
    await office.close();
    expect(refused).to.deep.equal([]);
  });

  const personal = (person: string): readonly string[] =>
    office.teams.look.transcript(office.teams.world.personal(person));

  it('a direct message gets one answer, as a card with its source and buttons', async () => {
    const [answer] = await office.dm(office.vera, 'how do I set up a scanner');
    expect(answer).to.include('Set up a scanner').and.to.include('Scanners are in the basement.');
    expect(answer).to.match(/\[That helped\].*\[Ask a person\]/);
  });

  it('in Chinese, too', async () => {
    const [answer] = await office.dm(office.liu, '怎么连接 VPN？');
    expect(answer)
      .to.include('打开 VPN 客户端')
      .and.to.match(/\[有帮助\]|\[解决了\]|\[/);
  });

  it('a mention in a channel is answered in its chain; whoever asked goes on without one, others do not', async () => {
    const { id } = await office.mention(office.vera, office.general, 'how do I set up a scanner');
    const chain = (): readonly string[] => office.teams.look.transcript(office.general, id).slice(1);
    expect(chain()).to.have.length(1);
    await office.say(office.liu, office.general, 'how do I set up a printer', { root: id });
    expect(chain()).to.have.length(2);
    await office.say(office.vera, office.general, 'how do I set up a printer', { root: id });
    expect(chain().at(-1)).to.include('Pick the printer in the settings');
  });

  it('what nobody asked the bot leaves no trace', async () => {
    await office.say(office.vera, office.general, 'how do I set up a scanner');
    expect(office.teams.look.posted()).to.deep.equal([]);
  });

  it('in a help channel it answers without a mention when it is sure, and is silent when not', async () => {
    const sure = await office.say(office.vera, office.help, 'how do I set up a scanner');
    expect(office.teams.look.transcript(office.help, sure.id)).to.have.length(2);
    const unsure = await office.say(office.vera, office.help, 'my chair squeaks and the lamp is blue');
    expect(office.teams.look.transcript(office.help, unsure.id)).to.have.length(1);
  });

  it('in a help channel it leaves to people what a rule gives to them, and asks them when mentioned', async () => {
    await office.close();
    const words = 'say: { en: Scanners are for IT., zh: 扫描仪由 IT 负责。 }';
    office = await openOffice({
      yaml: `handoff: { rules: [{ name: scanners, says: [scanner, 扫描仪], ${words} }] }`,
    });
    const { look } = office.teams;
    for (const text of ['how do I set up a scanner', '怎么设置扫描仪']) {
      const { id } = await office.say(office.vera, office.help, text);
      expect(look.transcript(office.help, id)).to.have.length(1);
    }
    expect(look.transcript(office.desk)).to.deep.equal([]);
    const { id } = await office.say(office.vera, office.help, 'how do I set up a printer');
    expect(look.transcript(office.help, id)).to.have.length(2);
    const asked = await office.mention(office.liu, office.help, '怎么设置扫描仪');
    const [, said, receipt] = look.transcript(office.help, asked.id);
    expect(said).to.include('扫描仪由 IT 负责。');
    expect(receipt).to.include('Ana Weber');
  });

  it('the same id in two conversations is two questions', async () => {
    const { people } = office.teams;
    const id = String(Date.now());
    people.dm(office.vera, 'how do I set up a scanner', { id });
    people.dm(office.liu, 'how do I set up a printer', { id });
    await office.quiet();
    expect(personal(office.vera).join()).to.include('Scanners are in the basement');
    expect(personal(office.liu).join()).to.include('Pick the printer');
  });

  it('told ten times, in whatever order, it is one question', async () => {
    await office.dm(office.vera, 'how do I set up a scanner');
    const sent = office.teams.deliveries.all.find(({ type }) => type === 'message');
    if (!sent) throw new Error('nothing was sent');
    await office.teams.deliveries.again(sent, 10);
    await office.quiet();
    expect(personal(office.vera)).to.have.length(2);
  });

  it('an edit changes the answer, a deletion takes it back, and undoing that asks again', async () => {
    const { people } = office.teams;
    const ref = people.dm(office.vera, 'how do I set up a scanner');
    await office.quiet();
    people.edit(ref, 'how do I set up a printer');
    await office.quiet();
    expect(personal(office.vera).at(-1)).to.include('Pick the printer');
    people.delete(ref);
    await office.quiet();
    const standing = (): string =>
      office.teams.look
        .lines(office.teams.world.personal(office.vera))
        .filter(({ deleted }) => !deleted)
        .map(({ text }) => text)
        .join();
    expect(standing()).not.to.include('Pick the printer');
    people.undelete(ref);
    await office.quiet();
    expect(standing()).to.include('Pick the printer');
  });

  it('a press is answered with the card as it is then, and a second press of it changes nothing', async () => {
    await office.dm(office.vera, 'how do I set up a scanner');
    const chat = office.teams.world.personal(office.vera);
    const answer = await office.press(office.vera, chat, 'That helped');
    expect(answer).to.include({ ok: true });
    expect(JSON.stringify(answer.body)).to.include('✓ ').and.not.to.include('Action.Execute');
    const before = personal(office.vera);
    expect(await office.teams.interact.invokeAgain()).to.include({ status: 200 });
    await office.quiet();
    expect(personal(office.vera)).to.deep.equal(before);
  });

  it('what two articles may answer is asked back, and the choice is answered', async () => {
    const [question] = await office.dm(office.vera, 'set up the device at the office');
    if (!/Which of these/.test(question ?? '')) return; // sure enough, or not at all, by the articles of the day
    const chat = office.teams.world.personal(office.vera);
    expect(await office.press(office.vera, chat, 'Set up a scanner')).to.include({ ok: true });
    expect(personal(office.vera).join()).to.include('Scanners are in the basement');
  });

  it('the command on a message asks it privately, once', async () => {
    const { interact, people } = office.teams;
    const ref = people.say(office.liu, office.general, 'how do I set up a scanner');
    const form = await interact.messageExtension(office.vera, ref, 'firstline-ask');
    expect(form).to.include({ ok: true });
    expect(JSON.stringify(form.body)).to.include('how do I set up a scanner');
    const data = { question: 'how do I set up a scanner' };
    const sent = await interact.submitTask(office.vera, 'firstline-ask', data, ref);
    expect(JSON.stringify(sent.body)).to.include('personal chat');
    await interact.invokeAgain();
    await office.quiet();
    const lines = personal(office.vera).join('\n');
    expect(lines).to.include('You asked:');
    expect(lines.match(/Scanners are in the basement/g)).to.have.length(1);
    expect(office.teams.look.transcript(office.general)).to.have.length(1);
  });

  it('a person is asked for at any step, and there is a way out again', async () => {
    expect((await office.dm(office.vera, 'human')).join()).to.match(RECEIPT);
    expect((await office.dm(office.vera, 'never mind')).join()).to.match(/not needed any more/);
  });
});

describe('a restart, in Teams', function () {
  this.timeout(20_000);

  it('loses nothing: what was said meanwhile comes again, and everybody is still reached', async () => {
    const office = await openOffice({
      service: 'https://127.0.0.1:1/', // nobody is there: the way is known from what was heard alone
      fake: { timing: { redeliverMs: [0, 60_000] } },
    });
    await office.dm(office.vera, 'my chair squeaks and the lamp is blue');
    await office.stage.restart(() => void office.teams.people.dm(office.vera, 'it is the third floor'));
    office.teams.deliveries.redeliverNow();
    await office.quiet();
    expect(office.thread(1).join()).to.include('it is the third floor');
    // What could not be said before is said after it, before anybody has spoken again.
    const { faults, people, deliveries } = office.teams;
    faults.add({ kind: 'error-503', route: 'POST conversations/{}/activities', times: Infinity });
    people.say(office.ana, office.desk, 'I come at two', { root: office.opening(1).id });
    await deliveries.settled();
    await office.stage.restart(() => faults.clear());
    await office.quiet();
    const chat = office.teams.world.personal(office.vera);
    expect(office.teams.look.transcript(chat).at(-1)).to.equal('Firstline: Ana Weber / I come at two');
    await office.close();
  });
});

describe('what is private in Teams', function () {
  this.timeout(20_000);
  let office: Office;
  afterEach(() => office.close());

  it('among members only, what is for members is answered in the channel', async () => {
    office = await openOffice();
    const { id } = await office.mention(office.vera, office.general, 'how many days of leave do I have');
    expect(office.teams.look.transcript(office.general, id).join()).to.include('You have 30 days');
  });

  it('where a guest reads, it goes to the asker’s personal chat, and says where they asked', async () => {
    office = await openOffice();
    office.teams.people.join(office.gus, office.general);
    await office.quiet();
    const { id } = await office.mention(office.vera, office.general, 'how many days of leave do I have');
    expect(office.teams.look.transcript(office.general, id).join()).not.to.include('30 days');
    const lines = office.teams.look.transcript(office.teams.world.personal(office.vera)).join();
    expect(lines).to.include('You have 30 days').and.to.include('Only you see this');
    // Its buttons belong to the place where it was asked.
    const chat = office.teams.world.personal(office.vera);
    expect(await office.press(office.vera, chat, 'That helped')).to.include({ ok: true });
    expect(office.teams.look.refused).to.deep.equal([]);
  });

  it('a guest gets what is for everyone, and nothing else', async () => {
    office = await openOffice();
    office.teams.people.join(office.gus, office.general);
    await office.quiet();
    const asked = await office.mention(office.gus, office.general, 'how many days of leave do I have');
    await office.mention(office.gus, office.general, 'how do I set up a scanner');
    const all = office.teams.look
      .transcript(office.general)
      .concat(office.teams.look.transcript(office.general, asked.id));
    expect(all.join()).not.to.include('30 days');
    expect(JSON.stringify(office.teams.look.posted())).to.include('Scanners are in the basement');
    expect(JSON.stringify(office.teams.look.posted())).not.to.include('30 days');
  });

  it('where the bot may not write to the asker, they see that, and what to do', async () => {
    office = await openOffice();
    office.teams.people.join(office.gus, office.general);
    office.teams.world.setBlocked(office.vera, true);
    await office.quiet();
    const { id } = await office.mention(office.vera, office.general, 'how many days of leave do I have');
    const chain = office.teams.look.transcript(office.general, id).join();
    expect(chain).to.include('Teams does not let me write to you').and.not.to.include('30 days');
  });
});
