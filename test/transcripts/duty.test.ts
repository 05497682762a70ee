import { expect } from 'chai';
import { MONDAY_10, office, settingsFor } from '../support/office.js';
import { World } from '../support/world.js';

const FRIDAY_22 = MONDAY_10 + 4 * 86_400_000 + 12 * 3_600_000;

describe('who is asked, and when', () => {
  let world: World;
  afterEach(() => world.close());

  it('is told when the desk opens, in the own time of the asker, on a Friday night (en)', async () => {
    world = await World.create({ now: FRIDAY_22, zone: 'Asia/Shanghai' });
    await world.ask('human');
    expect((await world.transcript()).at(-1)).to.equal(
      'system: The desk opens Monday at 17:00 (in 59 h). Your question is with them as #1; the reply comes here.',
    );
    expect((await world.case())?.state).to.equal('queued');
    expect((await world.case())?.pinged).to.deep.equal([]);
  });

  it('周五晚上告诉提问者什么时候有人 (zh)', async () => {
    world = await World.create({ now: FRIDAY_22, zone: 'Asia/Shanghai' });
    await world.ask('转人工');
    expect((await world.transcript()).at(-1)).to.equal(
      'system: 人工服务星期一 17:00 开始（还有 59 小时）。您的问题已登记为 #1，回复会发到这里。',
    );
  });

  it('is the first person, at the opening, even when the process was away', async () => {
    world = await World.create({ now: FRIDAY_22 });
    await world.ask('human');
    await world.sleep(59 * 60 + 1); // Monday 09:01
    const found = await world.case();
    expect(found?.state).to.equal('pinged');
    expect(found?.pinged).to.deep.equal(['ana']);
    expect((await world.thread()).at(-1)).to.equal('system: Please have a look.');
  });

  it('is the next person when nobody claims, then everybody, then the owner, and the round begins again', async () => {
    world = await World.create();
    await world.ask('human');
    await world.pass(5);
    expect((await world.case())?.pinged).to.deep.equal(['ana', 'li']);
    await world.pass(5);
    expect((await world.case())?.pinged).to.deep.equal(['ana', 'li', 'tom']);
    await world.pass(5);
    expect((await world.case())?.everybody).to.equal(true);
    expect((await world.thread()).at(-1)).to.equal('system: Still unclaimed, so everybody on duty is asked.');
    expect(world.alarms).to.deep.equal([]);
    await world.pass(5);
    expect(world.alarms).to.have.length(1);
    expect(world.alarms[0]).to.include('Case #1 is unclaimed');
    await world.pass(60);
    expect((await world.case())?.pinged).to.deep.equal(['ana']);
  });

  it('asks the holder who goes quiet, and returns the case to the queue without an answer', async () => {
    world = await World.create();
    await world.ask('human');
    await world.staffPress('ana', 'Claim');
    await world.pass(30);
    expect((await world.thread()).at(-1)).to.equal(
      'system: Still on it? The asker has been waiting for 30 min. [Still on it]',
    );
    await world.staffPress('ana', 'Still on it');
    expect((await world.thread()).slice(-2)).to.deep.equal([
      'system: Still on it? The asker has been waiting for 30 min. <Still on it>', // the button is used up
      'system: Ana is still on it.',
    ]);
    await world.pass(60);
    const found = await world.case();
    expect(found?.holder).to.equal(undefined);
    expect(found?.pinged).to.deep.equal(['ana', 'li']);
    expect((await world.thread()).at(-1)).to.equal('system: No reply, so this goes back to the queue.');
  });

  it('leaves a holder in peace who has replied', async () => {
    world = await World.create();
    await world.ask('human');
    await world.write('ana', 'On my way');
    await world.pass(120);
    expect((await world.case())?.holder).to.equal('ana');
    expect((await world.thread()).join('\n')).not.to.include('Still on it');
    await world.ask('where are you?');
    await world.pass(30);
    expect((await world.thread()).at(-1)).to.include('Still on it?');
  });

  it('is the next one at "not mine", and a stale button does nothing but say so', async () => {
    world = await World.create();
    await world.ask('human');
    const [opening] = await world.threadLines();
    const claim = opening?.content.buttons?.find((button) => button.label === 'Claim');
    await world.staffPress('ana', 'Not mine');
    expect((await world.case())?.pinged).to.deep.equal(['ana', 'li']);
    await world.staffPress('li', 'Claim');
    const stale = await world.act('tom', claim ?? { action: '', value: '', version: 0 });
    expect(stale.reply).to.deep.equal({ kind: 'notice', text: 'Already done: with 李雷', stale: true });
    expect((await world.case())?.holder).to.equal('li');
    await world.staffPress('li', 'Not mine');
    expect((await world.thread()).slice(-2)).to.deep.equal([
      'system: 李雷 passes this on.',
      'system: Nobody has claimed this yet. Please have a look.',
    ]);
    expect((await world.case())?.pinged).to.deep.equal(['li', 'ana']);
  });

  it('is nobody who is not staff, whatever they send', async () => {
    world = await World.create();
    await world.ask('human');
    const before = await world.thread();
    await world.write('mallory', 'Your password please');
    const acted = await world.act('mallory', { action: 'resolve', value: '1', version: 1 });
    expect(acted.reply).to.deep.equal({ kind: 'notice', text: 'Only members of the desk can do this.' });
    expect(await world.thread()).to.deep.equal(before);
    expect((await world.transcript()).join('\n')).not.to.include('password');
    expect((await world.case())?.state).to.equal('pinged');
  });

  it('says that nobody is on the schedule, where that is so', async () => {
    const desk = settingsFor().desk;
    world = await World.create({ settings: { desk: { ...desk, roster: { ...office, shifts: [] } } } });
    await world.ask('human');
    expect((await world.transcript()).at(-1)).to.include('Nobody is on the schedule right now');
    await world.pass(61);
    expect((await world.case())?.state).to.equal('queued');
  });
});
