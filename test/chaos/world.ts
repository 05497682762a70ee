import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.js';
import { startFakeSlack } from '../support/slack/fake-slack.js';
import type { FakeSlack } from '../support/slack/surface.js';
import type { Staff } from './scripts.js';
import type { Task } from './wire.js';

/** How events reach the bot. */
export type Over = 'socket' | 'http';

/** A fake Slack with a desk and its staff, and a folder for the bot. It survives every kill. */
export interface World {
  readonly slack: FakeSlack;
  readonly root: string;
  readonly desk: string;
  readonly help: string;
  readonly general: string;
  readonly staff: Readonly<Record<Staff, string>>;
  readonly task: Task;
}

/** Slack's waits and limits, so many times faster than they are. */
const SPEED = 20;

export async function openWorld(over: Over, seed: number, loud = false): Promise<World> {
  const slack = await startFakeSlack({
    seed,
    timing: { ackMs: 1_500, redeliverMs: [0, 300, 1_500], pingMs: 500, warningMs: 300 },
    rates: { tiers: [20, 20, 50, 100], speed: SPEED },
  });
  const { workspace } = slack;
  const staff = { ana: workspace.addUser('ana'), bo: workspace.addUser('bo') };
  const desk = workspace.addChannel('desk', { kind: 'private', members: Object.values(staff) });
  const help = workspace.addChannel('help');
  const general = workspace.addChannel('general');
  const root = await mkdtemp(join(tmpdir(), 'firstline-chaos-'));
  const configFile = join(root, 'firstline.yaml');
  await writeFile(
    configFile,
    `limits: { messages-per-minute: 10000, open-cases: 100 }
outbox: { first-retry: 100ms, longest-retry: 1s, give-up-after: 1d, attempt-timeout: 1s, stuck-after: 1d }
knowledge: { starters: true, readers: { slack: [everyone, employees, community] } }
slack: { help-channels: [{ channel: ${help}, unsure: offer }] }
desk:
  place: slack:${slack.teamId}/${desk}
  people:
    - { id: ana, name: Ana, handles: { slack: ${staff.ana} } }
    - { id: bo, name: Bo, handles: { slack: ${staff.bo} } }
`,
  );
  const port = over === 'http' ? await freePort() : 0;
  slack.deliverTo(over === 'socket' ? 'socket' : { requestUrl: `http://127.0.0.1:${port}/slack/events` });
  const env = { ...slack.env, PORT: String(port) };
  return {
    slack,
    root,
    desk,
    help,
    general,
    staff,
    task: { dataDir: join(root, 'data'), configFile, env, loud },
  };
}
