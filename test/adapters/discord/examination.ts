import { expect } from 'chai';
import { checkDiscord, type DoctorOptions } from '../../../adapters/discord/doctor.js';
import { PERMISSION_NAMES } from '../../../adapters/discord/manifest.js';
import type { Check } from '../../../src/core/check.js';
import { startFakeDiscord } from '../../support/discord/fake-discord.js';
import type { FakeDiscord, OverwriteInput } from '../../support/discord/surface.js';

/** A server on which everything is well, and the doctor who looks at it. */
export interface Examination {
  readonly discord: FakeDiscord;
  readonly staff: string;
  readonly ana: string;
  readonly desk: string;
  readonly help: string;
  readonly questions: string;
  /** Only the staff and the bot see it. */
  hidden(more?: readonly OverwriteInput[]): readonly OverwriteInput[];
  config(more?: Partial<DoctorOptions['config']>): DoctorOptions['config'];
  run(options?: Partial<DoctorOptions>): Promise<readonly Check[]>;
  /** What is not well, as `level about: text fix`. */
  troubles(options?: Partial<DoctorOptions>): Promise<readonly string[]>;
  /** The one thing that is not well. */
  trouble(options?: Partial<DoctorOptions>): Promise<string>;
}

/** Opens a server with a desk, a help channel and a forum; the bot may do there what its invitation says. */
export async function openExamination(): Promise<Examination> {
  const discord = await startFakeDiscord({ rates: 'off' });
  const { world, guildId, botUser } = discord;
  const staff = world.addRole('staff');
  const ana = world.addUser('ana', { roles: [staff] });
  const hidden = (more: readonly OverwriteInput[] = []): readonly OverwriteInput[] => [
    { id: guildId, deny: ['ViewChannel'] },
    { id: staff, allow: ['ViewChannel', 'SendMessages'] },
    { id: botUser, allow: ['ViewChannel'] },
    ...more,
  ];
  const desk = world.addChannel('desk', { overwrites: hidden() });
  const help = world.addChannel('help');
  const questions = world.addForum('questions', { tags: ['Solved', 'vpn'] });
  // What everybody may do is not what the bot may do.
  world.setRolePermissions(guildId, ['ViewChannel', 'SendMessages']);
  world.setBotPermissions(PERMISSION_NAMES);

  const config = (more: Partial<DoctorOptions['config']> = {}): DoctorOptions['config'] => ({
    guilds: [],
    'help-channels': [{ channel: help, unsure: 'silent' }],
    forums: [{ channel: questions, unsure: 'silent', 'solved-tag': 'solved' }],
    ...more,
  });
  const run = (options: Partial<DoctorOptions> = {}): Promise<readonly Check[]> =>
    checkDiscord({
      variables: discord.env,
      config: config(),
      desk: `discord:${guildId}/${desk}`,
      people: [{ id: 'ana', name: 'Ana Weber', handles: { discord: ana } }],
      name: 'Firstline',
      ...options,
    });
  async function troubles(options: Partial<DoctorOptions> = {}): Promise<readonly string[]> {
    const bad = (await run(options)).filter(({ level }) => level !== 'ok');
    return bad.map(
      ({ level, about, text, fix }) => `${level} ${about}: ${text}${fix === undefined ? '' : ` ${fix}`}`,
    );
  }
  return {
    discord,
    staff,
    ana,
    desk,
    help,
    questions,
    hidden,
    config,
    run,
    troubles,
    async trouble(options = {}) {
      const found = await troubles(options);
      expect(found, found.join('\n')).to.have.length(1);
      return found[0] ?? '';
    },
  };
}
