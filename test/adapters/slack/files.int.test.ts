import { expect } from 'chai';
import { SCOPES } from '../../../adapters/slack/manifest.js';
import type { FaultKind } from '../../support/slack/surface.js';
import { type Office, openOffice } from './office.js';

const PICTURE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2_000, 7)]);
const LATE = 'the coffee machine sings';

describe('files between an asker and the staff, both in Slack', () => {
  let office: Office;
  const yaml = 'files: { max-size: 0.01, per-message: 3, timeout: 2s }';

  /** A case of Vera's that Ana has claimed. */
  async function open(
    options: { readonly language?: 'en' | 'zh'; readonly yaml?: string } = {},
  ): Promise<void> {
    office = await openOffice({ yaml, ...options });
    await office.dm(office.vera, LATE);
    await office.press(office.ana, office.desk, options.language === 'zh' ? '认领' : 'Claim');
  }
  afterEach(() => office.close());

  const dmLines = (): readonly string[] => {
    const { slack, vera } = office;
    return slack.look.transcript(slack.workspace.dm(vera));
  };
  const askerSends = async (
    text: string,
    ...files: { name: string; data: Buffer | string }[]
  ): Promise<void> => {
    office.slack.people.say(office.vera, office.slack.workspace.dm(office.vera), text, { files });
    await office.quiet();
  };
  const staffSends = async (
    text: string,
    ...files: { name: string; data: Buffer | string }[]
  ): Promise<void> => {
    const { slack, ana, desk } = office;
    slack.people.say(ana, desk, text, { thread: office.opening(1).ts, files });
    await office.quiet();
  };
  /** The bytes of the files that the bot sent into a channel, by name. */
  const bytesIn = (channel: string): Record<string, Buffer> => {
    const { look } = office.slack;
    const files = look.posted(channel).flatMap((message) => message.files);
    return Object.fromEntries(files.map(({ id, name }) => [name, look.file(id)]));
  };

  it('crosses to the desk and to the asker, into the thread and below its words', async () => {
    await open();
    await askerSends(
      'this is how it looks',
      { name: 'chair.png', data: PICTURE },
      { name: 'log.txt', data: 'x' },
    );
    expect(office.thread(1).slice(-2)).to.deep.equal([
      'Vera: this is how it looks',
      'Firstline:  <chair.png> <log.txt>',
    ]);
    expect(bytesIn(office.desk)['chair.png']).to.deep.equal(PICTURE);
    await staffSends('do it like this', { name: 'guide.pdf', data: '%PDF-1.7' });
    expect(dmLines().slice(-2)).to.deep.equal(['Ana Weber: do it like this', 'Firstline:  <guide.pdf>']);
    expect(bytesIn(office.slack.workspace.dm(office.vera))['guide.pdf']?.toString()).to.equal('%PDF-1.7');
  });

  it('goes with its words where the writer deletes them, on both sides, and nothing else goes', async () => {
    await open();
    const { slack, ana, vera, desk } = office;
    await askerSends('look', { name: 'a.txt', data: 'a' });
    await askerSends('and again', { name: 'a.txt', data: 'a' });
    await staffSends('like this', { name: 'guide.pdf', data: '%PDF-1.7' });
    const [first] = slack.look.messages(slack.workspace.dm(vera)).filter(({ text }) => text === 'look');
    const written = slack.look.messages(desk).find(({ text, user }) => text === 'like this' && user === ana);
    if (!first || !written) throw new Error('nothing was said');
    slack.people.delete(first);
    slack.people.delete(written);
    await office.quiet();
    const withFiles = (lines: readonly string[]) => lines.filter((line) => /^Firstline: {2}</.test(line));
    expect(withFiles(office.thread(1))).to.deep.equal(['Firstline:  <a.txt>']);
    expect(office.thread(1).at(-3)).to.equal('Vera: and again');
    expect(withFiles(dmLines())).to.deep.equal([]);
  });

  it('crosses without a word, named', async () => {
    await open();
    await askerSends('', { name: 'chair.png', data: PICTURE });
    expect(office.thread(1).slice(-2)).to.deep.equal(['Vera: 📎 chair.png', 'Firstline:  <chair.png>']);
  });

  it('what came with the question that opens a case is in the thread of the case', async () => {
    office = await openOffice({ yaml });
    await askerSends(LATE, { name: 'chair.png', data: PICTURE });
    expect(office.thread(1)).to.include('Firstline:  <chair.png>');
  });

  it('what cannot cross is named on both sides with the reason, and its words cross', async () => {
    await open();
    await askerSends(
      'look',
      { name: 'big.png', data: Buffer.concat([PICTURE, Buffer.alloc(20_000)]) },
      { name: 'tool.exe', data: 'MZ' },
      { name: 'sly.txt', data: Buffer.from('MZ\u0000\u0000') },
      { name: 'fourth.txt', data: 'x' },
    );
    const reasons =
      '“big.png” (larger than 10 KB), “tool.exe” (files of this kind are not passed on), ' +
      '“sly.txt” (files of this kind are not passed on), “fourth.txt” (more than 3 files in one message).';
    expect(office.thread(1).slice(-2)).to.deep.equal([
      'Vera: look',
      `Firstline: Something that belongs to the message above could not be passed on: ${reasons}`,
    ]);
    expect(dmLines().at(-1)).to.equal(
      `Firstline: Not passed on, so the other side does not have it: ${reasons}`,
    );
  });

  it('a member of the staff is told in the language of the desk, the asker in theirs', async () => {
    await open({ language: 'zh' });
    await staffSends('试试这个', { name: 'tool.exe', data: 'MZ' });
    expect(office.thread(1).at(-1)).to.equal(
      'Firstline: 没有转达，对方看不到：文件“tool.exe”（不转达这种类型的文件）。',
    );
    expect(dmLines().slice(-2)).to.deep.equal([
      'Ana Weber: 试试这个',
      'Firstline: Something that belongs to the message above could not be passed on: “tool.exe” (files of this kind are not passed on).',
    ]);
  });

  it('a deleted file is named as gone', async () => {
    await open();
    const { slack } = office;
    slack.faults.add({ method: 'files.info', kind: { error: 'file_deleted' } });
    await askerSends('look', { name: 'a.txt', data: 'a' });
    expect(office.thread(1).at(-1)).to.contain('“a.txt” (it is no longer there)');
  });

  it('an app without the permission to read files passes on the words', async () => {
    await open();
    const { slack } = office;
    slack.workspace.setScopes([...SCOPES].filter((scope) => scope !== 'files:read'));
    await askerSends('look', { name: 'a.txt', data: 'a' });
    expect(office.thread(1).slice(-2)[0]).to.equal('Vera: look');
    expect(office.thread(1).at(-1)).to.contain('“a.txt” (one of the two platforms does not allow it)');
  });

  it('an app without the permission to write files passes on the words', async () => {
    await open();
    office.slack.workspace.setScopes([...SCOPES].filter((scope) => scope !== 'files:write'));
    await askerSends('look', { name: 'a.txt', data: 'a' });
    expect(office.thread(1).slice(-2)[0]).to.equal('Vera: look');
    expect(office.thread(1).at(-1)).to.contain('“a.txt” (one of the two platforms does not allow it)');
  });

  const passing: readonly [string, FaultKind][] = [
    ['download', 'drop'],
    ['download', 'slow'],
    ['download', 'error-500'],
    ['files.info', 'error-500'],
    ['files.getUploadURLExternal', 'error-500'],
    ['upload', 'drop'],
    ['upload', 'accept-then-500'],
    ['files.completeUploadExternal', 'error-500'],
    ['files.completeUploadExternal', 'accept-then-drop'],
  ];
  for (const [method, kind] of passing) {
    it(`${String(kind)} at ${method} is got over: the words once, the file once`, async () => {
      await open();
      office.slack.faults.add({ method, kind });
      await askerSends('look', { name: 'a.txt', data: 'a' });
      const thread = office.thread(1);
      expect(thread.filter((line) => line === 'Vera: look')).to.have.length(1);
      expect(thread.filter((line) => line.includes('<a.txt>'))).to.have.length(1);
      expect(thread.filter((line) => line.includes('could not be passed on'))).to.deep.equal([]);
    });
  }

  it('a file that never comes is given up, and its words go', async () => {
    await open();
    office.slack.faults.add({ method: 'download', kind: 'drop', times: Number.POSITIVE_INFINITY });
    await askerSends('look', { name: 'a.txt', data: 'a' });
    expect(office.thread(1).slice(-2)[0]).to.equal('Vera: look');
    expect(office.thread(1).at(-1)).to.contain('“a.txt” (it could not be fetched)');
  });

  it('a file comes along where a message calls the bot only after it was changed', async () => {
    office = await openOffice({ yaml });
    const { slack, vera, general } = office;
    const said = slack.people.say(vera, general, LATE, { files: [{ name: 'chair.png', data: PICTURE }] });
    await office.quiet();
    slack.people.edit(said, `<@${slack.botUser}> ${LATE}`);
    await office.quiet();
    expect(office.thread(1)).to.include('Firstline:  <chair.png>');
  });

  it('hostile names arrive as harmless ones', async () => {
    await open();
    await askerSends(
      'look',
      { name: '../../etc/\u202Efdp.txt', data: 'a' },
      { name: `${'长'.repeat(500)}.txt`, data: 'b' },
    );
    const names = Object.keys(bytesIn(office.desk));
    expect(names[0]).to.equal('fdp.txt');
    expect([...(names[1] ?? '')]).to.have.length(120);
    expect(names[1]).to.match(/^长+….txt$/);
  });
});
