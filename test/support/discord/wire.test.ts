import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Client, Events, type TextChannel } from 'discord.js';
import { isList, isObject, type Json, type JsonObject, objectOf } from '../slack/json.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import type { MessageRef } from './model.js';
import type { FakeDiscord } from './surface.js';

/** Recorded keys that the fake may lack, each with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  'reaction/member/user/display_name': 'the framework that recorded it added this to the users of members',
  'reaction/member/user/bot': 'the same: Discord sends it for bots only',
};

/** What the recording has and the fake lacks, or has in another type: paths into the payload. */
function lacks(recorded: Json, fake: Json | undefined, path: string): readonly string[] {
  if (ALLOWED[path]) return [];
  if (fake === undefined) return [`${path} is missing`];
  if (recorded === null) return [];
  if (isList(recorded)) {
    if (!isList(fake)) return [`${path} is no list`];
    return recorded.flatMap((item, i) => lacks(item, fake[i], `${path}/${i}`));
  }
  if (isObject(recorded)) {
    if (!isObject(fake)) return [`${path} is no object`];
    return Object.entries(recorded).flatMap(([key, value]) => {
      return value === undefined ? [] : lacks(value, fake[key], `${path}/${key}`);
    });
  }
  return typeof fake === typeof recorded ? [] : [`${path} is ${typeof fake}, not ${typeof recorded}`];
}

describe('the payloads of the fake Discord beside recorded ones', () => {
  const wire = process.env.FIRSTLINE_WIRE;
  const folder = join(wire ?? '', 'discord');
  let discord: FakeDiscord;
  let client: Client<true>;
  let heard: { readonly t: string; readonly d: JsonObject }[];
  let vera: string;
  let role: string;
  let help: string;
  let thread: string;

  before(function () {
    if (wire && existsSync(folder)) return;
    console.log(
      `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder discord' : 'does not say where recordings are'}`,
    );
    this.skip();
  });

  beforeEach(async () => {
    heard = [];
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0, interactionMs: 50 } });
    role = discord.world.addRole('support', { mentionable: true });
    vera = discord.world.addUser('vera', { globalName: 'Test User', roles: [role] });
    discord.world.setRoles(discord.botUser, [role]);
    help = discord.world.addChannel('help');
    client = await startClient(discord);
    client.on(Events.Raw, ({ t, d }: { t: string | null; d: unknown }) => {
      if (t !== null && isObject(d)) heard.push({ t, d });
    });
    const channel = (await client.channels.fetch(help)) as TextChannel; // addChannel makes text channels
    const ref = discord.people.mention(vera, help, 'Hey');
    const opened = await channel.threads.create({ name: 'Thread', startMessage: ref.id });
    thread = opened.id;
    await discord.deliveries.settled();
  });

  afterEach(async () => {
    await client?.destroy();
    await discord?.stop();
  });

  const mentions = (data: JsonObject) => isList(data.mentions) && data.mentions.length > 0;

  /** The bot posts what it posted in the recording. */
  async function posted({ content, embeds, components }: JsonObject, place: string): Promise<MessageRef> {
    const body = { content, embeds, components };
    const message = await client.rest.post(`/channels/${place}/messages`, { body });
    return { channel: place, id: String(objectOf(message).id) };
  }

  async function message(recorded: JsonObject): Promise<void> {
    const place = recorded.channel_type === 11 ? thread : help;
    if (objectOf(recorded.author).bot === true) await posted(recorded, place);
    else if (isList(recorded.mention_roles) && recorded.mention_roles.length > 0) {
      discord.people.say(vera, place, `<@&${role}> Still there?`);
    } else if (mentions(recorded)) discord.people.mention(vera, place, 'Hey');
    else discord.people.say(vera, place, 'Hey');
  }

  async function click(recorded: JsonObject): Promise<void> {
    const place = recorded.context === 1 ? discord.world.dm(vera) : thread;
    const ref = await posted(objectOf(recorded.message), place);
    const { nick } = objectOf(recorded.member);
    discord.world.setNick(vera, typeof nick === 'string' ? nick : null);
    await discord.interact.click(vera, ref, String(objectOf(recorded.data).custom_id));
  }

  /** Makes happen in the fake what was recorded; returns the type of event that tells of it. */
  async function act(type: string | undefined, recorded: JsonObject): Promise<string> {
    switch (type) {
      case 'GATEWAY_MESSAGE_CREATE':
        await message(recorded);
        return 'MESSAGE_CREATE';
      case 'GATEWAY_MESSAGE_REACTION_ADD':
        discord.people.react(vera, await posted({ content: 'x' }, thread), '👍');
        return 'MESSAGE_REACTION_ADD';
      case 'GATEWAY_THREAD_CREATE':
        return 'THREAD_CREATE'; // opened before
      default:
        await click(recorded);
        return 'INTERACTION_CREATE';
    }
  }

  it('is nowhere poorer than what Discord really sent', async () => {
    const poorer: string[] = [];
    let compared = 0;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const scenario = objectOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      for (const [name, recorded] of Object.entries(scenario)) {
        if (name === 'metadata' || !isObject(recorded)) continue;
        const isGateway = typeof recorded.type === 'string';
        const payload = isGateway ? objectOf(recorded.data) : recorded;
        const type = await act(isGateway ? String(recorded.type) : undefined, payload);
        await discord.deliveries.settled();
        const fake = heard.findLast(({ t }) => t === type)?.d;
        const path = type === 'MESSAGE_REACTION_ADD' ? 'reaction' : `${file} ${name}`;
        poorer.push(...lacks(payload, fake, path));
        compared++;
      }
    }
    expect(poorer).to.deep.equal([]);
    console.log(`      compared ${compared} recorded payloads`);
  });
});
