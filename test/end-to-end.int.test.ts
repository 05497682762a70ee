import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { FirstlineProcess } from './support/firstline-process.js';
import { freshFolder } from './support/folders.js';
import { Pictures } from './support/pictures.js';

/** One flow, in two sets of words. */
interface Words {
  readonly language: string;
  readonly locale: string;
  /** A `firstline.yaml`; nothing is configured where there is none. */
  readonly yaml?: string;
  /** An article covers it. */
  readonly known: string;
  readonly article: string;
  readonly source: RegExp;
  readonly helped: string;
  readonly person: string;
  /** No article covers it. */
  readonly unknown: string;
  readonly receipt: (name: string, number: string) => RegExp;
  readonly signIn: RegExp;
  readonly asked: string;
  readonly why: string;
  readonly claim: string;
  readonly mine: string;
  readonly takenOver: (name: string) => string;
  readonly note: string;
  readonly reply: string;
  readonly edit: string;
  readonly betterReply: string;
  readonly unsent: string;
  readonly lost: RegExp;
  readonly askerDead: readonly [string, string];
  readonly staffDead: string;
  readonly resolve: string;
  readonly resolved: string;
  readonly closed: (number: string) => RegExp;
  readonly fourStars: string;
  readonly chose: (label: string) => string;
  readonly rated: string;
  readonly ratedAtDesk: string;
  readonly again: string;
  readonly openAgain: (number: string) => RegExp;
  readonly reopenedAtDesk: string;
  readonly history: string;
  readonly steps: readonly RegExp[];
}

const english: Words = {
  language: 'English',
  locale: 'en-GB',
  known: 'How do I reset my password?',
  article: 'Reset your password',
  source: /^From Reset your password\s· reviewed /,
  helped: 'That helped',
  person: 'Ask a person',
  unknown: 'The coffee machine hums in D minor. Who tunes it?',
  receipt: (name, number) =>
    new RegExp(`I am asking ${name}\\. Your question is with them as ${number}; the reply comes here\\.`),
  signIn: /^Sign in as (.+)$/,
  asked: 'Asking you',
  why: 'no article covers it',
  claim: 'Claim',
  mine: 'With you',
  takenOver: (name) => `${name} has taken over.`,
  note: 'D minor again: the pump runs dry, as in March.',
  reply: 'Thank you. Facilities is on the way; please leave it switched of.',
  edit: 'Edit',
  betterReply: 'Thank you. Facilities is on the way; please leave it switched off until then.',
  unsent: 'Not sent yet',
  lost: /^Connection lost\./,
  askerDead: ['It is off now. By the way, ', 'the one on the second floor has begun to whistle.'],
  staffDead: 'Somebody will be there before eleven.',
  resolve: 'Resolve',
  resolved: 'Resolved',
  closed: (number) => new RegExp(`${number} is closed\\. If something is missing, just reply here`),
  fourStars: '4 of 5 stars',
  chose: (label) => `You chose: ${label}`,
  rated: 'Thank you, noted.',
  ratedAtDesk: 'The asker rated this 4 of 5.',
  again: 'It hums again, now in E flat. Could you have another look?',
  openAgain: (number) => new RegExp(`${number} is open again, with everything said so far\\.`),
  reopenedAtDesk: 'Reopened: the asker replied.',
  history: 'History',
  steps: [/Opened$/, /Asked /, /Claimed by /, /Resolved by /, /Reopened$/, /Asked /],
};

