import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { markdown, plain } from '../../../src/core/content.js';
import { placeStream } from '../../../src/core/line.js';
import { launchBrowser } from '../../support/browser.js';
import { Stage, write } from './stage.js';

const HOSTILE =
  '<img src=x onerror="document.title=1">**[x](javascript:alert(1))** <script>document.title=2</script>';

describe('the chat in a browser', () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;

  before(async function () {
    this.timeout(120_000); // the first start after an install unpacks the browser
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  beforeEach(async () => {
    stage = await Stage.open(browser);
    page = await stage.tab();
  });
  afterEach(() => stage.close());

  it('greets, takes a question, and shows the answer with its buttons', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello, ask me anything.');
    await write(page, 'Where is it?');
    await page.waitForSelector('.line.bot >> text=You wrote: 12 letters.');
    await page.waitForSelector('role=button[name="That helped"]');
    expect(await page.inputValue('#box')).to.equal('');
    expect(await page.locator('.line.asker').count()).to.equal(1);
  });

  it('opens where the system names its language in a way that is no language tag', async () => {
    await page.addInitScript("Object.defineProperty(navigator, 'language', { value: 'en-US@posix' })");
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello, ask me anything.');
    await write(page, 'Where is it?');
    await page.waitForSelector('.line.bot >> text=You wrote: 12 letters.');
  });

  it('keeps a message that could not be saved, over a reload, and sends it once it can', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    stage.harness.door = () => Promise.reject(new Error('the disk is full'));
    await write(page, 'Do not lose me');
    await page.waitForSelector('text=Not sent yet');
    await page.reload();
    await page.waitForSelector('text=Do not lose me');
    await page.waitForSelector('text=Not sent yet');
    stage.harness.door = stage.answer;
    await page.click('role=button[name="Retry"]');
    await page.waitForSelector('text=You wrote: 14 letters.');
    expect(await page.locator('text=Not sent yet').count()).to.equal(0);
    expect(await page.locator('.line.asker').count()).to.equal(1);
    expect(stage.written).to.have.lengthOf(1);
  });

  it('says that the connection is lost, and shows what it missed once it is back', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await stage.hide();
    await page.waitForSelector('text=Connection lost');
    await write(page, 'Written in the dark');
    await page.waitForSelector('text=Not sent yet');
    const [join] = stage.harness.events;
    if (!join) throw new Error('nobody joined');
    await stage.addLine(placeStream(join.place), { content: plain('Said in the dark') });
    await stage.serve();
    await page.waitForSelector('text=Said in the dark', { timeout: 20_000 });
    await page.waitForSelector('text=You wrote: 19 letters.', { timeout: 20_000 });
    await page.waitForSelector('text=Connection lost', { state: 'detached' });
    expect(stage.written).to.have.lengthOf(1);
  }).timeout(60_000);

  it('goes on as a new visitor where the session is gone, and sends what was being written', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await page.context().clearCookies();
    await write(page, 'Who am I?');
    await page.waitForSelector('text=You wrote: 9 letters.');
    expect(stage.written).to.deep.equal(['Who am I?']);
    expect(stage.harness.events.filter(({ kind }) => kind === 'join')).to.have.lengthOf(2);
    expect(await page.locator('.line.asker').count()).to.equal(1);
  });

  it('does not send again and again what is too long, and gives it back to be shortened', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await page.evaluate(`document.getElementById('box').removeAttribute('maxlength')`);
    await write(page, '长'.repeat(30_000));
    await page.waitForSelector('text=This is too long to send');
    expect(await page.locator('role=button[name="Retry"]').count()).to.equal(0);
    await page.click('.unsent >> text=Edit');
    expect((await page.inputValue('#box')).length).to.equal(30_000);
    expect(await page.locator('.unsent li').count()).to.equal(0);
    expect(stage.written).to.deep.equal([]);
  });

  it('does not send while characters are being chosen', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await page.focus('#box');
    const input = await page.context().newCDPSession(page);
    await input.send('Input.imeSetComposition', { text: 'ni hao', selectionStart: 6, selectionEnd: 6 });
    // What browsers send for the Enter that confirms a composition.
    await page.evaluate(`document.getElementById('box').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))`);
    await input.send('Input.insertText', { text: '你好' });
    await page.waitForTimeout(150);
    expect(stage.written).to.have.lengthOf(0);
    expect(await page.inputValue('#box')).to.equal('你好');
    await page.press('#box', 'Shift+Enter');
    expect(await page.inputValue('#box')).to.equal('你好\n');
    await page.press('#box', 'Enter');
    await page.waitForSelector('text=You wrote: 2 letters.');
  });

  it('draws hostile words letter by letter, in every part of a line', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    const [join] = stage.harness.events;
    if (!join) throw new Error('nobody joined');
    await stage.addLine(placeStream(join.place), {
      content: markdown(HOSTILE, {
        title: HOSTILE,
        source: { title: HOSTILE, url: 'javascript:alert(1)', reviewed: HOSTILE },
        fields: [{ label: HOSTILE, value: HOSTILE }],
        quotes: [{ who: HOSTILE, at: 1, text: HOSTILE }],
        buttons: [{ action: 'helped', label: HOSTILE, value: 'x', version: 1 }],
      }),
    });
    await page.waitForSelector('.quotes');
    await write(page, HOSTILE);
    await page.waitForSelector('.line.asker');
    expect(await page.locator('.log img, .log script, .log [onerror]').count()).to.equal(0);
    expect(await page.locator('a[href^="javascript"]').count()).to.equal(0);
    expect(await page.title()).to.equal('Firstline');
    expect(await page.textContent('.line.asker .plain')).to.equal(HOSTILE);
  });

  it('goes on in another browser by link, after asking', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await write(page, 'Remember me');
    await page.waitForSelector('text=You wrote: 11 letters.');
    await page.click('role=button[name="Copy link to this conversation"]');
    await page.waitForSelector('text=Link copied');
    const link = await page.evaluate<string>('navigator.clipboard.readText()');
    const other = await stage.tab({ locale: 'zh-CN' });
    await other.goto(link);
    await other.waitForSelector('text=继续之前的对话？');
    expect(other.url()).to.equal(stage.url('/'));
    await other.click('role=button[name="继续"]');
    await other.waitForSelector('text=Remember me');
    await other.reload();
    await other.waitForSelector('text=Remember me');
  });

  it('can be worked with the keyboard alone, and names what it shows', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    await write(page, 'Hello');
    await page.waitForSelector('role=button[name="That helped"]');
    for (let press = 0; press < 30; press += 1) {
      await page.keyboard.press('Shift+Tab');
      if ((await page.evaluate('document.activeElement.textContent')) === 'That helped') break;
    }
    await page.keyboard.press('Enter');
    await stage.until(() => stage.harness.events.some(({ kind }) => kind === 'action'));
    expect(await page.evaluate('document.activeElement.textContent')).to.equal('That helped');
    await page.waitForSelector('role=log[name="Conversation"]');
    await page.waitForSelector('role=textbox[name="Write a message"]');
    const unnamed = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('button, a, input, textarea')]
      .filter((one) => one.offsetParent && !(one.innerText || one.ariaLabel || one.labels?.length))
      .map((one) => one.outerHTML)`);
    expect(unnamed).to.deep.equal([]);
  });

  it('takes a comment in a form in the place of its button, and says there what is wrong with it', async () => {
    await page.goto(stage.url('/'));
    await page.waitForSelector('text=Hello');
    const [join] = stage.harness.events;
    if (!join) throw new Error('nobody joined');
    const buttons = [{ action: 'comment', label: 'Add a comment', value: '1', version: 3 }];
    await stage.addLine(placeStream(join.place), { content: markdown('Thank you, noted.', { buttons }) });
    const heard: unknown[] = [];
    stage.harness.door = async (event) => {
      if (event.kind !== 'action') return stage.answer(event);
      heard.push(event.fields);
      const wrong = { kind: 'errors', fields: { comment: 'Please write something, or cancel.' } } as const;
      return { outcome: 'done', ...(event.fields?.comment === '' && { reply: wrong }) };
    };
    await page.click('role=button[name="Add a comment"]');
    await page.click('role=button[name="Cancel"]');
    await page.click('role=button[name="Add a comment"]');
    await page.click('form.comment >> role=button[name="Send"]');
    await page.waitForSelector('role=alert >> text=Please write something');
    expect(await page.locator('form.comment textarea:focus').count()).to.equal(1);
    await page.keyboard.type('It took *three* days');
    await page.click('form.comment >> role=button[name="Send"]');
    await page.waitForSelector('form.comment:not([aria-busy])');
    expect(heard).to.deep.equal([{ comment: '' }, { comment: 'It took *three* days' }]);
  });

  it('keeps what is written before it is connected, over a reload too', async () => {
    const slow = await stage.tab();
    let connect: () => void = () => undefined;
    const connected = new Promise<void>((resolve) => {
      connect = resolve;
    });
    await slow.route('**/api/**', async (route) => {
      await connected;
      await route.continue();
    });
    await slow.goto(stage.url('/'));
    await slow.fill('#box', 'half a que');
    await slow.reload();
    connect();
    await slow.waitForSelector('role=textbox[name="Write a message"]');
    await slow.waitForFunction("sessionStorage.getItem('firstline-draft') === null");
    expect(await slow.inputValue('#box')).to.equal('half a que');
    await slow.fill('#box', 'half a question');
    await slow.reload();
    await slow.waitForFunction("document.querySelector('#box').value === 'half a question'");
  });

  it('speaks the language of the browser, and the other one at a press', async () => {
    const zh = await stage.tab({ locale: 'zh-CN' });
    await zh.goto(stage.url('/'));
    await zh.waitForSelector('role=textbox[name="输入消息"]');
    expect(await zh.getAttribute('html', 'lang')).to.equal('zh-CN');
    await zh.fill('#box', '还没写完');
    await zh.click('text=English');
    await zh.waitForSelector('role=textbox[name="Write a message"]');
    expect(await zh.inputValue('#box')).to.equal('还没写完');
  });
});
