import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { FirstlineProcess } from './support/firstline-process.js';
import { freshFolder } from './support/folders.js';
import { json, LookupService, silence } from './support/lookup-service.js';
import { openOf } from './support/lookup-waiting.js';
import { officeFiles } from './support/lookup-world.js';
import { Browser } from './support/web-api.js';

describe('a lookup in the whole bot', function () {
  this.timeout(180_000);
  let service: LookupService;
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  let bot: FirstlineProcess;

  before(async () => {
    service = await LookupService.start();
    fresh = await freshFolder();
    const articles = join(fresh.root, 'articles');
    await mkdir(articles);
    for (const [file, text] of Object.entries(officeFiles(service.origin)))
      await writeFile(join(articles, file), text);
    await writeFile(
      join(fresh.root, 'firstline.yaml'),
      `knowledge: { folders: [./articles], starters: false, wrong: 0.2 }
lookups:
  timeout: 15s
  hosts:
    - origin: ${service.origin}
      headers: { Authorization: "Bearer {LOOKUP_CARD_TOKEN}" }
`,
    );
    await writeFile(join(fresh.root, '.env'), 'LOOKUP_CARD_TOKEN=s3cret-of-the-cards\nLOG_LEVEL=debug\n');
    bot = await FirstlineProcess.start({ folder: fresh.root, data: fresh.data });
  });
  after(async () => {
    await bot?.kill();
    await service.stop();
    await fresh.dispose();
  });

  it('is made again after kill -9 in the middle, and answered once; the secret is in no log and no file', async () => {
    const browser = new Browser(() => bot.port);
    await browser.json('POST', '/api/chat/session');
    const said = async (): Promise<string> => JSON.stringify(await browser.json('GET', '/api/chat/lines'));
    service.serve = silence;
    await browser.json('POST', '/api/chat/messages', { id: randomUUID(), text: 'what is my balance' });
    await openOf(service, 1);
    const before = bot.log;
    const { port } = bot; // the cookie is for it
    await bot.kill();
    service.serve = json({ balance: { amount: 12.5, currency: 'EUR' } });
    bot = await FirstlineProcess.start({ folder: fresh.root, data: fresh.data, port });
    for (let i = 0; i < 500 && !(await said()).includes('12.5'); i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { lines } = await browser.json<{ lines: readonly { voice?: string }[] }>('GET', '/api/chat/lines');
    const answers = lines.filter((line) => JSON.stringify(line).includes('12.5'));
    expect(answers, await said()).to.have.length(1);
    expect(service.calls.length).to.be.greaterThan(1);
    for (const call of service.calls)
      expect(call.headers.authorization).to.equal('Bearer s3cret-of-the-cards');
    const files = await readdir(fresh.data, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), 'utf8')),
    );
    for (const text of [before, bot.log, await said(), ...kept]) expect(text).not.to.include('s3cret');
    expect(`${before}${bot.log}`).to.include('looked up');
  });
});
