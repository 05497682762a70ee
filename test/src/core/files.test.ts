import { Readable } from 'node:stream';
import { expect } from 'chai';
import {
  cleanName,
  DEFAULT_FILE_RULES,
  type FileRules,
  refusedUnseen,
  sizeInWords,
  typeOf,
} from '../../../src/core/file-rules.js';
import { admit } from '../../../src/core/intake.js';
import { openFiles } from '../../../src/store/files.js';
import { FailingDisk } from '../../support/disks.js';
import { freshFolder } from '../../support/folders.js';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

describe('the names of files', () => {
  const names: readonly (readonly [string, string])[] = [
    ['report.pdf', 'report.pdf'],
    ['截图 1.png', '截图 1.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\a.txt', 'a.txt'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\r\nContent-Type: text/html\u0000.txt', 'aContent-Type_ text/html.txt'.split('/').at(-1) ?? ''],
    ['a\u2028b.txt', 'ab.txt'],
    ['<img src=x>.png', '_img src=x_.png'],
    ['run.exe. . ', 'run.exe'],
    ['.htaccess', 'htaccess'],
    ['..', 'file'],
    ['', 'file'],
    ['\uD800.txt', 'txt'],
  ];
  for (const [name, clean] of names) {
    it(`${JSON.stringify(name)} becomes ${JSON.stringify(clean)}`, () => {
      expect(cleanName(name)).to.equal(clean);
    });
  }

  it('are cut to 120 characters, and keep their extension', () => {
    expect(cleanName(`${'😀'.repeat(500)}.jpeg`)).to.equal(`${'😀'.repeat(114)}….jpeg`);
    expect([...cleanName('x'.repeat(500))]).to.have.length(120);
  });
});

describe('what may cross', () => {
  const rules: FileRules = { ...DEFAULT_FILE_RULES, maxBytes: 1000, perMessage: 2 };
  const file = { name: 'a.txt', type: 'text/plain', size: 10 };

  it('is told by number, size and kind before a byte is read', () => {
    expect(refusedUnseen(file, 1, rules)).to.equal(undefined);
    expect(refusedUnseen(file, 2, rules)).to.equal('too-many');
    expect(refusedUnseen({ ...file, size: 1001 }, 0, rules)).to.equal('too-large');
    const named = (allowed: readonly string[]) =>
      refusedUnseen({ ...file, name: 'a.txt' }, 0, { ...rules, allowed });
    expect(named(['.pdf', '.csv'])).to.equal('type');
    expect(named(['.pdf', '.txt'])).to.equal(undefined);
    expect(named(['.pdf', 'image/*'])).to.equal(undefined); // its bytes may be a picture's
    for (const name of ['a.exe', 'A.EXE', 'letter.pdf.scr', 'x.jar', 'x.lnk'])
      expect(refusedUnseen({ ...file, name }, 0, rules), name).to.equal('type');
  });

  it('knows what bytes are, whatever they are called', () => {
    expect(typeOf(PNG, 'text/plain')).to.equal('image/png');
    expect(typeOf(Buffer.from('RIFF\0\0\0\0WEBPVP8 '), '')).to.equal('image/webp');
    expect(typeOf(Buffer.from('<html>'), 'image/png')).to.equal('application/octet-stream');
    expect(typeOf(Buffer.from('hello'), 'Text/Plain; charset=utf-8')).to.equal('text/plain');
    expect(typeOf(Buffer.from('hello'), 'text/plain\r\nx: y')).to.equal('application/octet-stream');
    expect(typeOf(Buffer.alloc(0), 'image/svg+xml')).to.equal('image/svg+xml');
  });

  it('sizes are said as people read them', () => {
    expect([10, 2048, 10 * 1024 * 1024, 1.5 * 1024 * 1024].map(sizeInWords)).to.deep.equal([
      '10 B',
      '2 KB',
      '10 MB',
      '1.5 MB',
    ]);
  });

  describe('at the door of the spool', () => {
    let folder: Awaited<ReturnType<typeof freshFolder>>;
    beforeEach(async () => {
      folder = await freshFolder();
    });
    afterEach(() => folder.dispose());

    const clock = { now: () => 1000 };
    const take = async (
      data: (string | Buffer)[] | Readable,
      options: { name?: string; type?: string; rules?: Partial<FileRules>; disk?: FailingDisk } = {},
    ) => {
      const { name = 'a.txt', type = 'text/plain', disk } = options;
      const files = await openFiles({ folder: folder.data, clock, ...(disk && { disk }) });
      const bytes = data instanceof Readable ? data : Readable.from(data.map((part) => Buffer.from(part)));
      const admitted = await admit(files, { ...rules, ...options.rules }, { bytes, name, type });
      expect(bytes.destroyed).to.equal(true);
      return admitted.kind === 'refused'
        ? admitted.why
        : admitted.kind === 'spooled'
          ? { name: admitted.file.name, type: admitted.file.type, size: admitted.file.size }
          : admitted.kind;
    };

    it('a file is taken under a safe name and its real type', async () => {
      expect(await take([PNG], { name: '../a.png', type: 'text/html' })).to.deep.equal({
        name: 'a.png',
        type: 'image/png',
        size: PNG.length,
      });
    });

    it('a type is told from bytes that come one by one', async () => {
      expect(await take(['M', 'Z', 'x'])).to.equal('type');
      expect(await take(['#', '!/bin/sh'])).to.equal('type');
    });

    it('more bytes than allowed are refused, however many were announced', async () => {
      expect(await take(['x'.repeat(600), 'x'.repeat(401)])).to.equal('too-large');
      const endless = Readable.from(
        (async function* () {
          for (;;) yield Buffer.alloc(100);
        })(),
      );
      expect(await take(endless)).to.equal('too-large');
    });

    it('nothing is no file', async () => {
      expect(await take([])).to.equal('empty');
    });

    it('of a list of what is allowed, the bytes decide', async () => {
      const allowed = { rules: { allowed: ['image/*', '.txt'] } };
      expect(await take([PNG], { name: 'a.bin', ...allowed })).to.have.property('type', 'image/png');
      expect(await take(['hello'], allowed)).to.have.property('name', 'a.txt');
      expect(await take(['hello'], { name: 'a.png', type: 'image/png', ...allowed })).to.equal('type');
    });

    it('a sender that goes away is told from a disk that is full', async () => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('half');
          throw new Error('gone');
        })(),
      );
      expect(await take(broken)).to.equal('broken');
      expect(await take(['hello'], { disk: new FailingDisk({ room: 3 }) })).to.equal('full');
      expect(await take(['hello'], { disk: new FailingDisk({ syncs: 0 }) })).to.equal('full');
    });
  });
});
