import { expect } from 'chai';
import type { WireCase, WireCases, WireLines, WireMe } from '../../../adapters/web/page/wire.js';
import { casePlace, DESK_PLACE } from '../../../adapters/web/places.js';
import { mintSignIn } from '../../../adapters/web/sign-in.js';
import type { Case } from '../../../src/core/case.js';
import { plain } from '../../../src/core/content.js';
import { caseStream, type Line } from '../../../src/core/line.js';
import type { RecordKey, RecordTypes } from '../../../src/core/records.js';
import { arrive, frames, openWeb, signIn, tokenOf, type WebHarness } from './harness.js';

const id = '6f1c3a52-8f8f-4b44-9a07-0d2a3e3f5a10';
const key = new Uint8Array(32).fill(7);

describe('the desk', () => {
  let harness: WebHarness;
  beforeEach(async () => {
    harness = await openWeb();
  });

  async function commit(
    records: readonly (readonly [RecordKey, RecordTypes[keyof RecordTypes] | undefined])[],
    lines: readonly { n: number; line: Partial<Line> }[] = [],
  ): Promise<void> {
    const read = await harness.store.read(records.map(([name]) => name));
    await harness.store.commit({
      records: records.map(([name, value]) => ({ key: name, value, version: read.get(name)?.version ?? 0 })),
      lines: lines.map(({ n, line }) => ({
        kind: 'add',
        stream: caseStream(1042),
        n,
        line: { at: 1, voice: 'system', content: plain(`line ${n}`), state: 'delivered', ...line },
      })),
      effects: [],
      withdraw: [],
      timers: [],
      facts: [],
    });
  }

  const caseOf = (fields: Partial<Case> = {}): Case => ({
    number: 1042,
    state: 'pinged',
    revision: 3,
    openedAt: 1,
    asker: {
      key: 'web:vera',
      id: 'vera',
      name: 'Vera',
      platform: 'web',
      place: 'web:visitors/vera',
      language: 'en',
      earlier: 0,
    },
    reason: 'no-article',
    question: 'Where is it?',
    tried: [],
    thread: 'k1',
    lines: 1,
    pinged: ['ana'],
    everybody: false,
    waitingSince: 1,
    reopened: 0,
    timeline: [{ at: 1, what: 'pinged', person: 'ana' }],
    ...fields,
  });

  describe('signing in', () => {
    it('works once with a link, and lasts two weeks from the last visit', async () => {
      const link = harness.web.signInLink('ana');
      expect(link).to.match(/^http:\/\/localhost:3978\/desk\/sign-in#[\w-]+\.[\w-]+$/);
      const token = tokenOf(link);
      const browser = harness.browser();
      const preview = await browser.json('POST', '/api/desk/sign-in/preview', { token });
      expect(preview).to.include({ name: 'Ana' });
      const response = await browser.send('POST', '/api/desk/sign-in', { body: { token } });
      expect(response.headers.getSetCookie()[0]).to.include('HttpOnly').and.include('SameSite=Strict');
      const other = harness.browser();
      const used = await other.send('POST', '/api/desk/sign-in', { body: { token } });
      expect([used.status, await used.json()]).to.deep.include(403);
      expect(other.cookies.size).to.equal(0);
      for (let visit = 0; visit < 3; visit += 1) {
        harness.now += 13 * 86_400_000;
        expect(await browser.json<WireMe>('GET', '/api/desk/me')).to.deep.include({
          me: { id: 'ana', name: 'Ana' },
        });
      }
      harness.now += 15 * 86_400_000;
      expect((await browser.send('GET', '/api/desk/me')).status).to.equal(401);
    });

    it('works once, also for two that press at the same time', async () => {
      const token = tokenOf(harness.web.signInLink('ana'));
      const responses = await Promise.all(
        [1, 2, 3, 4].map(() => harness.browser().send('POST', '/api/desk/sign-in', { body: { token } })),
      );
      expect(responses.map(({ status }) => status).sort()).to.deep.equal([200, 403, 403, 403]);
    });

    it('does not work after a day, and says so', async () => {
      const token = tokenOf(harness.web.signInLink('ana'));
      harness.now += 86_400_000;
      for (const path of ['/api/desk/sign-in', '/api/desk/sign-in/preview']) {
        const response = await harness.browser().send('POST', path, { body: { token } });
        expect(await response.json()).to.include({ error: 'link-expired' });
      }
    });

    it('does not work with a token that is not ours', async () => {
      const now = harness.now;
      const good = mintSignIn(key, 'ana', now);
      const [body = '', signature = ''] = good.split('.');
      const forged = Buffer.from(`wei ${now + 1e9} x`).toString('base64url');
      const tokens = [
        '',
        '.',
        'x',
        body,
        `${body}.`,
        `.${signature}`,
        `${forged}.${signature}`,
        `${good}.x`,
        `${body}.${signature}A`,
        mintSignIn(new Uint8Array(32).fill(8), 'ana', now),
        mintSignIn(key, 'nobody', now),
      ];
      for (const token of tokens) {
        const response = await harness.browser().send('POST', '/api/desk/sign-in', { body: { token } });
        expect(response.status, token).to.equal(403);
        expect(await response.json(), token).to.include({ error: 'link-invalid' });
      }
    });

    it('ends with a person who is not of the desk any more, at their next request', async () => {
      const browser = await signIn(harness);
      await browser.json('GET', '/api/desk/me');
      harness.people.splice(0, 1);
      expect((await browser.send('GET', '/api/desk/me')).status).to.equal(401);
      expect((await browser.send('GET', '/api/desk/events')).status).to.equal(401);
      expect(await harness.web.channel.isStaff('ana', DESK_PLACE)).to.equal(false);
    });

    it('ends with signing out, live updates included', async () => {
      const browser = await signIn(harness);
      const stolen = harness.browser();
      for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
      const heard = frames(await browser.send('GET', '/api/desk/events'));
      await heard.next();
      const end = heard.next();
      await browser.json('POST', '/api/desk/sign-out');
      expect((await end).done).to.equal(true);
      expect(browser.cookies.size).to.equal(0);
      expect((await stolen.send('GET', '/api/desk/me')).status).to.equal(401);
    });

    it('is needed for everything', async () => {
      await commit([['case/1042', caseOf()]]);
      const visitor = await arrive(harness);
      const before = harness.events.length;
      for (const browser of [harness.browser(), visitor.browser]) {
        for (const path of ['me', 'cases', 'cases/1042', 'cases/1042/lines', 'events', 'events?case=1042']) {
          expect((await browser.send('GET', `/api/desk/${path}`)).status, path).to.equal(401);
        }
        const press = { id, action: 'claim', value: '1042', version: 3, case: 1042 };
        expect((await browser.send('POST', '/api/desk/actions', { body: press })).status).to.equal(401);
        const words = { id, text: 'hello' };
        expect(
          (await browser.send('POST', '/api/desk/cases/1042/messages', { body: words })).status,
        ).to.equal(401);
        const own = `/api/desk/cases/1042/messages/${id}`;
        expect((await browser.send('PUT', own, { body: { revision: id, text: 'x' } })).status).to.equal(401);
        expect((await browser.send('DELETE', own)).status).to.equal(401);
      }
      expect(harness.events).to.have.lengthOf(before);
    });

    it('gives no session of the desk to a visitor who renames a cookie', async () => {
      const { browser } = await arrive(harness);
      const [token = ''] = browser.cookies.values();
      const thief = harness.browser();
      thief.cookies.set('firstline-staff-3978', token);
      expect((await thief.send('GET', '/api/desk/me')).status).to.equal(401);
    });
  });

  describe('working', () => {
    it('lists open cases and resolved ones, with names in place of ids', async () => {
      const browser = await signIn(harness);
      await commit([
        ['case/1042', caseOf()],
        ['case/1043', caseOf({ number: 1043, state: 'claimed', holder: 'wei' })],
        ['case/1044', caseOf({ number: 1044, state: 'resolved' })],
      ]);
      const open = await browser.json<WireCases>('GET', '/api/desk/cases');
      expect(open.cases.map(({ number }) => number)).to.deep.equal([1043, 1042]);
      expect(open.cases[0]?.holder).to.deep.equal({ id: 'wei', name: '李伟' });
      expect(open.cases[1]?.timeline[0]?.person).to.equal('Ana');
      const done = await browser.json<WireCases>('GET', '/api/desk/cases?open=false');
      expect(done.cases.map(({ number }) => number)).to.deep.equal([1044]);
      const none = await browser.json<WireCases>('GET', '/api/desk/cases?open=false&before=1044');
      expect(none.cases).to.deep.equal([]);
      expect(await browser.json<WireCase>('GET', '/api/desk/cases/1043')).to.include({ number: 1043 });
      expect((await browser.send('GET', '/api/desk/cases/9')).status).to.equal(404);
    });

    it('sends replies and presses into the thread, as the person who is signed in', async () => {
      const browser = await signIn(harness);
      await commit([['case/1042', caseOf()]]);
      await browser.json('POST', '/api/desk/cases/1042/messages', { id, text: '// a note' });
      expect(harness.events.at(-1)).to.deep.include({
        kind: 'message',
        id: `web:d/ana/m/${id}`,
        place: casePlace(1042),
        author: { id: 'ana', name: 'Ana' },
        message: id,
        text: '// a note',
      });
      await browser.json('POST', '/api/desk/actions', {
        id,
        action: 'claim',
        value: '1042',
        version: 3,
        case: 1042,
      });
      expect(harness.events.at(-1)).to.deep.include({
        kind: 'action',
        id: `web:d/ana/a/${id}`,
        place: casePlace(1042),
        action: 'claim',
        value: '1042',
        version: 3,
      });
      await browser.json('POST', '/api/desk/actions', { id, action: 'pause', value: '', version: 0 });
      expect(harness.events.at(-1)).to.include({ place: DESK_PLACE, action: 'pause' });
    });

    it('lets people change and delete their own replies and notes, and nobody else’s', async () => {
      const browser = await signIn(harness);
      const ana = { id: 'ana', name: 'Ana' };
      await commit(
        [['case/1042', caseOf()]],
        [
          { n: 0, line: { message: 'opening' } },
          { n: 1, line: { voice: 'staff', author: ana, message: 'reply', content: plain('at ten') } },
          { n: 2, line: { voice: 'note', author: ana, message: 'note', content: plain('// hm') } },
          { n: 3, line: { voice: 'staff', author: { id: 'wei', name: '李伟' }, message: 'other' } },
          { n: 4, line: { voice: 'asker', author: { id: 'ana', name: 'Ana' }, message: 'asked' } },
        ],
      );
      const of = (message: string): string => `/api/desk/cases/1042/messages/${message}`;
      await browser.json('PUT', of('reply'), { revision: id, text: 'at eleven' });
      expect(harness.events.at(-1)).to.deep.include({
        kind: 'edit',
        id: `web:d/ana/m/reply/e/${id}`,
        place: casePlace(1042),
        author: ana,
        message: 'reply',
        text: 'at eleven',
      });
      await browser.json('DELETE', of('note'));
      expect(harness.events.at(-1)).to.deep.include({ kind: 'delete', message: 'note', author: ana });

      const before = harness.events.length;
      for (const message of ['opening', 'other', 'asked', 'none']) {
        const edited = await browser.send('PUT', of(message), { body: { revision: id, text: 'mine' } });
        expect(edited.status, message).to.equal(404);
        expect((await browser.send('DELETE', of(message))).status, message).to.equal(404);
      }
      expect(harness.events).to.have.lengthOf(before);
    });

    it('keeps a note a note and a reply a reply, so that a change of mind never shows a note to the asker', async () => {
      const browser = await signIn(harness);
      const ana = { id: 'ana', name: 'Ana' };
      await commit(
        [['case/1042', caseOf()]],
        [
          { n: 0, line: { voice: 'staff', author: ana, message: 'reply', content: plain('at ten') } },
          { n: 1, line: { voice: 'note', author: ana, message: 'note', content: plain('// hm') } },
        ],
      );
      for (const [message, text] of Object.entries({ reply: '// hm', note: 'hm' })) {
        const sent = { body: { revision: id, text } };
        const answer = await browser.send('PUT', `/api/desk/cases/1042/messages/${message}`, sent);
        expect(answer.status, message).to.equal(400);
      }
      expect(harness.events).to.deep.equal([]);
    });

    it('refuses what is for askers, what does not exist, and what another desk works on', async () => {
      const browser = await signIn(harness);
      await commit([['case/1042', caseOf({ threadPlace: 'slack:T1/C1/5.1' })]]);
      const before = harness.events.length;
      const press = { id, action: 'claim', value: '1042', version: 3 };
      const statuses = [
        await browser.send('POST', '/api/desk/actions', { body: { ...press, action: 'helped', case: 1042 } }),
        await browser.send('POST', '/api/desk/actions', { body: { ...press, case: 9 } }),
        await browser.send('POST', '/api/desk/actions', { body: { ...press, case: 1042 } }),
        await browser.send('POST', '/api/desk/cases/9/messages', { body: { id, text: 'hello' } }),
        await browser.send('POST', '/api/desk/cases/1042/messages', { body: { id, text: 'hello' } }),
      ].map(({ status }) => status);
      expect(statuses).to.deep.equal([403, 404, 403, 404, 403]);
      expect(harness.events).to.have.lengthOf(before);
    });

    it('shows what became of every line, notes included', async () => {
      const browser = await signIn(harness);
      await commit(
        [['case/1042', caseOf()]],
        [
          { n: 0, line: { voice: 'staff', state: 'pending' } },
          {
            n: 1,
            line: { voice: 'staff', state: 'failed', reason: 'gone', copies: [{ stream: 'x', n: 0 }] },
          },
          { n: 2, line: { voice: 'staff', state: 'failed', reason: 'case closed' } },
          { n: 3, line: { voice: 'note', state: 'received', content: plain('// inside') } },
          { n: 4, line: { voice: 'asker', deleted: true, content: plain('taken back') } },
        ],
      );
      const { lines } = await browser.json<WireLines>('GET', '/api/desk/cases/1042/lines');
      expect(lines.map(({ state }) => state)).to.deep.equal([
        'pending',
        'failed',
        'failed',
        'received',
        'delivered',
      ]);
      expect(lines.map(({ retry }) => retry)).to.deep.equal([
        undefined,
        true,
        undefined,
        undefined,
        undefined,
      ]);
      expect(lines[3]?.text).to.equal('// inside');
      expect(JSON.stringify(lines)).to.not.include('taken back');
    });

    it('hears of cases and of the open thread as they change, and of the pause', async () => {
      const browser = await signIn(harness);
      await commit([['case/1042', caseOf()]], [{ n: 0, line: {} }]);
      const heard = frames(await browser.send('GET', '/api/desk/events?case=1042'));
      expect((await heard.next()).value).to.deep.include({ event: 'lines' });
      const list = (await heard.next()).value?.data as WireCases;
      expect(list).to.include({ reset: true, paused: false });
      const news = heard.next();
      await commit(
        [['case/1042', caseOf({ state: 'claimed', holder: 'wei', revision: 4 })]],
        [{ n: 1, line: {} }],
      );
      const fresh = (await news).value?.data as WireLines | undefined;
      expect(fresh?.lines.map(({ n }) => n)).to.deep.equal([1]);
      const changed = (await heard.next()).value?.data as WireCases;
      expect(changed.reset).to.equal(false);
      expect(changed.cases[0]).to.include({ number: 1042, state: 'claimed' });
      harness.door = async () => {
        await commit([['pause/all', { paused: true, by: 'wei', at: 1 }]]);
        return { outcome: 'done' };
      };
      const paused = heard.next();
      await browser.json('POST', '/api/desk/actions', { id, action: 'pause', value: '', version: 0 });
      expect((await paused).value?.data).to.include({ paused: true, pausedBy: '李伟' });
      await heard.return(undefined);
    });
  });
});
