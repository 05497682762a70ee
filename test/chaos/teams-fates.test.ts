import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Office, openOffice, until } from '../adapters/teams/office.js';
import { Fates } from './teams-fates.js';

const ANSWER = 'POST conversations/{}/activities';
const POST = 'POST conversations';

describe('what a bot that died can know of its messages in Teams', function () {
  this.timeout(20_000);
  let office: Office;
  let dead: string;
  let fates: Fates;
  beforeEach(async () => {
    office = await openOffice();
    dead = join(office.stage.folder, 'dead');
    await mkdir(dead);
    fates = new Fates(office.teams, dead);
  });
  afterEach(() => office.close());

  const chat = (): string => office.teams.world.personal(office.vera);
  const last = (place: string) => {
    const message = office.teams.look.posted(place).at(-1);
    if (!message) throw new Error(`nothing stands in ${place}`);
    return message;
  };
  /** The folder as it is at this moment: what a death now would leave. */
  const die = async (): Promise<void> => {
    await rm(dead, { recursive: true });
    await cp(join(office.stage.folder, 'data'), dead, { recursive: true });
  };
  /** Asks; `then` is called when the message stands there, and its answer is not through yet. */
  const ask = async (
    text: string,
    route: string,
    place: string,
    then: () => Promise<void>,
  ): Promise<void> => {
    const { teams } = office;
    teams.faults.add({ kind: 'slow', route, ms: 1_500 });
    const before = teams.look.posted(place).length;
    teams.people.dm(office.vera, text);
    await until(() => teams.look.posted(place).length > before);
    await then();
    await office.quiet();
  };

  it('nothing, where it died before the answer was kept: the message will be said twice', async () => {
    await ask('how do I set up a scanner', ANSWER, chat(), die);
    await fates.buried();
    expect(fates.isUnknown(last(chat()))).to.equal(true);
    expect(fates.counts).to.deep.equal({
      'said twice: not answered': 0,
      'said twice: died before it was kept': 1,
    });
    expect(fates.needless).to.deep.equal([]);
  });

  it('nothing, where that is the post of a case', async () => {
    await ask('my chair squeaks and the lamp is blue', POST, office.desk, die);
    await fates.buried();
    expect(fates.isUnknown(last(office.desk))).to.equal(true);
  });

  it('all of it, where the answer was kept', async () => {
    await ask('how do I set up a scanner', ANSWER, chat(), async () => {});
    await die();
    await fates.buried();
    expect(fates.isUnknown(last(chat()))).to.equal(false);
    expect(fates.counts['said twice: died before it was kept']).to.equal(0);
  });

  it('is not excused for a message that its folder does not want to say', async () => {
    await die();
    await ask('how do I set up a scanner', ANSWER, chat(), async () => {});
    await fates.buried();
    expect(fates.isUnknown(last(chat()))).to.equal(false);
  });

  it('is read in the place of the first one, where it was said again', async () => {
    const { teams, vera } = office;
    const told = (): string[] =>
      teams.look
        .posted(chat())
        .filter((message) => !fates.isUnknown(message))
        .map((message) => fates.placed(message).id);
    await office.dm(vera, 'how do I set up a scanner'); // greeted
    const before = teams.look.posted(chat()).length;
    teams.faults.add({ kind: 'accept-then-502', route: ANSWER, times: 2 });
    await office.dm(vera, 'how do I set up a scanner');
    const [first, second, third, ...more] = teams.look.posted(chat()).slice(before);
    expect([second, third].map((each) => each?.text)).to.deep.equal([first?.text, first?.text]);
    expect(more).to.deep.equal([]);
    expect(told().slice(before)).to.deep.equal([first?.id]);
    await office.dm(vera, 'how do I set up a scanner');
    expect(told().slice(before), 'what is said later stands for itself').to.deep.equal([
      first?.id,
      last(chat()).id,
    ]);
  });
});
