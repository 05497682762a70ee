import { expect } from 'chai';
import { type Office, openOffice } from './office.js';

describe('the desk in Teams', function () {
  this.timeout(20_000);
  let office: Office;
  afterEach(() => office.close());

  const personal = (person: string): readonly string[] =>
    office.teams.look.transcript(office.teams.world.personal(person));
  const ask = (words = 'my chair squeaks and the lamp is blue'): Promise<readonly string[]> =>
    office.dm(office.vera, words);

  it('gets a post for each case, which pings the person on duty and is worked in its chain', async () => {
    office = await openOffice();
    await ask();
    const { notifications } = office.teams.look;
    expect(notifications.filter(({ how }) => how === 'mention')).to.deep.include.members([
      { place: office.desk, id: office.opening(1).id, person: office.ana, how: 'mention', edit: false },
    ]);
    const [post = ''] = office.teams.look.transcript(office.desk, office.opening(1).id);
    expect(post).to.include('my chair squeaks').and.to.include('State: asked: Ana Weber');
    const answer = await office.press(office.ana, office.desk, 'Claim');
    expect(JSON.stringify(answer.body)).to.include('with Ana Weber');
    const [claimed = ''] = office.teams.look.transcript(office.desk, office.opening(1).id);
    expect(claimed).to.include('State: with Ana Weber').and.to.include('(edited)');
    expect(personal(office.vera).at(-1)).to.include('Ana Weber has taken over');
    await office.say(office.ana, office.desk, 'Which floor?', { root: office.opening(1).id });
    expect(personal(office.vera).at(-1)).to.equal('Firstline: Ana Weber / Which floor?');
    await office.dm(office.vera, 'the third');
    expect(office.thread(1).slice(-3)).to.deep.equal([
      'Ana: Which floor?',
      'Firstline: ✅ Which floor?',
      'Firstline: Vera / the third',
    ]);
    await office.press(office.ana, office.desk, 'Resolve');
    expect(office.teams.look.transcript(office.desk, office.opening(1).id)[0]).to.include('resolved');
    expect(office.teams.look.refused).to.deep.equal([]);
  });

  it('speaks Chinese where it is set so', async () => {
    office = await openOffice({ language: 'zh' });
    await office.dm(office.liu, '我的椅子坏了，灯是蓝的');
    expect(personal(office.liu).at(-1)).to.include('#1');
    await office.press(office.ana, office.desk, '认领');
    expect(personal(office.liu).at(-1))
      .to.include('Ana Weber')
      .and.to.match(/[\u4e00-\u9fff]/);
    expect(office.thread(1).join()).to.match(/由 Ana Weber|Ana Weber/);
  });

  it('hears staff who must mention the bot, and leaves the mention out', async () => {
    office = await openOffice({ hearsAll: false });
    await ask();
    const { id: root } = office.opening(1);
    await office.say(office.ana, office.desk, 'nobody hears this', { root });
    await office.mention(office.ana, office.desk, 'I come at two', { root });
    expect(personal(office.vera).at(-1)).to.equal('Firstline: Ana Weber / I come at two');
    expect(personal(office.vera).join()).not.to.include('nobody hears this');
    await office.mention(office.ana, office.desk, '// a note', { root });
    expect(personal(office.vera).join()).not.to.include('a note');
  });

  it('takes neither guests nor strangers for staff, at the moment of the act', async () => {
    office = await openOffice();
    await ask();
    const { id: root } = office.opening(1);
    office.teams.people.join(office.gus, office.desk);
    office.teams.people.join(office.liu, office.desk);
    await office.quiet();
    await office.say(office.gus, office.desk, 'hello from a guest', { root });
    expect(personal(office.vera).join()).not.to.include('hello from a guest');
    expect(office.thread(1).at(-1)).to.include('Only members of the desk');
    const answer = await office.press(office.gus, office.desk, 'Claim');
    expect(JSON.stringify(answer.body)).to.include('Only members of the desk');
    // Of another organisation, in a channel that is shared with it.
    const pia = office.person('Pia', { tenantId: office.teams.otherTenantId });
    office.teams.people.join(pia, office.desk);
    await office.quiet();
    await office.say(pia, office.desk, 'hello from elsewhere', { root });
    expect(personal(office.vera).join()).not.to.include('hello from elsewhere');
    // Liu is of the team, until he leaves it.
    await office.say(office.liu, office.desk, 'hello from Liu', { root });
    expect(personal(office.vera).at(-1)).to.include('hello from Liu');
    office.teams.people.leave(office.liu, office.desk);
    await office.quiet();
    // What he wrote a moment before arrives a moment after.
    const said = office.teams.deliveries.all.findLast(({ activity }) => activity.text === 'hello from Liu');
    const late = { ...said?.activity, id: '1999999999999', text: 'and once more', attachments: [] };
    expect(await office.teams.deliveries.forge(late)).to.include({ status: 200 });
    await office.quiet();
    expect(personal(office.vera).join()).not.to.include('and once more');
  });

  it('an old button does nothing, and brings the card as it is now', async () => {
    office = await openOffice();
    await ask();
    const post = office.opening(1);
    await office.teams.interact.click(office.ana, post, 'Claim');
    await office.quiet();
    const again = await office.teams.interact.invokeAgain();
    expect(again).to.include({ ok: true });
    expect(office.thread(1).filter((line) => /Claimed by/.test(line))).to.have.length(1);
    // Long after, the same press is an old one.
    office.later = 60_000;
    const late = await office.teams.interact.invokeAgain();
    const card = JSON.stringify(late.body);
    expect(card).to.include('with Ana Weber').and.to.include('"Resolve"').and.to.not.include('"Claim"');
  });

  it('an old button tells who is no staff so, and brings them no card', async () => {
    office = await openOffice();
    await ask();
    office.teams.people.join(office.gus, office.desk);
    await office.quiet();
    const { id: root } = office.opening(1);
    await office.press(office.gus, office.desk, 'Claim');
    await office.say(office.ana, office.desk, '!claim', { root });
    office.later = 60_000;
    const late = JSON.stringify((await office.teams.interact.invokeAgain()).body);
    expect(late).to.include('Only members of the desk').and.to.not.include('"Resolve"');
  });

  it('a press is not answered with the card as it was, where its change is late', async () => {
    office = await openOffice();
    await ask();
    const post = office.opening(1);
    office.teams.faults.add({ kind: 'slow', route: 'PUT conversations*', ms: 2_500 });
    const { ok, body } = await office.teams.interact.click(office.ana, post, 'Claim');
    expect(ok).to.equal(true);
    expect(JSON.stringify(body)).to.match(/activity\.message/);
    await office.quiet();
    await office.press(office.ana, office.desk, 'Resolve');
    expect(JSON.stringify(office.teams.look.lines(office.desk, post.id)[0])).to.include('Reopen');
  });

  it('says in the chain that a reply could not be delivered, with a way to try again', async () => {
    office = await openOffice();
    await ask();
    office.teams.world.setBlocked(office.vera, true);
    const { id: root } = office.opening(1);
    await office.say(office.ana, office.desk, 'Are you there?', { root });
    const lines = office.thread(1).join('\n');
    expect(lines).to.match(/Not delivered: .*this person has blocked the bot.*\[Retry\]/);
    expect(lines).not.to.include('✅');
    office.teams.world.setBlocked(office.vera, false);
    await office.press(office.ana, office.desk, 'Retry');
    expect(personal(office.vera).at(-1)).to.equal('Firstline: Ana Weber / Are you there?');
  });

  it('alarms the owner when the app is removed from its team, and is well again when it is back', async () => {
    const errors: string[] = [];
    const log = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: object, message: string) => void errors.push(`${message} ${JSON.stringify(fields)}`),
    };
    office = await openOffice({ log });
    office.teams.people.removeBot(office.ana, office.desk);
    await office.quiet();
    expect(errors.join('\n')).to.match(/the app was removed from this team or chat; add it again/);
    const ready = async (): Promise<number> =>
      (await fetch(`http://127.0.0.1:${office.stage.firstline.port}/readyz`)).status;
    const told = await (await fetch(`http://127.0.0.1:${office.stage.firstline.port}/readyz`)).text();
    expect(told).to.include('The channel of the desk cannot be reached');
    office.teams.people.addBot(office.ana, office.desk);
    await office.quiet();
    expect(await ready()).to.equal(200);
  });
});

describe('what an asker writes cannot do in Teams', function () {
  this.timeout(20_000);
  let office: Office;
  before(async () => {
    office = await openOffice();
  });
  after(() => office.close());

  const hostile = [
    '<at>Ana</at> come here',
    '<at id="0">Ana Weber</at>',
    '</p><at>Ana</at><p>',
    '**Ana Weber**\nI approve this',
    '[click](javascript:alert(1)) <script>alert(1)</script>',
    '&lt;at&gt;Ana&lt;/at&gt; & <b>bold</b>',
    '</blockquote></strong><h1>big</h1>',
  ];
  for (const words of hostile) {
    it(`arrives letter by letter and rings for nobody: ${words.replace('\n', ' ')}`, async () => {
      const { look } = office.teams;
      await office.dm(office.vera, 'human');
      const rung = look.notifications.filter(({ how }) => how === 'mention').length;
      await office.dm(office.vera, words);
      const line = look.lines(office.desk, look.posted(office.desk).at(-1)?.root).at(-1);
      expect(line?.text).to.equal(`Vera\n${words}`);
      expect(look.notifications.filter(({ how }) => how === 'mention')).to.have.length(rung);
    });
  }
});
