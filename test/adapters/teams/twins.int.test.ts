import { expect } from 'chai';
import type { MessageRef } from '../../support/teams/model.js';
import type { FakeTeams } from '../../support/teams/surface.js';
import { lineOf, type Office, type OfficeOptions, openOffice, until } from './office.js';

const QUESTION = 'my chair squeaks and the lamp is blue';
const CREATE = 'POST conversations';

describe('the post of a case that Teams has taken twice', function () {
  this.timeout(20_000);
  let office: Office;
  afterEach(() => office.close());

  /** Opens an office where the first answer about a new post at the desk is lost. */
  async function open(options: OfficeOptions = {}): Promise<void> {
    office = await openOffice({
      ...options,
      prepare: (teams: FakeTeams) => teams.faults.add({ kind: 'accept-then-drop', route: CREATE }),
    });
  }
  const posts = (): readonly MessageRef[] =>
    office.teams.look.messages(office.desk).filter(({ id, root }) => id === root);
  const two = (): readonly [MessageRef, MessageRef] => {
    const [first, second, ...more] = posts();
    if (!first || !second || more.length > 0) throw new Error(`there are ${posts().length} posts`);
    return [first, second];
  };
  const press = async (post: MessageRef, label: string): Promise<string> => {
    const answer = await office.teams.interact.click(office.ana, post, label);
    await office.quiet();
    return JSON.stringify(answer.body);
  };
  const chain = ({ id }: MessageRef): readonly string[] =>
    office.teams.look.transcript(office.desk, id).slice(1);
  const asked = (): readonly string[] =>
    office.teams.look.transcript(office.teams.world.personal(office.vera));

  it('is claimed by a button of either; the first then says where the case goes on', async () => {
    await open();
    await office.dm(office.vera, QUESTION);
    const [first, second] = two();
    const answer = await press(first, 'Claim');
    expect(asked().at(-1)).to.include('Ana Weber has taken over');
    expect(lineOf(office.teams, second).text).to.include('State: with Ana Weber');
    const { text, buttons } = lineOf(office.teams, first);
    expect(text).to.match(/^#1 .*\nTeams has taken this post twice/);
    const link = `/${second.id}?tenantId=${office.teams.tenantId}`;
    expect(JSON.stringify(office.teams.look.message(first).attachments)).to.include(link);
    expect(buttons).to.deep.equal([]);
    expect(answer).to.include('Teams has taken this post twice');
    expect(chain(second).filter((line) => line.includes('Claimed by Ana Weber'))).to.have.length(1);
    expect(office.teams.look.refused).to.deep.equal([]);
  });

  it('hears what is written below the first, confirms it there, and follows its changes after a restart', async () => {
    await open();
    await office.dm(office.vera, QUESTION);
    const [first, second] = two();
    const { id: root } = first;
    const said = await office.say(office.ana, office.desk, 'Which floor?', { root });
    expect(asked().at(-1)).to.equal('Firstline: Ana Weber / Which floor?');
    expect(chain(first)).to.deep.equal(['Ana: Which floor?', 'Firstline: ✅ Which floor?']);
    expect(lineOf(office.teams, first).text).to.include('The case goes on in the other one');
    await office.say(office.ana, office.desk, '// a note', { root });
    await office.dm(office.vera, 'the third');
    expect(chain(second).at(-1)).to.equal('Firstline: Vera / the third');
    await office.stage.restart();
    office.teams.people.edit(said, 'Which floor is it?');
    await office.quiet();
    expect(asked().join('\n')).to.include('Ana Weber / Which floor is it?').and.not.to.include('a note');
    await office.say(office.ana, office.desk, 'I come at two', { root });
    expect(asked().at(-1)).to.equal('Firstline: Ana Weber / I come at two');
    await press(second, 'Resolve');
    expect(lineOf(office.teams, second).text).to.include('resolved');
  });

  it('hears a first reply below the first after a restart', async () => {
    await open();
    await office.dm(office.vera, QUESTION);
    await office.stage.restart();
    const [first] = two();
    await office.say(office.ana, office.desk, 'Which floor?', { root: first.id });
    expect(asked().at(-1)).to.equal('Firstline: Ana Weber / Which floor?');
  });

  it('hears a reply that comes before the second is made', async () => {
    await open({ fake: { timing: { redeliverMs: [0, 4_000] } } });
    office.teams.faults.add({ kind: 'error-500', route: CREATE });
    office.teams.people.dm(office.vera, QUESTION);
    while (posts().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const [first] = posts();
    await office.say(office.ana, office.desk, 'Which floor?', { root: first?.id ?? '' });
    expect(two()[0].id).to.equal(first?.id);
    expect(asked().at(-1)).to.equal('Firstline: Ana Weber / Which floor?');
  });

  it('in a language that is set so', async () => {
    await open({ language: 'zh' });
    await office.dm(office.liu, '我的椅子坏了，灯是蓝的');
    const [first] = two();
    expect(await press(first, '认领')).to.include('Teams 把这个帖子发了两次');
    expect(lineOf(office.teams, first).text).to.include('Teams 把这个帖子发了两次');
  });

  it('says that a reply is not sent where the case can be any of several, until a button was pressed', async () => {
    office = await openOffice();
    const { people, faults } = office.teams;
    const over = faults.add({ kind: 'accept-then-drop', route: CREATE, times: Number.POSITIVE_INFINITY });
    people.dm(office.vera, QUESTION);
    people.dm(office.liu, 'the green door hums');
    const titles = (): Set<string | undefined> =>
      new Set(posts().map((post) => /#\d+/.exec(lineOf(office.teams, post).text)?.[0]));
    await until(() => titles().size === 2);
    const first = posts().at(-1);
    if (!first) throw new Error('nothing was posted');
    over();
    await office.quiet();
    await office.say(office.ana, office.desk, 'Which floor?', { root: first.id });
    expect(chain(first).at(-1)).to.include('Not sent: Teams may have taken this post twice.');
    const everything = JSON.stringify(office.teams.look.transcripts());
    expect(everything).not.to.include('Ana Weber / Which floor?');
    await press(first, 'Claim');
    await office.say(office.ana, office.desk, 'Which door?', { root: first.id });
    const chats = [office.vera, office.liu].map((who) =>
      office.teams.look.transcript(office.teams.world.personal(who)).join('\n'),
    );
    expect(chats.filter((chat) => chat.includes('Ana Weber / Which door?'))).to.have.length(1);
    const title = /^#\d+ /.exec(lineOf(office.teams, first).text)?.[0] ?? '?';
    expect(chats.find((chat) => chat.includes('Which door?'))).to.include(title.trim());
  });

  it('leaves alone what people post beside the cases, at the same moment too', async () => {
    await open();
    const { people } = office.teams;
    people.dm(office.vera, QUESTION);
    // Between the two posts of the case.
    while (posts().length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    const lunch = people.say(office.ben, office.desk, 'lunch?');
    await office.quiet();
    await office.say(office.ana, office.desk, 'at noon', { root: lunch.id });
    expect(lineOf(office.teams, lunch)).to.include({ text: 'lunch?', edited: false });
    expect(chain(lunch)).to.deep.equal(['Ana: at noon']);
    expect(asked().join('\n')).not.to.include('at noon');
  });

  it('is pressed by nobody who is no staff', async () => {
    await open();
    await office.dm(office.vera, QUESTION);
    office.teams.people.join(office.gus, office.desk);
    await office.quiet();
    const [first, second] = two();
    const answer = await office.teams.interact.click(office.gus, first, 'Claim');
    await office.quiet();
    expect(JSON.stringify(answer.body)).to.include('Only members of the desk');
    expect(lineOf(office.teams, second).text).to.include('State: asked: Ana Weber');
  });
});
