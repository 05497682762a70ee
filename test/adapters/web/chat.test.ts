import { expect } from 'chai';
import type { WireLines } from '../../../adapters/web/page/wire.js';
import { visitorPlace } from '../../../adapters/web/places.js';
import { markdown, plain } from '../../../src/core/content.js';
import { type Line, placeStream } from '../../../src/core/line.js';
import { arrive, frames, openWeb, tokenOf, type WebHarness } from './harness.js';

const ids = [1, 2, 3, 4].map((n) => `6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a0${n}`);
const [first = '', second = ''] = ids;

describe('the chat', () => {
  let harness: WebHarness;
  beforeEach(async () => {
    harness = await openWeb();
  });

  async function addLine(visitor: string, n: number, line: Partial<Line>): Promise<void> {
    const stream = placeStream(visitorPlace(visitor));
    const full: Line = { at: 1, voice: 'bot', content: plain(`line ${n}`), state: 'delivered', ...line };
    await harness.store.commit({
      records: [],
      lines: [{ kind: 'add', stream, n, line: full }],
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });
  }

  const own = (visitor: string, text: string, message: string): Partial<Line> => ({
    voice: 'asker',
    author: { id: visitor, name: 'Visitor' },
    content: plain(text),
    state: 'received',
    message,
  });

  describe('a visitor', () => {
    it('gets a cookie that no script reads, for a year, and joins once', async () => {
      const browser = harness.browser();
      const response = await browser.send('POST', '/api/chat/session', {
        body: { zone: 'Asia/Shanghai', locale: 'zh' },
      });
      const cookie = response.headers.getSetCookie()[0] ?? '';
      expect(cookie).to.match(/^firstline-visitor-3978=[\w-]{43};/);
      expect(cookie).to.include('HttpOnly').and.include('SameSite=Strict').and.include('Max-Age=31536000');
      const { visitor } = (await response.json()) as { visitor: string };
      expect(harness.events).to.have.lengthOf(1);
      expect(harness.events[0]).to.deep.include({
        kind: 'join',
        id: `web:v/${visitor}/join`,
        place: visitorPlace(visitor),
        author: { id: visitor, name: `Visitor ${visitor.slice(-4)}`, zone: 'Asia/Shanghai', locale: 'zh' },
      });
      await addLine(visitor, 0, {});
      await browser.json('POST', '/api/chat/session');
      expect(harness.events).to.have.lengthOf(1);
    });

    it('gets a cookie for HTTPS alone where the page is served over HTTPS', async () => {
      const secure = await openWeb({ origins: () => ['https://help.example.com'] });
      const response = await secure.browser().send('POST', '/api/chat/session', {
        headers: { host: 'help.example.com', origin: 'https://help.example.com' },
      });
      const cookie = response.headers.getSetCookie()[0] ?? '';
      expect(cookie)
        .to.match(/^__Host-firstline-visitor=/)
        .and.include('Secure')
        .and.include('Path=/');
      expect(cookie).to.not.include('Domain');
    });

    it('leaves nothing in the store from which the cookie could be made', async () => {
      const { browser, visitor } = await arrive(harness);
      const [token = ''] = browser.cookies.values();
      const stored = JSON.stringify([
        ...harness.store.keys,
        ...(await harness.store.read(harness.store.keys)),
      ]);
      expect(stored).to.include(visitor).and.not.include(token);
      expect(token).to.not.include(visitor);
    });

    it('is the same person when the browser comes back, and a stranger after a year away', async () => {
      const { browser, visitor } = await arrive(harness);
      harness.now += 364 * 86_400_000;
      expect(await browser.json('POST', '/api/chat/session')).to.include({ visitor });
      harness.now += 364 * 86_400_000; // prolonged by the visit
      expect(await browser.json('POST', '/api/chat/session')).to.include({ visitor });
      harness.now += 366 * 86_400_000;
      expect(await browser.json('POST', '/api/chat/session')).to.not.include({ visitor });
    });

    it('is greeted after all, where the first attempt could not be saved', async () => {
      const browser = harness.browser();
      harness.door = () => Promise.reject(new Error('stopping'));
      const refused = await browser.send('POST', '/api/chat/session');
      expect(refused.status).to.equal(503);
      expect(refused.headers.get('retry-after')).to.equal('2');
      harness.door = async () => ({ outcome: 'done' });
      await browser.json('POST', '/api/chat/session');
      expect(harness.events.map(({ kind }) => kind)).to.deep.equal(['join']);
      expect(harness.store.keys).to.have.lengthOf(1);
    });

    it('takes nonsense about zone and language for nothing said', async () => {
      const browser = harness.browser();
      await browser.json('POST', '/api/chat/session', { zone: 'Mars/Olympus', locale: '<b>' });
      expect(harness.events[0]).to.have.property('author').that.has.all.keys('id', 'name');
    });
  });

  describe('what a visitor does', () => {
    it('reaches the engine, private and addressed', async () => {
      const { browser, visitor } = await arrive(harness);
      const text = '  <script>alert(1)</script>\n你好 ';
      await browser.json('POST', '/api/chat/messages', { id: first, text, zone: 'UTC', locale: 'zh' });
      expect(harness.events.at(-1)).to.deep.equal({
        kind: 'message',
        id: `web:v/${visitor}/m/${first}`,
        at: harness.now,
        place: visitorPlace(visitor),
        author: { id: visitor, name: `Visitor ${visitor.slice(-4)}`, zone: 'UTC', locale: 'zh' },
        message: first,
        text,
        addressed: true,
        private: true,
      });
    });

    it('is refused with 503 and a time to come back while it cannot be saved', async () => {
      const { browser } = await arrive(harness);
      harness.door = () => Promise.reject(new Error('the disk is full'));
      const response = await browser.send('POST', '/api/chat/messages', {
        body: { id: first, text: 'hello' },
      });
      expect(response.status).to.equal(503);
      expect(response.headers.get('retry-after')).to.equal('2');
      expect(await response.json()).to.include({ error: 'unavailable' });
    });

    it('is told what the engine replies', async () => {
      const { browser } = await arrive(harness);
      const press = { id: first, action: 'helped', value: 'k1', version: 3, message: 'k1' };
      harness.door = async () => ({ outcome: 'done', reply: { kind: 'notice', text: 'That was over.' } });
      expect(await browser.json('POST', '/api/chat/actions', press)).to.deep.equal({
        reply: { kind: 'notice', text: 'That was over.' },
      });
      harness.door = async () => ({
        outcome: 'duplicate',
        reply: { kind: 'card', content: markdown('**yes**') },
      });
      const { reply } = await browser.json<{ reply: { line: { html: string } } }>(
        'POST',
        '/api/chat/actions',
        press,
      );
      expect(reply.line.html).to.equal('<p><strong>yes</strong></p>');
    });

    it('may be changed and taken back by its writer', async () => {
      const { browser, visitor } = await arrive(harness);
      await addLine(visitor, 0, own(visitor, 'my passwrd', first));
      await browser.json('PUT', `/api/chat/messages/${first}`, { revision: second, text: 'my password' });
      expect(harness.events.at(-1)).to.include({
        kind: 'edit',
        id: `web:v/${visitor}/m/${first}/e/${second}`,
        message: first,
        text: 'my password',
      });
      await browser.json('DELETE', `/api/chat/messages/${first}`);
      expect(harness.events.at(-1)).to.include({ kind: 'delete', id: `web:v/${visitor}/m/${first}/d` });
    });

    it('cannot change what the bot or the staff have said', async () => {
      const { browser, visitor } = await arrive(harness);
      await addLine(visitor, 0, { voice: 'bot', message: 'k1' });
      await addLine(visitor, 1, { voice: 'staff', message: 'k2', author: { id: visitor, name: 'x' } });
      const before = harness.events.length;
      for (const id of ['k1', 'k2', 'nothing']) {
        const edit = { revision: second, text: 'send money' };
        expect((await browser.send('PUT', `/api/chat/messages/${id}`, { body: edit })).status).to.equal(404);
        expect((await browser.send('DELETE', `/api/chat/messages/${id}`)).status).to.equal(404);
      }
      expect(harness.events).to.have.lengthOf(before);
    });

    for (const action of ['claim', 'resolve', 'retry', 'pause', 'nonsense']) {
      it(`cannot be to press “${action}”`, async () => {
        const { browser } = await arrive(harness);
        const before = harness.events.length;
        const press = { id: first, action, value: '1042', version: 1 };
        const { status } = await browser.send('POST', '/api/chat/actions', { body: press });
        expect(status).to.be.oneOf([400, 403]);
        expect(harness.events).to.have.lengthOf(before);
      });
    }

    it('is slowed down politely when it is too much', async () => {
      harness = await openWeb({ limits: { writes: { burst: 3, perMinute: 60 } } });
      const { browser } = await arrive(harness);
      const statuses: number[] = [];
      for (const id of ids) {
        statuses.push(
          (await browser.send('POST', '/api/chat/messages', { body: { id, text: 'hello' } })).status,
        );
      }
      expect(statuses).to.deep.equal([200, 200, 200, 429]);
      const response = await browser.send('POST', '/api/chat/messages', { body: { id: first, text: 'x' } });
      expect(response.headers.get('retry-after')).to.equal('1');
      const other = await arrive(harness);
      await other.browser.json('POST', '/api/chat/messages', { id: first, text: 'not my fault' });
      harness.now += 1_000;
      await browser.json('POST', '/api/chat/messages', { id: first, text: 'slower' });
    });

    it('cannot fill the store with new visitors', async () => {
      harness = await openWeb({ limits: { sessions: { burst: 3, perMinute: 1 } } });
      const statuses: number[] = [];
      for (let n = 0; n < 5; n += 1) {
        statuses.push((await harness.browser().send('POST', '/api/chat/session')).status);
      }
      expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
      expect(harness.store.keys).to.have.lengthOf(3);
    });

    it('cannot fill the store from the many addresses of one IPv6 network, nor speak for another network', async () => {
      harness = await openWeb({ limits: { sessions: { burst: 2, perMinute: 1 } } });
      const arrives = async (address: string): Promise<number> => {
        const browser = harness.browser();
        browser.address = address;
        return (await browser.send('POST', '/api/chat/session')).status;
      };
      const one = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'];
      expect(await Promise.all(one.map(arrives))).to.deep.equal([200, 200, 429, 429]);
      const others = ['2001:db8:1:3::1', '2001:db8:1::2', '::1', '::ffff:192.0.2.1', '::ffff:192.0.2.2'];
      expect(await Promise.all(others.map(arrives))).to.deep.equal([200, 200, 200, 200, 200]);
    });
  });

  describe('one visitor', () => {
    it('never sees what another one says', async () => {
      const vera = await arrive(harness);
      const mallory = await arrive(harness);
      await addLine(vera.visitor, 0, own(vera.visitor, 'my secret', first));
      const lines = await mallory.browser.json<WireLines>('GET', '/api/chat/lines');
      expect(lines.lines).to.deep.equal([]);
      const edit = { revision: second, text: 'mine now' };
      const { status } = await mallory.browser.send('PUT', `/api/chat/messages/${first}`, { body: edit });
      expect(status).to.equal(404);
    });

    it('opens nothing by guessing: ids, hashes, other people’s cookies', async () => {
      const { browser, visitor } = await arrive(harness);
      await addLine(visitor, 0, own(visitor, 'my secret', first));
      const [key = ''] = harness.store.keys;
      const [token = ''] = browser.cookies.values();
      const staff = harness.browser();
      await staff.json('POST', '/api/desk/sign-in', { token: tokenOf(harness.web.signInLink('ana')) });
      const guesses = [
        visitor,
        key,
        key.slice('session/'.length),
        token.slice(0, -1),
        `${token}A`,
        '',
        '__proto__',
      ];
      for (const guess of [...guesses, ...staff.cookies.values()]) {
        const thief = harness.browser();
        thief.cookies.set('firstline-visitor-3978', guess);
        expect((await thief.send('GET', '/api/chat/lines')).status, guess).to.equal(401);
        expect((await thief.send('GET', '/api/chat/events')).status, guess).to.equal(401);
        expect((await thief.send('POST', '/api/chat/link')).status, guess).to.equal(401);
        const resumed = await thief.send('POST', '/api/chat/session', { body: { resume: guess } });
        if (guess !== '') expect(resumed.status, guess).to.equal(403);
      }
    });

    it('goes on in another browser with their own link, and only if they want to', async () => {
      const { browser, visitor } = await arrive(harness);
      const { link } = await browser.json<{ link: string }>('POST', '/api/chat/link');
      expect(await browser.json('POST', '/api/chat/link')).to.deep.equal({ link });
      const resume = tokenOf(link).replace('resume=', '');
      expect([...browser.cookies.values()]).to.not.include(resume);
      const other = await arrive(harness);
      expect(await browser.json('POST', '/api/chat/resume', { resume })).to.deep.equal({ same: true });
      expect(await other.browser.json('POST', '/api/chat/resume', { resume })).to.deep.equal({ same: false });
      expect(await other.browser.json('POST', '/api/chat/session')).to.include({ visitor: other.visitor });
      expect(await other.browser.json('POST', '/api/chat/session', { resume })).to.include({ visitor });
      await addLine(visitor, 0, own(visitor, 'still here', first));
      const { lines } = await other.browser.json<WireLines>('GET', '/api/chat/lines');
      expect(lines.map(({ text }) => text)).to.deep.equal(['still here']);
    });

    it('has a link that another key would not have made', async () => {
      const { browser } = await arrive(harness);
      const { link } = await browser.json<{ link: string }>('POST', '/api/chat/link');
      expect(tokenOf(link)).to.match(/^resume=[\w-]{43}$/);
    });
  });

  describe('the page', () => {
    it('gets lines as they are safe to draw, and never a note', async () => {
      const { browser, visitor } = await arrive(harness);
      await addLine(visitor, 0, own(visitor, '**<b>me</b>**', first));
      await addLine(visitor, 1, { content: markdown('**bold** <img src=x onerror=alert(1)>') });
      await addLine(visitor, 2, { voice: 'note', content: plain('do not tell them'), state: 'received' });
      await addLine(visitor, 3, { voice: 'staff', content: plain('on its way'), state: 'pending' });
      await addLine(visitor, 4, { content: plain('taken back'), state: 'withdrawn' });
      const { lines, seq, reset } = await browser.json<WireLines>('GET', '/api/chat/lines');
      expect(lines[0]).to.include({ text: '**<b>me</b>**' }).and.not.have.property('html');
      expect(lines[1]?.html).to.equal('<p><strong>bold</strong> &lt;img src=x onerror=alert(1)&gt;</p>');
      expect(JSON.stringify(lines)).to.not.match(/do not tell|on its way|taken back/);
      expect({ reset, n: lines.map(({ n }) => n) }).to.deep.equal({ reset: true, n: [0, 1, 3, 4] });
      expect(seq).to.equal(lines.at(-1)?.seq);
    });

    it('hears of what is new, and after a break of what it missed, each thing once', async () => {
      const { browser, visitor } = await arrive(harness);
      await addLine(visitor, 0, {});
      const response = await browser.send('GET', '/api/chat/events');
      expect(response.headers.get('content-type')).to.match(/^text\/event-stream/);
      const heard = frames(response);
      const one = (await heard.next()).value;
      expect(one?.data).to.have.property('reset', true);
      const news = heard.next();
      await addLine(visitor, 1, {});
      const two = (await news).value;
      const fresh = two?.data as WireLines | undefined;
      expect(fresh?.lines.map(({ n }) => n)).to.deep.equal([1]);
      await heard.return(undefined);

      await addLine(visitor, 2, {});
      await addLine(visitor, 3, {});
      const again = frames(
        await browser.send('GET', '/api/chat/events', { headers: { 'last-event-id': two?.id } }),
      );
      const missed = (await again.next()).value?.data as WireLines;
      expect(missed.reset).to.equal(false);
      expect(missed.lines.map(({ n }) => n)).to.deep.equal([2, 3]);
      await again.return(undefined);
      const asked = await browser.json<WireLines>('GET', `/api/chat/lines?since=${missed.seq}`);
      expect(asked).to.deep.equal({ reset: false, lines: [], seq: missed.seq });
    });

    it('gets earlier lines when it asks for them', async () => {
      const { browser, visitor } = await arrive(harness);
      for (let n = 0; n < 130; n += 1) await addLine(visitor, n, {});
      const { lines } = await browser.json<WireLines>('GET', '/api/chat/lines');
      expect(lines.map(({ n }) => n)).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 30));
      const earlier = await browser.json<WireLines>('GET', '/api/chat/lines?before=30');
      expect(earlier.lines.map(({ n }) => n)).to.deep.equal(Array.from({ length: 30 }, (_, n) => n));
    });

    it('begins anew after very many changes', async () => {
      const { browser, visitor } = await arrive(harness);
      for (let n = 0; n < 600; n += 1) await addLine(visitor, n, {});
      const { reset, lines } = await browser.json<WireLines>('GET', '/api/chat/lines?since=1');
      expect({ reset, last: lines.at(-1)?.n, count: lines.length }).to.deep.equal({
        reset: true,
        last: 599,
        count: 100,
      });
    });

    it('has at most four live connections for a visitor, and can still ask', async () => {
      const { browser } = await arrive(harness);
      const open = await Promise.all([1, 2, 3, 4].map(() => browser.send('GET', '/api/chat/events')));
      const fifth = await browser.send('GET', '/api/chat/events');
      expect(fifth.status).to.equal(429);
      await browser.json('GET', '/api/chat/lines');
      await open[0]?.body?.cancel();
      const next = await browser.send('GET', '/api/chat/events');
      expect(next.status).to.equal(200);
      await harness.web.channel.stop();
    });

    it('is told to go when the server stops', async () => {
      const { browser } = await arrive(harness);
      const heard = frames(await browser.send('GET', '/api/chat/events'));
      await heard.next();
      const end = heard.next();
      await harness.web.channel.stop();
      expect((await end).done).to.equal(true);
      const late = await browser.send('POST', '/api/chat/messages', { body: { id: first, text: 'late' } });
      expect(late.status).to.equal(503);
    });
  });
});
