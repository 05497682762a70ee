import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { casePlace } from '../../../adapters/web/places.js';
import { markdown, plain } from '../../../src/core/content.js';
import { caseStream } from '../../../src/core/line.js';
import { launchBrowser } from '../../support/browser.js';
import { Stage, write } from './stage.js';

describe('the desk in a browser', () => {
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

  async function openCase(number: number, question: string): Promise<void> {
    const key = `case/${number}` as const;
    const version = (await stage.harness.store.read([key])).get(key)?.version ?? 0;
    await stage.harness.store.commit({
      records: [
        {
          key,
          version,
          value: {
            number,
            state: 'pinged',
            revision: 1,
            openedAt: stage.harness.now,
            asker: {
              key: 'web:v',
              id: 'v',
              name: 'Vera',
              platform: 'web',
              place: 'web:visitors/v',
              language: 'en',
              earlier: 0,
            },
            reason: 'no-article',
            question,
            tried: [],
            thread: 'k',
            threadPlace: casePlace(number),
            lines: 1,
            pinged: ['ana'],
            everybody: false,
            waitingSince: stage.harness.now,
            reopened: 0,
            timeline: [{ at: stage.harness.now, what: 'opened' }],
          },
        },
      ],
      lines: [],
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });
    const fields = [{ label: 'Asker', value: 'Vera' }];
    await stage.addLine(caseStream(number), {
      voice: 'system',
      content: plain(question, { title: `#${number}`, fields }),
    });
  }

  async function signIn(tab: Page, person: string): Promise<void> {
    await tab.goto(stage.harness.web.signInLink(person));
    await tab.click('#way button');
    await tab.waitForURL(stage.url('/desk'));
    await tab.waitForSelector('#panes:not([hidden])');
  }

  it('asks who is there, and lets a person in with their link, once', async () => {
    await page.goto(stage.url('/desk'));
    await page.waitForSelector('text=You are not signed in');
    const link = stage.harness.web.signInLink('ana');
    await page.goto(link);
    await page.waitForSelector('role=button[name="Sign in as Ana"]');
    await page.click('#way button');
    await page.waitForSelector('text=Signed in as Ana');
    const other = await stage.tab();
    await other.goto(link);
    await other.click('#way button');
    await other.waitForSelector('text=This link was used before');
    await page.click('role=button[name="Sign out"]');
    await page.waitForSelector('text=You are not signed in');
  });

  it('shows a new case by itself, opens it, and sends a reply and a note', async () => {
    await signIn(page, 'ana');
    await page.waitForSelector('text=No open cases');
    await openCase(1042, 'Where is my badge?');
    await page.waitForSelector('.list >> text=Where is my badge?');
    await stage.until(async () => (await page.title()) === '(1) Firstline');
    await page.click('.list >> text=Where is my badge?');
    await page.waitForSelector('.line.opening >> text=Where is my badge?');
    await write(page, 'At the front desk.');
    await page.waitForSelector('.line.staff .fate.done');
    await page.click('role=button[name="Note"]');
    await write(page, 'Third time this week.');
    await page.waitForSelector('.line.note >> text=Third time this week.');
    await stage.until(() => stage.written.length === 2); // a page shows what it sends before it has arrived
    expect(stage.written).to.deep.equal(['At the front desk.', '// Third time this week.']);
  });

  it('shows an article that was sent so that all of it can be read', async () => {
    await openCase(1042, 'Where is my badge?');
    await stage.addLine(caseStream(1042), {
      voice: 'staff',
      author: { id: 'ana', name: 'Ana' },
      content: markdown('1. See [the desk](https://example.com).', {
        title: 'Badges',
        source: { title: 'Badges', url: 'https://example.com', reviewed: '2026-09-15' },
      }),
    });
    await signIn(page, 'ana');
    await page.click('.list >> text=Where is my badge?');
    await page.waitForSelector('.line.staff .source');
    const colours = await page.evaluate<string[]>(`
      const bubble = document.querySelector('.line.staff .bubble');
      [...new Set([bubble, ...bubble.querySelectorAll('*')].flatMap((part) =>
        [getComputedStyle(part).color, getComputedStyle(part, '::marker').color]))]`);
    expect(colours).to.have.length(1);
  });

  it('shows that a reply is a note before it is sent', async () => {
    await openCase(1042, 'Where is my badge?');
    await signIn(page, 'ana');
    await page.click('.list >> text=Where is my badge?');
    await page.fill('#box', '// only for us');
    await page.waitForSelector('role=button[name="Note"][pressed]');
    await page.fill('#box', 'for them');
    await page.waitForSelector('role=button[name="Reply"][pressed]');
  });

  it('keeps a reply half written when another case is looked at', async () => {
    await openCase(1042, 'Where is my badge?');
    await openCase(1043, 'Who has the key?');
    await signIn(page, 'ana');
    await page.click('.list >> text=Where is my badge?');
    await page.fill('#box', 'half a rep');
    await page.click('.list >> text=Who has the key?');
    await page.waitForSelector('.line.opening >> text=Who has the key?');
    expect(await page.inputValue('#box')).to.equal('');
    await page.click('.list >> text=Where is my badge?');
    await page.waitForSelector('.line.opening >> text=Where is my badge?');
    expect(await page.inputValue('#box')).to.equal('half a rep');
  });

  for (const [locale, width] of [
    ['en-GB', 360],
    ['zh-CN', 360],
    ['en-GB', 1280],
    ['zh-CN', 768],
  ] as const) {
    it(`fits a window of ${width} pixels in ${locale}, and nothing of it is cut off`, async () => {
      await openCase(1042, `Where is ${'averyveryverylongword'.repeat(8)} 在哪里？`);
      const narrow = await stage.tab({ locale, viewport: { width, height: 720 } });
      await signIn(narrow, 'ana');
      await narrow.click('.list a');
      await narrow.waitForSelector('.line.opening');
      const views = { '/desk#1042': '.line.opening', '/desk': '.list a', '/': '.line.bot' };
      for (const [path, something] of Object.entries(views)) {
        await narrow.goto(stage.url(path));
        await narrow.waitForSelector(something);
        const [shown, wanted] = await narrow.evaluate<[number, number]>(
          '[document.documentElement.clientWidth, document.documentElement.scrollWidth]',
        );
        expect(wanted, path).to.equal(shown);
        const outside = await narrow.evaluate<string[]>(`[...document.querySelectorAll('button, a, textarea')]
          .filter((one) => one.offsetParent && one.getBoundingClientRect().width > 2)
          .filter((one) => { const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth; })
          .map((one) => one.outerHTML)`);
        expect(outside, path).to.deep.equal([]);
      }
    });
  }
});
