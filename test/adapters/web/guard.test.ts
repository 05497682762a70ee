import { expect } from 'chai';
import { Hono } from 'hono';
import { arrive, ORIGIN, openWeb, signIn, type WebHarness } from './harness.js';

const message = { id: '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a10', text: 'hello' };

describe('the door of the web', () => {
  let harness: WebHarness;
  beforeEach(async () => {
    harness = await openWeb();
  });

  describe('against other hosts', () => {
    const paths = [
      '/',
      '/desk',
      '/desk/sign-in',
      '/assets/base.css',
      '/api/chat/lines',
      '/api/desk/me',
      '/api/desk/nothing',
    ];
    for (const host of [
      'evil.example:3978',
      'localhost',
      'localhost:80',
      'localhost:3978.evil.example',
      '',
    ]) {
      it(`refuses the host “${host}” everywhere: a rebound name opens nothing`, async () => {
        const { browser } = await arrive(harness);
        for (const path of paths) {
          const response = await browser.send('GET', path, { headers: { host } });
          expect(response.status, path).to.equal(421);
          expect(await response.text(), path).to.include('web.origins');
        }
      });
    }

    it('refuses a rebound name that sends matching Host and Origin', async () => {
      const { browser } = await arrive(harness);
      const before = harness.events.length;
      const response = await browser.send('POST', '/api/chat/messages', {
        body: message,
        headers: { host: 'evil.example:3978', origin: 'http://evil.example:3978' },
      });
      expect(response.status).to.equal(421);
      expect(harness.events).to.have.lengthOf(before);
    });

    it('believes no X-Forwarded header', async () => {
      const response = await harness.browser().send('GET', '/', {
        headers: {
          host: 'evil.example',
          'x-forwarded-host': 'localhost:3978',
          forwarded: 'host=localhost:3978',
        },
      });
      expect(response.status).to.equal(421);
    });

    it('takes a host in capitals for what it is', async () => {
      const response = await harness.browser().send('GET', '/', { headers: { host: 'LocalHost:3978' } });
      expect(response.status).to.equal(200);
    });
  });

  describe('against other sites', () => {
    const cases: readonly (readonly [string, Record<string, string | undefined>])[] = [
      ['another origin', { origin: 'https://evil.example' }],
      ['the origin of another port', { origin: 'http://localhost:3979' }],
      ['the right host with another scheme', { origin: 'https://localhost:3978' }],
      ['no origin at all', { origin: undefined }],
      ['an opaque origin', { origin: 'null' }],
      ['the body of a form', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['the body of a form that is called text', { 'content-type': 'text/plain' }],
      ['no type', { 'content-type': undefined }],
      ['no header of our own', { 'x-firstline': undefined }],
      ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
      ['a fetch of another port', { 'sec-fetch-site': 'same-site' }],
    ];
    for (const [name, headers] of cases) {
      it(`refuses ${name}, and does nothing`, async () => {
        const { browser } = await arrive(harness);
        const staff = await signIn(harness);
        const before = harness.events.length;
        const chat = await browser.send('POST', '/api/chat/messages', { body: message, headers });
        const action = { id: message.id, action: 'pause', value: '', version: 0 };
        const desk = await staff.send('POST', '/api/desk/actions', { body: action, headers });
        expect([chat.status, desk.status]).to.deep.equal([403, 403]);
        expect(harness.events).to.have.lengthOf(before);
      });
    }

    it('refuses to be read by another site', async () => {
      const { browser } = await arrive(harness);
      for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
        expect((await browser.send('GET', '/api/chat/lines', { headers })).status).to.equal(403);
      }
    });

    it('opens a page that another site links to', async () => {
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
      expect((await harness.browser().send('GET', '/desk', { headers })).status).to.equal(200);
    });
  });

  it('sends the strict headers with everything, refusals and errors included', async () => {
    const browser = harness.browser();
    harness.store.lines = () => Promise.reject(new Error('broken'));
    const responses = [
      await browser.send('GET', '/'),
      await browser.send('GET', '/desk'),
      await browser.send('GET', '/assets/base.css'),
      await browser.send('GET', '/assets/nothing.js'),
      await browser.send('GET', '/api/desk/me'),
      await browser.send('GET', '/api/desk/nothing'),
      await browser.send('POST', '/api/chat/session'),
      await browser.send('GET', '/', { headers: { host: 'evil.example' } }),
    ];
    expect(responses.map(({ status }) => status)).to.deep.equal([200, 200, 200, 404, 401, 404, 503, 421]);
    for (const { headers, url } of responses) {
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, url).to.include("default-src 'none'").and.include("frame-ancestors 'none'");
      expect(policy, url).to.not.match(/unsafe|data:|\*/);
      expect(headers.get('x-content-type-options'), url).to.equal('nosniff');
      expect(headers.get('referrer-policy'), url).to.equal('no-referrer');
      expect(headers.get('access-control-allow-origin'), url).to.equal(null);
    }
  });

  it('says nothing of what went wrong inside', async () => {
    harness.store.lines = () => Promise.reject(new Error('/secret/path is gone'));
    const response = await harness.browser().send('POST', '/api/chat/session');
    expect(response.status).to.equal(503);
    expect(await response.text()).to.not.include('secret');
  });

  it('reads no body above its limit, and says so', async () => {
    const { browser } = await arrive(harness);
    const body = { ...message, text: 'x'.repeat(65 * 1024) };
    const response = await browser.send('POST', '/api/chat/messages', { body });
    expect(response.status).to.equal(413);
    expect(await response.json()).to.include({ error: 'too-large' });
  });

  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"id":"x","text":"hello"}',
    JSON.stringify({ ...message, text: ' \n ' }),
  ]) {
    it(`refuses the body ${JSON.stringify(body)} and names what is wrong`, async () => {
      const { browser } = await arrive(harness);
      const response = await browser.send('POST', '/api/chat/messages', { body });
      expect(response.status).to.equal(400);
      expect(await response.json()).to.have.property('error', 'invalid');
    });
  }

  it('serves its own files only', async () => {
    const browser = harness.browser();
    for (const name of ['..%2fweb.ts', '%2e%2e/web.ts', 'chat.ts', 'chat.html', '.', 'base.css%00.js']) {
      const response = await browser.send('GET', `/assets/${name}`);
      expect(response.status === 404 || new URL(response.url || ORIGIN).pathname === '/', name).to.equal(
        true,
      );
      expect(await response.text(), name).to.not.include('import');
    }
    const css = await browser.send('GET', '/assets/base.css');
    expect(css.headers.get('content-type')).to.equal('text/css; charset=utf-8');
    const again = await browser.send('GET', '/assets/base.css', {
      headers: { 'if-none-match': css.headers.get('etag') ?? '' },
    });
    expect(again.status).to.equal(304);
  });

  it('writes the title into pages as text', async () => {
    const page = await (await harness.browser().send('GET', '/')).text();
    expect(page).to.include('<title>Help &lt;desk&gt;</title>').and.not.include('<desk>');
  });

  it('has no inline script and no inline style', async () => {
    for (const path of ['/', '/desk', '/desk/sign-in']) {
      const page = await (await harness.browser().send('GET', path)).text();
      expect(page, path).to.not.match(/<script(?![^>]* src=)|<style|style=|\son[a-z]+=|javascript:/i);
    }
  });

  it('leaves paths of others alone, whatever their host', async () => {
    const app = new Hono();
    app.route('/', harness.web.routes);
    app.post('/slack/events', (c) => c.text('slack'));
    app.post('/api/messages', (c) => c.text('teams'));
    for (const path of ['/slack/events', '/api/messages']) {
      const response = await app.request(`http://bot.example${path}`, { method: 'POST' });
      expect(response.status, path).to.equal(200);
    }
  });

  it('serves neither page where it is switched off', async () => {
    const off = await openWeb({ chat: false, desk: false });
    for (const path of ['/', '/desk', '/desk/sign-in', '/api/chat/lines', '/api/desk/me']) {
      expect((await off.browser().send('GET', path)).status, path).to.equal(404);
    }
  });
});
