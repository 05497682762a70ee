import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Firstline, loadConfig, sections, startFirstline } from '../../../main.js';
import type { Log } from '../../../src/core/ports/ambient.js';
import { type Disk, realDisk } from '../../../src/store/disk.js';
import { startFakeSlack } from '../../support/slack/fake-slack.js';
import type { FakeSlackOptions } from '../../support/slack/options.js';
import type { FakeSlack } from '../../support/slack/surface.js';

const ARTICLE = `---
id: vpn
language: en
title: Connect to the VPN
category: network
phrasings: [how do I connect to the VPN, vpn does not work, set up the vpn, vpn connection fails, how to use the vpn]
reviewed: 2026-09-15
---
Open the VPN client and sign in.
`;

/** What the article is asked with. */
export const QUESTION = 'how do I connect to the VPN';

export interface FaultStageOptions extends FakeSlackOptions {
  readonly over?: 'socket' | 'http';
  readonly disk?: Disk;
  /** Told to the fake before the bot starts. */
  readonly before?: (slack: FakeSlack) => void;
}

/** Slack with a desk, an asker and the bot; the bot can be away for a while. */
export class FaultStage {
  readonly vera: string;
  readonly ana: string;
  readonly desk: string;
  readonly help: string;
  readonly general: string;
  /** Lines of the log at `warn` and `error`, and what was caught up. */
  readonly told: string[] = [];
  folder = '';
  firstline: Firstline | undefined;

  private constructor(
    readonly slack: FakeSlack,
    readonly over: 'socket' | 'http',
  ) {
    const { workspace } = slack;
    this.vera = workspace.addUser('vera');
    this.ana = workspace.addUser('ana');
    this.desk = workspace.addChannel('desk', { kind: 'private', members: [this.ana] });
    this.help = workspace.addChannel('help', { members: [this.vera] });
    this.general = workspace.addChannel('general', { members: [this.vera, this.ana] });
  }

  static async open(options: FaultStageOptions = {}): Promise<FaultStage> {
    const { over = 'socket', disk, before, ...fake } = options;
    const timing = { redeliverMs: [0, 200, 500], ...fake.timing };
    const slack = await startFakeSlack({ rates: 'off', ...fake, timing });
    const stage = new FaultStage(slack, over);
    stage.folder = await mkdtemp(join(tmpdir(), 'firstline-slack-'));
    await writeFile(join(stage.folder, 'vpn.md'), ARTICLE);
    await writeFile(
      join(stage.folder, 'firstline.yaml'),
      `outbox: { first-retry: 50ms, longest-retry: 400ms, attempt-timeout: 500ms }
limits: { messages-per-minute: 1000, message-length: 20000 }
knowledge: { folders: [${JSON.stringify(stage.folder)}] }
slack: { help-channels: [{ channel: ${stage.help} }] }
desk:
  place: slack:${slack.teamId}/${stage.desk}
  people: [{ id: ana, name: Ana, handles: { slack: ${stage.ana} } }]
`,
    );
    before?.(slack);
    await stage.up(disk);
    return stage;
  }

  get dm(): string {
    return this.slack.workspace.dm(this.vera);
  }

  async up(disk: Disk = realDisk): Promise<void> {
    const { slack, over, folder, told } = this;
    if (over === 'socket') slack.deliverTo('socket');
    const keep = (fields: object, message: string): void => {
      const err = 'err' in fields && fields.err instanceof Error ? ` ${fields.err.message}` : '';
      told.push(`${message} ${JSON.stringify(fields)}${err}`);
    };
    const log: Log = {
      debug() {},
      info: (fields, message) => {
        if (message.startsWith('caught up') || message === 'it had arrived') keep(fields, message);
      },
      warn: keep,
      error: keep,
    };
    const env = {
      ...slack.env,
      PORT: '0',
      DATA_DIR: join(folder, 'data'),
      SLACK_APP_TOKEN: over === 'socket' ? slack.appToken : '',
    };
    const config = await loadConfig({ file: join(folder, 'firstline.yaml'), env, sections });
    this.firstline = await startFirstline({ config, log, storage: { disk } });
    if (over === 'http')
      slack.deliverTo({ requestUrl: `http://127.0.0.1:${this.firstline.port}/slack/events` });
  }

  async down(): Promise<void> {
    await this.firstline?.stop();
    this.firstline = undefined;
  }

  /** The bot is away while this happens, and back then. */
  async away(what: () => void | Promise<void>): Promise<void> {
    await this.down();
    await what();
    await this.up();
  }

  /** What stands in a channel or a thread, one text a message. */
  texts(channel: string, thread?: string): readonly string[] {
    return this.slack.look.lines(channel, thread).map(({ text }) => text);
  }

  /** How often the bot said something that contains this, anywhere or in one channel. */
  said(words: string, channel?: string): number {
    const { look } = this.slack;
    return look.posted(channel).filter((message) => look.textOf(message).join('\n').includes(words)).length;
  }

  /** The thread of the last case at the desk. */
  get caseThread(): string {
    return this.slack.look.lines(this.desk).at(-1)?.ts ?? '';
  }

  calls(method: string): number {
    return this.slack.look.calls.filter((call) => call.method === method).length;
  }

  async close(): Promise<void> {
    this.slack.faults.clear();
    await this.down();
    await this.slack.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A disk on which nothing becomes durable while it is held. */
export function holdingDisk(): { readonly disk: Disk; hold(): void; release(): void } {
  let held: Promise<void> | undefined;
  let release = (): void => {};
  return {
    disk: {
      ...bound(realDisk),
      async open(path, mode) {
        const file = await realDisk.open(path, mode);
        return {
          ...file,
          datasync: async () => {
            await held;
            await file.datasync();
          },
        };
      },
    },
    hold() {
      held = new Promise((resolve) => {
        release = () => {
          held = undefined;
          resolve();
        };
      });
    },
    release: () => release(),
  };
}

function bound(disk: Disk): Disk {
  return {
    open: (path, mode) => disk.open(path, mode),
    list: (folder) => disk.list(folder),
    stat: (path) => disk.stat(path),
    touch: (path, at) => disk.touch(path, at),
    makeFolder: (path) => disk.makeFolder(path),
    rename: (from, to) => disk.rename(from, to),
    remove: (path) => disk.remove(path),
    syncFolder: (path) => disk.syncFolder(path),
  };
}
