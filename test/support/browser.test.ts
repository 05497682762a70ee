import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { BROWSER_VARIABLE, launchBrowser } from './browser.js';

const PAGE = `<!doctype html><meta charset="utf-8"><title>browser</title>
<p id="english">waiting</p><p id="chinese">等待</p>
<script>
  document.querySelector('#english').textContent = 'Reset my password';
  document.querySelector('#chinese').textContent = '重置我的密码';
</script>`;

describe('the browser of the tests', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  before(async function () {
    this.timeout(120_000); // the first start after an install unpacks 200 MB
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await launchBrowser();
    page = await browser.newPage();
    // A TCP server's address is an object; only a pipe's is a string.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });

  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it('runs the script of a page that a local server sends, in both languages', async () => {
    expect(await page.textContent('#english')).to.equal('Reset my password');
    expect(await page.textContent('#chinese')).to.equal('重置我的密码');
  });

  for (const weight of ['normal', 'bold']) {
    it(`draws ${weight} Chinese characters, not the box of a missing glyph`, async () => {
      // U+E123 is for private use: no font of ours has a glyph for it.
      const [box, ...drawn] = await draw(page, weight, ['\u{E123}', '中', '文', '，', '碼']);
      expect(new Set([box, ...drawn])).to.have.lengthOf(5);
    });
  }
});

describe('a machine on which the browser cannot run', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'firstline-browser-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is told which platform the packaged browser needs and what to set', async () => {
    const message = await failure({ platform: 'darwin', arch: 'arm64', env: {} });
    expect(message)
      .to.include('linux x64')
      .and.include('darwin arm64')
      .and.include(`set ${BROWSER_VARIABLE}`);
  });

  it('is told when the variable names no file', async () => {
    const path = join(folder, 'absent');
    expect(await failureOf(path)).to.include(`${BROWSER_VARIABLE} names ${path}`);
  });

  it('is told the name of a missing library', async () => {
    const said = 'error while loading shared libraries: libnss3.so: cannot open shared object file';
    expect(await failureOf(await script(`echo "chrome: ${said}" >&2; exit 127`))).to.include(
      'lacks the library libnss3.so',
    );
  });

  it('is told when its C library is too old', async () => {
    const said = "/lib/libc.so.6: version 'GLIBC_2.34' not found (required by libnspr4.so)";
    expect(await failureOf(await script(`echo "chrome: ${said}" >&2; exit 1`))).to.include(
      'older than GLIBC_2.34',
    );
  });

  it('is told when the loader of the executable is absent', async () => {
    const path = join(folder, 'chrome');
    await writeFile(path, '#!/no/such/loader\n', { mode: 0o755 });
    expect(await failureOf(path)).to.include('no glibc loader');
  });

  it('is shown what the executable said, when the reason is another one', async () => {
    const message = await failureOf(await script('echo "the screen is on fire" >&2; exit 3'));
    expect(message).to.include('the screen is on fire').and.include(`Check that ${BROWSER_VARIABLE}`);
  });

  async function script(body: string): Promise<string> {
    const path = join(folder, 'chrome');
    await writeFile(path, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return path;
  }
});

function failureOf(path: string): Promise<string> {
  return failure({ platform: process.platform, arch: process.arch, env: { [BROWSER_VARIABLE]: path } });
}

async function failure(machine: Parameters<typeof launchBrowser>[0]): Promise<string> {
  const browser = await launchBrowser(machine).catch((error: unknown) => error);
  expect(browser).to.be.instanceOf(Error);
  return (browser as Error).message; // the line above saw that it is one
}

/** Draws each character on a canvas of its own and returns the pixels of each as one string. */
function draw(page: Page, weight: string, characters: string[]): Promise<string[]> {
  // A string, because the types of a page's world are not among those of the tests.
  return page.evaluate<string[]>(`${JSON.stringify(characters)}.map((character) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 64;
    const context = canvas.getContext('2d');
    context.font = '${weight} 40px sans-serif';
    context.fillText(character, 8, 48);
    return canvas.toDataURL();
  })`);
}