const chinese: Words = {
  language: 'Chinese',
  locale: 'zh-CN',
  yaml: 'language: zh\ndesk:\n  language: zh\n',
  known: '密码忘了怎么办？',
  article: '重置密码',
  source: /^来源：重置密码\s· .+审阅$/,
  helped: '解决了',
  person: '找人工',
  unknown: '三楼的咖啡机一直嗡嗡响，归谁管？',
  receipt: (name, number) => new RegExp(`正在联系 ${name}。您的问题编号是 ${number}，回复会发到这里。`),
  signIn: /^以 (.+) 的身份登录$/,
  asked: '已通知您',
  why: '没有相关文章',
  claim: '认领',
  mine: '由您处理',
  takenOver: (name) => `${name} 已接手。`,
  note: '又是水泵缺水，三月也出过一次。',
  reply: '谢谢告知。后勤正在赶来，请先官掉它。',
  edit: '编辑',
  betterReply: '谢谢告知。后勤正在赶来，在此之前请先关掉它。',
  unsent: '尚未发出',
  lost: /^连接中断/,
  askerDead: ['已经关了。顺便说一下，', '二楼那台也开始发出哨声了。'],
  staffDead: '十一点前会有人到。',
  resolve: '结束',
  resolved: '已结束',
  closed: (number) => new RegExp(`${number} 已结束。如果还有问题，.+直接在这里回复即可`),
  fourStars: '4 星（满分 5 星）',
  chose: (label) => `您选择了：${label}`,
  rated: '谢谢，已记录。',
  ratedAtDesk: '提问者评分：4/5。',
  again: '又开始嗡嗡响了，能再看一下吗？',
  openAgain: (number) => new RegExp(`${number} 已重新打开，之前的内容都在。`),
  reopenedAtDesk: '提问者回复了，已重新打开。',
  history: '处理记录',
  steps: [/已创建$/, /已通知 /, /已认领$/, /已结束$/, /重新打开$/, /已通知 /],
};

