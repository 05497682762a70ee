import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { type Firstline, loadConfig, sections, startFirstline } from '../main.js';
import { silentLog } from '../src/core/ports/ambient.js';
import { launchBrowser } from './support/browser.js';
import { Pictures } from './support/pictures.js';

const UNKNOWN = 'The coffee machine hums in D minor. Who tunes it?';

describe('files in a browser, between the chat and the desk', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;
  let firstline: Firstline;
  let asker: Page;
  let staff: Page;
  let picture: Buffer;
  const complaints: string[] = [];

  before(async function () {
    this.timeout(120_000); // the first start after an install unpacks the browser
    browser = await launchBrowser();
    const canvas = await browser.newPage({ viewport: { width: 480, height: 320 } });
    await canvas.setContent('<body style="background:linear-gradient(135deg,#e8b04a,#0b6e63)">');
    picture = await canvas.screenshot();
    await canvas.close();
  });
  after(() => browser?.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-files-'));
    const values = { files: { 'max-size': 0.5, 'per-message': 4 } };
    const config = await loadConfig({ values, env: { PORT: '0', DATA_DIR: folder }, sections });
    firstline = await startFirstline({ config, log: silentLog });
    asker = await open('en-GB');
    await asker.goto(`http://localhost:${firstline.port}/`);
    await asker.waitForSelector('.line.bot');
    staff = await open('zh-CN');
  });
  afterEach(async () => {
    await asker.context().close();
    await staff.context().close();
    await firstline.stop();
    await rm(folder, { recursive: true, force: true });
    expect(complaints.filter((text) => /policy|PAGE/i.test(text))).to.deep.equal([]);
  });

  async function open(locale: string): Promise<Page> {
    const context = await browser.newContext({ locale, viewport: { width: 1280, height: 800 } });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(`PAGE ${error.stack}`));
    return page;
  }

  /** A case of the asker's, open at the desk. */
  async function openCase(): Promise<void> {
    await asker.fill('#box', UNKNOWN);
    await asker.press('#box', 'Enter');
    await asker.waitForSelector('text=Your question is with them');
    await staff.goto(firstline.signInLink('sam'));
    await staff.click('#way button');
    await staff.locator('.list li', { hasText: UNKNOWN }).click();
    await staff.waitForSelector('.line.opening');
  }
  const attach = (
    page: Page,
    ...files: { name: string; mimeType: string; buffer: Buffer }[]
  ): Promise<void> => page.setInputFiles('input[type=file]', files);
  const png = (name = '咖啡机.png') => ({ name, mimeType: 'image/png', buffer: picture });
  const text = (name: string, size = 1_500) => ({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.alloc(size, 'a'),
  });
  /** Whether the last picture of the page has been loaded and drawn. In words, since Node knows no documents. */
  const DRAWN = `[...document.querySelectorAll('.files img')].at(-1)?.naturalWidth > 0`;

  /** Waits until something holds in a page, whose policy lets it evaluate nothing by itself. */
  async function until(page: Page, holds: string): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await page.evaluate(holds)) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    expect.fail(`it did not become true: ${holds}`);
  }

  it('pictures are shown, other files can be saved, and both cross both ways', async () => {
    await openCase();
    const pictures = new Pictures('files', { chat: asker, desk: staff });
    await attach(
      asker,
      png(),
      text('a very long name of a log file that does not fit into a narrow window at all.log'),
    );
    await asker.fill('#box', 'This is the machine.');
    await asker.waitForSelector('#send:not([disabled])');
    await pictures.take('attached', 'chat');
    await asker.press('#box', 'Enter');
    for (const page of [asker, staff]) {
      await page.waitForSelector('.files img');
      await until(page, DRAWN);
    }
    const [download] = await Promise.all([staff.waitForEvent('download'), staff.click('.files a[download]')]);
    expect(download.suggestedFilename()).to.match(/^a very long name of a log file.+\.log$/);

    await attach(staff, png('plan.png'));
    await staff.waitForSelector('#send:not([disabled])');
    await staff.click('#send');
    await asker.waitForSelector('.line.staff .files img');
    expect(await asker.locator('.line.staff .plain').count()).to.equal(0);
    await asker.reload();
    await asker.waitForSelector('.line.staff .files img');
    await pictures.take('crossed', 'chat', 'desk');
  });

  it('a note keeps its file at the desk', async () => {
    await openCase();
    await staff.click('#modes button >> nth=1');
    await attach(staff, text('internal.txt'));
    await staff.waitForSelector('#send:not([disabled])');
    await staff.click('#send');
    await staff.waitForSelector('.line.note .files a');
    expect(await asker.locator('.files').count()).to.equal(0);
  });

  it('what is not taken says why, and can be removed before the rest is sent', async () => {
    const pictures = new Pictures('refused', { chat: asker, desk: staff });
    await attach(asker, text('large.txt', 700_000), text('run.exe'), text('fine.txt'), text('empty.txt', 0));
    await asker.waitForSelector('.attached .wrong >> text=larger than 0.5 MB');
    await asker.waitForSelector('.attached .wrong >> text=this kind is not allowed');
    await asker.waitForSelector('.attached .wrong >> text=the file is empty');
    await pictures.take('refused', 'chat');
    expect(await asker.isDisabled('#send')).to.equal(true);
    for (const name of ['large.txt', 'run.exe', 'empty.txt'])
      await asker.click(`role=button[name="Remove ${name}"]`);
    await asker.waitForSelector('#send:not([disabled])');
    await attach(asker, text('2'), text('3'), text('4'), text('5'));
    await asker.waitForSelector('text=At most 4 files go with one message.');
    expect(await asker.locator('.attached li').count()).to.equal(4);
  });

  it('files can be dropped and pasted', async () => {
    await asker.evaluate(`{
      const carried = new DataTransfer();
      carried.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
      for (const type of ['dragenter', 'dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
      const pasted = new DataTransfer();
      pasted.items.add(new File(['pasted'], 'image.png', { type: 'image/png' }));
      const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: pasted });
      document.getElementById('box').dispatchEvent(event);
    }`);
    await until(asker, `document.querySelectorAll('.attached li:not(:has(progress))').length === 2`);
    expect(await asker.locator('.attached .label').allTextContents()).to.deep.equal([
      'dropped.txt',
      'image.png',
    ]);
    expect(await asker.isVisible('.drop')).to.equal(false);
  });

  it('an upload that fails says so; one that is removed is given up', async () => {
    await asker.route('**/api/chat/files', (route) => route.abort());
    await attach(asker, text('lost.txt'));
    await asker.waitForSelector('.attached .wrong >> text=not uploaded, please try again');
    await asker.unroute('**/api/chat/files');
    await asker.click('role=button[name="Remove lost.txt"]');
    await asker.route('**/api/chat/files', () => {}); // never answered
    await attach(asker, { name: 'slow.bin', mimeType: '', buffer: randomBytes(100_000) });
    await asker.waitForSelector('.attached progress');
    expect(await asker.isDisabled('#send')).to.equal(true);
    await asker.click('role=button[name="Remove slow.bin"]');
    expect(await asker.locator('.attached li').count()).to.equal(0);
  });
});
