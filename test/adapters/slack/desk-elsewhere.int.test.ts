import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Browser } from '../../support/web-api.js';
import { type Office, openOffice } from './office.js';

interface Lines {
  readonly lines: readonly {
    readonly voice: string;
    readonly author?: string | { readonly name: string };
    readonly text: string;
    readonly title?: string;
    readonly state: string;
    readonly buttons?: readonly {
      readonly action: string;
      readonly value: string;
      readonly version: number;
    }[];
  }[];
}

describe('a desk in Slack, with askers on the web', function () {
  this.timeout(30_000);
  let office: Office;
  let browser: Browser;
  before(async () => {
    office = await openOffice();
    browser = new Browser(() => office.stage.firstline.port);
    await browser.json('POST', '/api/chat/session', { zone: 'Europe/Lisbon', locale: 'en' });
  });
  after(() => office.close());

  const write = async (text: string): Promise<void> => {
    await browser.json('POST', '/api/chat/messages', { id: randomUUID(), text });
    await office.quiet();
  };
  const lines = async (): Promise<readonly string[]> =>
    (await browser.json<Lines>('GET', '/api/chat/lines')).lines.map(({ voice, text }) => `${voice}: ${text}`);

  it('gets the question with a ping, and both sides talk', async () => {
    const { slack, ana, desk } = office;
    await write('my chair is broken <!here> @channel');
    const opening = office.opening(1);
    const text = slack.look.textOf(slack.look.message(opening));
    expect(text[text.indexOf('*Platform*') + 1]).to.equal('Web');
    expect(slack.look.notifications.map(({ id, target }) => [target, id])).to.deep.equal([['user', ana]]);
    await office.say(ana, desk, 'Which <https://example.com|floor>? &lt;b&gt;', opening.ts);
    await write('the third');
    expect((await lines()).slice(-3)).to.deep.equal([
      'system: I am asking **Ana Weber**. Your question is with them as #1; the reply comes here.',
      'staff: Which floor (https://example.com)? <b>',
      'asker: the third',
    ]);
    expect(office.thread(1).slice(0, 2)).to.deep.equal([
      'Ana: Which floor? <b> {white_check_mark ×1}',
      'Firstline: Claimed by Ana Weber.',
    ]);
    expect(office.thread(1).at(-1)).to.match(/: the third$/);
  });

  it('keeps its notes, resolves, and is told of stars and of a reply that reopens', async () => {
    const { ana, desk } = office;
    const { ts } = office.opening(1);
    await office.say(ana, desk, '// wants a new one', ts);
    await office.press(ana, desk, 'Resolve', ts);
    expect((await lines()).join('\n')).not.to.match(/wants a new one/);
    const asked = (await browser.json<Lines>('GET', '/api/chat/lines')).lines.at(-1);
    const stars = asked?.buttons?.at(-1);
    if (!stars) throw new Error('no stars');
    await browser.json('POST', '/api/chat/actions', { id: randomUUID(), ...pressed(stars) });
    await office.quiet();
    expect(office.thread(1).at(-1)).to.equal('Firstline: The asker rated this 5 of 5.');
    await write('it broke again');
    expect(office.thread(1).slice(-2)[0]).to.equal('Firstline: @Ana Reopened: the asker replied.');
  });
});

describe('a Chinese desk in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  before(async () => {
    office = await openOffice({ language: 'zh' });
  });
  after(() => office.close());

  it('reads everything in Chinese, while its askers are answered in their own language', async () => {
    const { slack, liu, vera, ana, desk } = office;
    await office.dm(liu, '我的椅子坏了');
    const { ts } = office.opening(1);
    const text = slack.look.textOf(slack.look.message({ channel: desk, ts }));
    expect(text.slice(0, 6)).to.deep.equal([
      '#1 我的椅子坏了 · Liu',
      '我的椅子坏了',
      '*状态*',
      '已询问 Ana Weber',
      '*提问者*',
      'Liu',
    ]);
    expect(text.join('').replace(/Ana Weber|Liu|Slack|@Ana/g, '')).not.to.match(/[a-z]{3}/i);
    await office.press(ana, desk, '认领', ts);
    await office.say(ana, desk, '马上来', ts);
    await office.say(ana, desk, '// 他很着急', ts);
    await office.press(ana, desk, '结束', ts);
    expect(office.thread(1)).to.deep.equal([
      'Firstline: Ana Weber 已认领。',
      'Ana: 马上来 {white_check_mark ×1}',
      'Ana: // 他很着急',
      'Firstline: Ana Weber 已结束此问题。',
    ]);
    expect(slack.look.transcript(slack.workspace.dm(liu))).to.deep.equal([
      'Liu: 我的椅子坏了',
      'Firstline: 正在联系 Ana Weber。您的问题编号是 #1，回复会发到这里。',
      'Firstline: Ana Weber 已接手。',
      'Ana Weber: 马上来',
      'Firstline: #1 已结束。如果还有问题，3 天内直接在这里回复即可。这次服务怎么样？ [1] [2] [3] [4] [5]',
    ]);
    await office.dm(vera, 'my chair is broken');
    const english = slack.look.transcript(slack.workspace.dm(vera))[1];
    expect(english).to.match(/^Firstline: I am asking Ana Weber/);
  });
});

