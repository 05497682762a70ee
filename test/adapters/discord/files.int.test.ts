import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('files in Discord', function () {
  this.timeout(30_000);
  let office: Office;
  let asker: string;
  let number: number;

  before(async () => {
    office = await openOffice();
    asker = office.person('Oda');
    const [receipt = ''] = await office.dm(asker, 'my chair is broken');
    number = Number(/#(\d+)/.exec(receipt)?.[1]);
  });
  after(() => office.close());

  const direct = () => office.discord.look.lines(office.discord.world.dm(asker));
  const thread = () => office.discord.look.lines(office.opening(number).id);
  const bytesOf = (channel: string, id: string, name: string): string =>
    office.discord.look.file({ channel, id }, name).toString();

  it('cross from an asker to the desk, under their name, in one message with the words', async () => {
    const { discord } = office;
    discord.people.dm(asker, 'see the *picture*', { files: [{ name: 'chair.png', data: 'a chair' }] });
    await office.quiet();
    const last = thread().at(-1);
    expect(last).to.deep.include({ sender: 'Oda', text: 'see the _picture_', files: ['chair.png'] });
    expect(bytesOf(office.opening(number).id, last?.id ?? '', 'chair.png')).to.equal('a chair');
    expect(JSON.stringify(last)).not.to.include('http');
  });

  it('cross from the staff to the asker', async () => {
    const { discord, ana } = office;
    discord.people.say(ana, office.opening(number).id, 'like this one?', {
      files: [
        { name: 'new.txt', data: 'a new one' },
        { name: 'newer.txt', data: 'a newer one' },
      ],
    });
    await office.quiet();
    const last = direct().at(-1);
    expect(last?.files).to.deep.equal(['new.txt', 'newer.txt']);
    expect(bytesOf(discord.world.dm(asker), last?.id ?? '', 'newer.txt')).to.equal('a newer one');
  });

  it('are named on both sides where the limits keep them back, and the words cross', async () => {
    const { discord } = office;
    discord.people.dm(asker, 'and this', { files: [{ name: 'setup.exe', data: 'MZ' }] });
    await office.quiet();
    expect(thread().map(({ text }) => text)).to.include('and this');
    expect(thread().at(-1)?.text).to.match(/setup\.exe/);
    expect(direct().at(-1)?.text).to.match(/setup\.exe/);
  });

  it('do not keep back the words where Discord refuses them', async () => {
    const { discord } = office;
    discord.faults.add({
      route: 'POST /channels/:channel/messages',
      kind: { status: 413, code: 40005 },
      times: 1,
    });
    const { ana } = office;
    discord.people.say(ana, office.opening(number).id, 'too large?', {
      files: [{ name: 'big.txt', data: 'x' }],
    });
    await office.quiet();
    expect(direct().filter(({ text }) => text.includes('too large?'))).to.have.lengthOf(1);
    expect(direct().find(({ text }) => text.includes('too large?'))?.files).to.deep.equal([]);
    expect(thread().at(-1)?.text).to.match(/big\.txt/);
  });

  it('are looked for before they are sent again, with their message', async () => {
    const { discord, ana } = office;
    discord.faults.add({ route: 'POST /channels/:channel/messages', kind: 'accept-then-drop', times: 1 });
    discord.people.say(ana, office.opening(number).id, 'once more', {
      files: [{ name: 'once.txt', data: '1' }],
    });
    await office.quiet();
    const said = direct().filter(({ text }) => text.includes('once more'));
    expect(said.map(({ files }) => files)).to.deep.equal([['once.txt']]);
  });
});