describe('the whole job, from the command line to the browser', () => {
  let browser: Browser;
  let fresh: Awaited<ReturnType<typeof freshFolder>>;
  let server: FirstlineProcess | undefined;
  let taking: Pictures | undefined;
  /** What the browser complained about; `expected` while the server is dead. */
  let complaints: string[];
  let dead: boolean;

  before(async function () {
    this.timeout(120_000); // the first start after an install unpacks the browser
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  beforeEach(async () => {
    fresh = await freshFolder();
    complaints = [];
    dead = false;
    taking = undefined;
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await server?.kill();
    server = undefined;
    await fresh.dispose();
  });

  /** What is needed to find out why it failed, in the report itself. */
  async function explained(error: unknown): Promise<Error> {
    const shots = await taking?.ofFailure().catch(String);
    const parts = [
      error instanceof Error ? error.message : String(error),
      `Pictures: ${shots}`,
      `The browser's console:\n${complaints.join('\n')}`,
      server?.log,
    ];
    return new Error(parts.join('\n'), { cause: error });
  }

  async function open(words: Words): Promise<Page> {
    const context = await browser.newContext({
      locale: words.locale,
      timezoneId: 'Europe/Lisbon',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (dead && /Failed to load resource: net::ERR_|net::ERR_INCOMPLETE_CHUNKED/.test(message.text()))
        return;
      if (message.type() !== 'log') complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`error: ${error.stack}`));
    return page;
  }

  for (const words of [english, chinese]) {
    it(`runs in ${words.language}: ask, answer, hand off, reply, and a SIGKILL in between loses nothing`, async function () {
      this.timeout(60_000);
      await run(words).catch(async (error) => {
        throw await explained(error);
      });
    });
  }

  async function run(words: Words): Promise<void> {
    if (words.yaml !== undefined) await writeFile(join(fresh.root, 'firstline.yaml'), words.yaml);
    server = await FirstlineProcess.start({ folder: fresh.root, data: fresh.data });
    const { chatUrl, port } = server;
    const asker = await open(words);
    const staff = await open(words);
    const pictures = new Pictures(words.locale.slice(0, 2), { chat: asker, desk: staff });
    taking = pictures;

    // The asker arrives and asks what an article covers.
    await asker.goto(chatUrl);
    await asker.waitForSelector('.line.bot');
    expect(await asker.title()).to.equal('Firstline');
    await pictures.take('welcome', 'chat');
    await asker.getByRole('button', { name: words.known }).click(); // offered in the trial
    const answer = asker.locator('.line.bot', { hasText: words.article });
    await answer.locator('.source').waitFor();
    await asker.locator('#tries').waitFor({ state: 'hidden' });
    expect(await answer.locator('.source').innerText()).to.match(words.source);
    expect(await answer.locator('.buttons button').allInnerTexts()).to.deep.equal([
      words.helped,
      words.person,
    ]);
    await pictures.take('answer', 'chat');
    await answer.getByRole('button', { name: words.helped }).click();
    await answer.getByText(words.chose(words.helped)).waitFor();

    // They ask what no article covers: there is a receipt.
    await write(asker, words.unknown);
    const receipt = asker.locator('.line.system').last();
    await receipt.waitFor();
    await pictures.take('receipt', 'chat');

    // The desk opens by the link that was printed.
    await staff.goto(server.signInLink);
    const enter = staff.locator('#way button');
    await enter.waitFor();
    const person = words.signIn.exec(await enter.innerText())?.[1] ?? '';
    await pictures.take('sign-in', 'desk');
    await enter.click();
    const listed = staff.locator('.list li', { hasText: words.unknown });
    await listed.waitFor();
    await listed.getByText(words.asked).waitFor();
    const number = (await listed.locator('.number').innerText()).trim();
    expect(await receipt.innerText()).to.match(words.receipt(person, number));
    await staff.waitForFunction('document.title === "(1) Firstline"');
    await pictures.take('list', 'desk');
    await listed.click();
    const opening = staff.locator('.line.opening');
    await opening.getByText(words.why).waitFor();
    expect(await opening.innerText())
      .to.include(words.known)
      .and.to.include(words.unknown);
    await pictures.take('case', 'desk');

    // The conversation was read: it is folded, and stays so. Claim, a note, a reply.
    await opening.locator('summary').click();
    await staff.getByRole('button', { name: words.claim, exact: true }).click();
    await staff.locator('#case-header').getByText(words.mine).waitFor();
    await asker.locator('.line.system', { hasText: words.takenOver(person) }).waitFor();
    await write(staff, `// ${words.note}`);
    await staff.locator('.line.note', { hasText: words.note }).waitFor();
    expect(await opening.locator('details').getAttribute('open')).to.equal(null);
    await asker.evaluate(LOOK_AWAY);
    await write(staff, words.reply);
    await staff.locator('.line.staff', { hasText: words.reply }).locator('.fate.done').waitFor();
    await asker.locator('.line.staff', { hasText: words.reply }).waitFor();
    expect(await asker.title()).to.equal('(•) Firstline');
    await asker.evaluate(LOOK_BACK);
    expect(await asker.title()).to.equal('Firstline');
    expect(await asker.locator('.line.staff .who').first().innerText()).to.include(person);
    await staff.waitForFunction('document.title === "Firstline"');

    // The reply had a mistake: its copy at the asker follows the correction.
    const sent = staff.locator('.line.staff', { hasText: words.reply });
    await sent.hover();
    await sent.getByRole('button', { name: words.edit }).click();
    expect(await staff.inputValue('#box')).to.equal(words.reply);
    await pictures.take('editing', 'desk');
    await write(staff, words.betterReply);
    await asker.locator('.line.staff', { hasText: words.betterReply }).waitFor();
    await staff.locator('.line.staff', { hasText: words.betterReply }).waitFor();
    await staff.mouse.move(0, 0);
    await pictures.take('replied', 'chat', 'desk');
    if (words === english) await pictures.sideBySide();

    // The server is killed while the asker writes; both send while it is dead.
    await asker.locator('#box').pressSequentially(words.askerDead[0]);
    dead = true;
    await server.kill();
    await asker.locator('#box').pressSequentially(words.askerDead[1]);
    await asker.press('#box', 'Enter');
    await write(staff, words.staffDead);
    await asker.locator('#unsent').getByText(words.unsent).waitFor();
    await staff.locator('#unsent').getByText(words.unsent).waitFor();
    for (const page of [asker, staff]) await page.locator('#lost', { hasText: words.lost }).waitFor();
    await pictures.take('server dead', 'chat', 'desk');

    // It comes back; the pages find out by themselves.
    const marks = await Promise.all([asker, staff].map((page) => page.evaluate(MARK)));
    server = await FirstlineProcess.start({ folder: fresh.root, data: fresh.data, port });
    const late = words.askerDead.join('');
    await asker.locator('#log .line.staff', { hasText: words.staffDead }).waitFor({ timeout: 20_000 });
    await staff.locator('#log .line.asker', { hasText: late }).waitFor({ timeout: 20_000 });
    await staff.locator('.line.staff', { hasText: words.staffDead }).locator('.fate.done').waitFor();
    for (const page of [asker, staff]) {
      await page.locator('#lost:empty').waitFor({ state: 'attached' });
      await page.locator('#unsent:empty').waitFor({ state: 'attached' });
    }
    dead = false;
    expect(await Promise.all([asker, staff].map((page) => page.evaluate(READ_MARK)))).to.deep.equal(marks);
    expect(await bubbles(asker, 'asker')).to.deep.equal([words.known, words.unknown, late]);
    expect(await bubbles(asker, 'staff')).to.deep.equal([words.betterReply, words.staffDead]);
    expect(await bubbles(staff, 'asker')).to.deep.equal([late]);
    expect(await bubbles(staff, 'staff')).to.deep.equal([words.betterReply, words.staffDead]);
    expect(await asker.locator('#log').innerText()).not.to.include(words.note);
    await pictures.take('back', 'chat', 'desk');

    // Resolve and rate.
    await staff.getByRole('button', { name: words.resolve, exact: true }).click();
    await staff.locator('#case-header').getByText(words.resolved, { exact: true }).waitFor();
    const closed = asker.locator('.line.system', { hasText: words.closed(number) });
    await closed.waitFor();
    await pictures.take('resolved', 'chat', 'desk');
    await closed.getByRole('button', { name: words.fourStars }).click();
    await closed.getByText(words.chose(words.fourStars)).waitFor();
    await asker.getByText(words.rated).first().waitFor();
    await staff.locator('.line.system', { hasText: words.ratedAtDesk }).waitFor();
    await pictures.take('rated', 'chat', 'desk');

    // The asker replies: the case is open again, with its history.
    await write(asker, words.again);
    await asker.locator('.line.system', { hasText: words.openAgain(number) }).waitFor();
    await staff.locator('.line.asker', { hasText: words.again }).waitFor();
    await staff.locator('.line.system', { hasText: words.reopenedAtDesk }).waitFor();
    await staff.locator('#case-header').getByText(words.asked).waitFor();
    await staff.waitForFunction('document.title === "(1) Firstline"');
    await staff.getByRole('button', { name: words.history }).click();
    const steps = await staff.locator('.history li span').allInnerTexts();
    expect(steps).to.have.lengthOf(words.steps.length);
    for (const [index, step] of words.steps.entries()) expect(steps[index]).to.match(step);
    expect(await bubbles(staff, 'note')).to.deep.equal([words.note]);
    expect(await bubbles(asker, 'asker')).to.deep.equal([words.known, words.unknown, late, words.again]);
    await pictures.take('reopened', 'chat', 'desk');

    expect(complaints).to.deep.equal([]);
    const stopped = await server.stop();
    expect(stopped.code).to.equal(0);
    expect(stopped.ms).to.be.below(5_000);
  }
});

/** Gone after a reload. */
const MARK = 'window.mark = Math.random()';
const READ_MARK = 'window.mark';

/** The asker looks at another tab, which the browser of a test does not notice by itself. */
const LOOK_AWAY = `Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'))`;
const LOOK_BACK = "delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))";

/** Writes into the composer of a page and sends it. */
async function write(page: Page, text: string): Promise<void> {
  await page.fill('#box', text);
  await page.press('#box', 'Enter');
}

/** What one side said, in the order of the page. */
function bubbles(page: Page, voice: 'asker' | 'staff' | 'note'): Promise<string[]> {
  return page.locator(`.log .line.${voice} .bubble`).allInnerTexts();
}