describe('a desk on the web, with askers in Slack', function () {
  this.timeout(30_000);
  let office: Office;
  let desk: Browser;
  before(async () => {
    office = await openOffice({ desk: 'web' });
    const { firstline } = office.stage;
    desk = new Browser(() => firstline.port);
    const token = new URL(firstline.signInLink('ana')).hash.slice(1);
    await desk.json('POST', '/api/desk/sign-in', { token });
  });
  after(() => office.close());

  it('works the cases of Slack: claim, reply, edit, delete, resolve', async () => {
    const { slack, vera, general } = office;
    const question = await office.mention(vera, general, 'my chair is broken');
    const opening = (await desk.json<Lines>('GET', '/api/desk/cases/1/lines')).lines[0];
    expect(opening?.title).to.equal('#1 my chair is broken · Vera');
    const claim = opening?.buttons?.find(({ action }) => action === 'claim');
    if (!claim) throw new Error('no button');
    await desk.json('POST', '/api/desk/actions', { id: randomUUID(), case: 1, ...pressed(claim) });
    const reply = randomUUID();
    await desk.json('POST', '/api/desk/cases/1/messages', { id: reply, text: 'On *my* way <!channel>' });
    await desk.json('POST', '/api/desk/cases/1/messages', { id: randomUUID(), text: '// not today' });
    await office.quiet();
    expect(slack.look.transcript(general, question.ts).slice(1)).to.deep.equal([
      'Firstline: I am asking Ana Weber. Your question is with them as #1; the reply comes here.',
      'Firstline: Ana Weber has taken over.',
      'Ana Weber: On *my* way <!channel>',
    ]);
    expect(slack.look.notifications).to.deep.equal([]);
    await desk.json('PUT', `/api/desk/cases/1/messages/${reply}`, {
      revision: randomUUID(),
      text: 'Tomorrow',
    });
    await office.quiet();
    expect(slack.look.transcript(general, question.ts).at(-1)).to.equal('Ana Weber: Tomorrow (edited)');
    await desk.json('DELETE', `/api/desk/cases/1/messages/${reply}`);
    await office.quiet();
    expect(slack.look.transcript(general, question.ts)).to.have.lengthOf(3);
  });

  it('sees what the askers change, and what could not be delivered to them', async () => {
    const { slack, vera } = office;
    const lamps = slack.workspace.addChannel('lamps', { members: [vera] });
    const question = await office.mention(vera, lamps, 'my lamp flickers');
    slack.people.edit(question, `<@${slack.botUser}> my lamp is dark`);
    await office.quiet();
    slack.people.archive(vera, lamps);
    await office.quiet();
    await desk.json('POST', '/api/desk/cases/2/messages', { id: randomUUID(), text: 'Take mine' });
    await office.quiet();
    const { lines } = await desk.json<Lines>('GET', '/api/desk/cases/2/lines');
    const said = lines.slice(1).map(({ voice, state, text }) => `${voice} ${state}: ${text}`);
    expect(said).to.deep.equal([
      'system delivered: The asker changed a message.\nBefore: my lamp flickers\nNow: my lamp is dark',
      'system delivered: Claimed by Ana Weber.',
      'staff failed: Take mine',
      'system delivered: Not delivered: the channel is archived.',
    ]);
  });

  it('takes nobody of Slack for staff', async () => {
    const { slack, ana, general } = office;
    const { body } = await slack.interact.command(ana, general, '/firstline', 'pause');
    expect(body)
      .to.have.property('text')
      .that.matches(/^I have answered/);
  });
});

function pressed({ action, value, version }: { action: string; value: string; version: number }): object {
  return { action, value, version };
}
