import { expect } from 'chai';
import { casePlace } from '../../adapters/web/places.js';
import { settingsFor } from '../support/office.js';
import { World, type World as WorldType } from '../support/world.js';

describe('a staff member who changes what they wrote', () => {
  let world: WorldType;
  afterEach(() => world.close());

  it('corrects and takes back replies at the asker, after a restart too', async () => {
    world = await World.create();
    await world.ask('human');
    const reply = await world.write('ana', 'Come to room 3');
    await world.restart();
    await world.staffEdits('ana', reply, 'Come to room 4');
    expect((await world.transcript()).at(-1)).to.equal('staff Ana: Come to room 4 (edited)');
    await world.staffRemoves('ana', reply);
    expect((await world.transcript()).at(-1)).to.equal('staff Ana: Come to room 4 (deleted) (edited)');
  });

  for (const [language, kept, why] of [
    [
      'en',
      (reason: string) =>
        `system: This change was not passed on: ${reason}. The asker still sees the earlier version.`,
      [
        'a reply that was sent cannot become a note; delete it instead',
        'a reply that was sent cannot become a command',
        'it is longer than 4000 characters now',
      ],
    ],
    [
      'zh',
      (reason: string) => `system: 这次修改没有转达：${reason}。提问者看到的仍是之前的内容。`,
      ['已发送的回复不能改成备注，请直接删除', '已发送的回复不能改成命令', '修改后超过 4000 字'],
    ],
  ] as const) {
    it(`is told where a changed reply cannot be passed on, and the asker keeps what was sent (${language})`, async () => {
      const { desk } = settingsFor();
      world = await World.create({ settings: { desk: { ...desk, language } } });
      await world.ask('human');
      const reply = await world.write('ana', 'Come to room 3');
      for (const [index, text] of [
        ['// INTERNAL', '／／INTERNAL', '\u200b// INTERNAL', '**// INTERNAL**'],
        ['!close INTERNAL', '！pass INTERNAL'],
        ['INTERNAL '.repeat(500)],
      ].flatMap((texts, n) => texts.map((words) => [n, words] as const))) {
        await world.staffEdits('ana', reply, text);
        expect((await world.thread()).at(-1), text).to.equal(kept(why[index] ?? ''));
        expect((await world.transcript()).at(-1)).to.equal('staff Ana: Come to room 3');
      }
      expect((await world.threadLines()).find(({ message }) => message === reply)?.outdated).to.equal(true);
      await world.staffEdits('ana', reply, 'Come to room 4');
      expect((await world.transcript()).at(-1)).to.equal('staff Ana: Come to room 4 (edited)');
      expect((await world.threadLines()).find(({ message }) => message === reply)?.outdated).to.equal(false);
    });
  }

  it('cannot send a note by changing it, nor speak for a colleague', async () => {
    world = await World.create();
    await world.ask('human');
    const reply = await world.write('ana', 'Come to room 3');
    const note = await world.write('ana', '// the asker is rude');
    await world.staffEdits('ana', note, 'the asker is INTERNAL');
    await world.staffEdits('tom', reply, 'I am Ana and INTERNAL');
    await world.staffRemoves('tom', reply);
    const asker = await world.transcript();
    expect(asker.at(-1)).to.equal('staff Ana: Come to room 3');
    expect(asker.join('\n')).not.to.include('INTERNAL');
    expect((await world.thread()).at(-1)).to.equal('note: the asker is INTERNAL (edited)');
  });

  it('keeps notes as they typed them, whatever keyboard and formatting', async () => {
    world = await World.create();
    await world.ask('human');
    for (const [n, [text, markdown]] of (
      [
        ['// see *this* and `that`', '// see _this_ and `that`'],
        ['／／很急', undefined],
        ['/／ mixed', undefined],
        ['\u200b // invisible', undefined],
        ['*// all of it bold*', '**// all of it bold**'],
      ] as const
    ).entries()) {
      await world.submit({
        kind: 'message',
        id: `note${n}`,
        at: world.now,
        place: casePlace(1),
        author: { id: 'ana', name: 'ana' },
        message: `note${n}`,
        text,
        ...(markdown !== undefined && { markdown }),
        addressed: true,
        private: false,
      });
      const line = (await world.threadLines()).at(-1);
      expect([line?.voice, line?.content]).to.deep.equal(['note', { text, format: 'plain' }]);
    }
    expect(await world.transcript()).to.have.length(2);
  });

  it('gives commands with the mark of a Chinese keyboard, and after a space', async () => {
    world = await World.create();
    await world.ask('human');
    for (const text of ['！claim', ' !claim', '！ｃｌａｉｍ']) await world.write('ana', text);
    expect((await world.case())?.holder).to.equal('ana');
    const refused = await world.staffTypes('ana', '！pass @tom');
    expect(refused.reply).to.have.property('text').that.includes('“！pass @tom”');
    await world.write('ana', '！close');
    expect((await world.case())?.state).to.equal('resolved');
    expect((await world.transcript()).join('\n')).not.to.match(/pass|ｃ/);
  });
});
