import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ownTriage } from '../../knowledge/own-moods.js';
import { buildKnowledge } from '../../knowledge/search.js';
import { triage } from '../../knowledge/triage.js';
import { article } from '../support/office.js';

describe('moods that are learnt from the owner’s messages', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-moods-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function file(text: string): Promise<string> {
    const path = join(folder, `${Math.random()}.csv`);
    await writeFile(path, text);
    return path;
  }

  const things = ['order', 'parcel', 'bill', 'course', 'badge', 'desk', 'chair', 'ticket'];
  const rows = things.flatMap((thing) => [
    `so my ${thing} went walkabout,negative`,
    `the ${thing} has not come walkabout as usual,negative`,
    `where do I find my ${thing},neutral`,
    `how do I change the ${thing},neutral`,
    `the ${thing} is lovely,positive`,
  ]);

  it('are told as the file tells them; anger is told as before, and so is urgency', async () => {
    const own = await ownTriage(await file(`text,mood\n${rows.join('\n')}\n`));
    expect(triage('my phone went walkabout').mood).to.equal('calm');
    expect(own('my phone went walkabout')).to.include({ mood: 'upset', urgency: 'normal' });
    expect(own('my phone went walkabout').reasons.at(-1)).to.match(/^mood upset: learnt from .*\.csv$/);
    expect(own('my phone went walkabout, you useless idiots').mood).to.equal('angry');
    expect(own('how do I change the phone').mood).to.equal('calm');
    expect(own('the whole office is on fire').urgency).to.equal('critical');
    const knowledge = buildKnowledge([article('vpn', { en: ['vpn'] })], { triage: own });
    const question = { text: 'my vpn went walkabout', audiences: ['everyone'], starters: false };
    expect(knowledge.search(question).triage.mood).to.equal('upset');
  });

  it('are refused with the line where a label is none, and where there is nothing to tell apart', async () => {
    const failure = async (path: string): Promise<string> =>
      ownTriage(path).then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await failure(await file('text,mood\na,calm\nb,grumpy\n'))).to.match(
      /csv:3: "grumpy" is no mood\. Write one of calm, upset, angry/,
    );
    expect(await failure(await file('text,mood\na,calm\nb,calm\n'))).to.match(/has 1 labels/);
    expect(await failure(join(folder, 'nowhere.csv'))).to.match(/nowhere\.csv cannot be read/);
    const many = Array.from({ length: 3001 }, (_, i) => `text ${i},${i % 2 ? 'calm' : 'upset'}`);
    expect(await failure(await file(`text,mood\n${many.join('\n')}\n`))).to.match(
      /3001 texts, expected at most 3000/,
    );
  });

  it('are what is there by itself where no file is named', async () => {
    expect(await ownTriage(undefined)).to.equal(triage);
  });
});
