import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { WireLine, WireLines, WireUpload } from '../../../adapters/web/page/wire.js';
import { type Office, openOffice } from './office.js';

const PICTURE = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2_000, 7)]);
const UNKNOWN = 'the coffee machine sings';

/** A browser that talks to the running bot. */
class WebUser {
  #cookie = '';
  readonly #origin: string;

  constructor(port: number) {
    this.#origin = `http://localhost:${port}`;
  }

  async send(method: string, path: string, body?: unknown, headers: object = {}): Promise<Response> {
    const raw = body instanceof Blob;
    const response = await fetch(`${this.#origin}${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        origin: this.#origin,
        'x-firstline': '1',
        'content-type': raw ? 'application/octet-stream' : 'application/json',
        ...headers,
      },
      ...(method !== 'GET' && { body: raw ? body : JSON.stringify(body ?? {}) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#cookie = cookie.split(';')[0] ?? '';
    return response;
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // the type of the path, as the test knows it
  }

  async upload(area: string, name: string, data: Buffer | string): Promise<string> {
    const response = await this.send(
      'POST',
      `/api/${area}/files`,
      new Blob([new Uint8Array(Buffer.from(data))]),
      {
        'x-firstline-name': encodeURIComponent(name),
        'x-firstline-type': 'text%2Fplain',
      },
    );
    expect(response.status).to.equal(200);
    return ((await response.json()) as WireUpload).token; // what the path answers
  }

  async lines(path: string): Promise<readonly WireLine[]> {
    return (await this.json<WireLines>('GET', path)).lines;
  }

  async bytes(area: string, digest: string | undefined): Promise<Buffer> {
    const response = await this.send('GET', `/api/${area}/files/${digest}?name=x`);
    expect(response.status).to.equal(200);
    return Buffer.from(await response.arrayBuffer());
  }
}

describe('files between Slack and the web', () => {
  let office: Office;
  afterEach(() => office.close());
  const yaml = 'files: { max-size: 0.01 }';
  const portOf = (): number => office.stage.firstline.port;

  it('an asker in Slack and a desk on the web', async () => {
    office = await openOffice({ desk: 'web', yaml });
    const { slack, vera } = office;
    const dm = slack.workspace.dm(vera);
    await office.dm(vera, UNKNOWN);
    const ana = new WebUser(portOf());
    const link = new URL(office.stage.firstline.signInLink('ana'));
    await ana.json('POST', '/api/desk/sign-in', { token: link.hash.slice(1) });
    const look = slack.people.say(vera, dm, 'look', {
      files: [
        { name: '椅子.png', data: PICTURE },
        { name: 'big.txt', data: Buffer.alloc(20_000, 'x') },
      ],
    });
    await office.quiet();
    const thread = () => ana.lines('/api/desk/cases/1/lines');
    const line = (await thread()).find(({ voice, text }) => voice === 'asker' && text === 'look');
    expect(line?.files?.map(({ name, picture, refused }) => ({ name, picture, refused }))).to.deep.equal([
      { name: '椅子.png', picture: true, refused: undefined },
      { name: 'big.txt', picture: undefined, refused: 'too-large' },
    ]);
    expect(await ana.bytes('desk', line?.files?.[0]?.digest)).to.deep.equal(PICTURE);
    expect((await thread()).at(-1)?.text).to.contain('could not be passed on: “big.txt” (larger than 10 KB)');
    expect(slack.look.transcript(dm).at(-1)).to.contain('“big.txt” (larger than 10 KB)');

    // An edit changes the words and leaves the files.
    slack.people.edit(look, 'look closer');
    await office.quiet();
    const edited = (await thread()).find(({ n }) => n === line?.n);
    expect(edited).to.deep.include({ text: 'look closer', files: line?.files });

    const files = [await ana.upload('desk', 'plan.png', PICTURE)];
    await ana.json('POST', '/api/desk/cases/1/messages', { id: randomUUID(), text: '', files });
    await office.quiet();
    expect(slack.look.transcript(dm).slice(-2)).to.deep.equal([
      'Ana Weber: 📎 plan.png',
      'Firstline:  <plan.png>',
    ]);

    // What is known of files outlives a restart.
    await office.stage.restart();
    const again = new WebUser(portOf());
    const other = new URL(office.stage.firstline.signInLink('ana'));
    await again.json('POST', '/api/desk/sign-in', { token: other.hash.slice(1) });
    expect(await again.bytes('desk', line?.files?.[0]?.digest)).to.deep.equal(PICTURE);
  });

  it('an asker on the web and a desk in Slack', async () => {
    office = await openOffice({ yaml });
    const { slack, desk, ana } = office;
    const visitor = new WebUser(portOf());
    await visitor.json('POST', '/api/chat/session', { locale: 'zh-CN' });
    const say = async (text: string, ...files: string[]) => {
      await visitor.json('POST', '/api/chat/messages', { id: randomUUID(), text, files });
      await office.quiet();
    };
    await say(UNKNOWN, await visitor.upload('chat', 'first.png', PICTURE));
    expect(office.thread(1)).to.include('Firstline:  <first.png>');
    await office.press(ana, desk, 'Claim');
    await say('more', await visitor.upload('chat', 'log.txt', 'lines'));
    expect(office.thread(1).at(-1)).to.equal('Firstline:  <log.txt>');

    slack.people.say(ana, desk, 'here', {
      thread: office.opening(1).ts,
      files: [
        { name: 'guide.txt', data: 'read me' },
        { name: 'run.sh', data: '#!/bin/sh' },
      ],
    });
    await office.quiet();
    const lines = await visitor.lines('/api/chat/lines');
    const line = lines.find(({ voice }) => voice === 'staff');
    expect(line?.files?.map(({ refused }) => refused)).to.deep.equal([undefined, 'type']);
    expect((await visitor.bytes('chat', line?.files?.[0]?.digest)).toString()).to.equal('read me');
    expect(lines.at(-1)?.text).to.contain('run.sh');
    expect(office.thread(1).at(-1)).to.equal(
      'Firstline: Not passed on, so the other side does not have it: “run.sh” (files of this kind are not passed on).',
    );
  });
});
