import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { isList, isObject, type Json, type JsonObject, objectOf, textOf } from '../slack/json.js';
import { type Bot, card, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { FakeTeams } from './surface.js';

/** Recorded keys that the fake may lack, each with the reason. None so far. */
const ALLOWED: Readonly<Record<string, string>> = {};

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
  if (typeof fake !== typeof recorded) return [`${path} is ${typeof fake}, not ${typeof recorded}`];
  return formOf(fake) === formOf(recorded)
    ? []
    : [`${path} is ${String(fake)}, not like ${String(recorded)}`];
}

/** What kind of id or time a text is. */
function formOf(value: Json): string {
  const text = typeof value === 'string' ? value : '';
  const forms: readonly (readonly [string, RegExp])[] = [
    ['uuid', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/],
    ['person', /^29:/],
    ['bot', /^28:/],
    ['chain', /@thread\.tacv2;messageid=\d{13}$/],
    ['channel', /@thread\.tacv2$/],
    ['personal', /^a:1/],
    ['time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$/],
    ['milliseconds', /^\d{13}$/],
    ['event', /^f:/],
    ['legacy', /^1:/],
  ];
  return forms.find(([, form]) => form.test(text))?.[0] ?? 'any';
}

describe('the activities of the fake Teams beside recorded ones', () => {
  const wire = process.env.FIRSTLINE_WIRE;
  const folder = join(wire ?? '', 'teams');
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let help: string;

  before(function () {
    if (wire && existsSync(folder)) return;
    console.log(
      `      skipped: FIRSTLINE_WIRE ${wire ? 'has no folder teams' : 'does not say where recordings are'}`,
    );
    this.skip();
  });

  beforeEach(async () => {
    teams = await startFakeTeams({ bot: 'Chat SDK Demo' });
    bot = await startBot(teams);
    vera = teams.world.addPerson('Test User', { personal: true, timezone: 'America/Los_Angeles' });
    const team = teams.world.addTeam('Demo', { people: [vera], hearsAll: true });
    help = teams.world.addChannel(team, 'Chat SDK');
  });

  afterEach(async () => {
    await bot?.stop();
    await teams?.stop();
  });

  /** Makes happen in the fake what was recorded; the last thing heard is the counterpart. */
  async function act(recorded: JsonObject): Promise<void> {
    const text = (textOf(recorded.text) ?? '').replace(/^<at>.*<\/at> /, '');
    const { conversationType } = objectOf(recorded.conversation);
    if (recorded.value !== undefined) {
      const first = teams.people.mention(vera, help, 'Hey');
      await bot.talk(`${help};messageid=${first.id}`, (context) =>
        context.sendActivity(card('Pick', { type: 'Action.Submit', title: 'Go', data: recorded.value })),
      );
      const posted = teams.look.posted(help).at(-1);
      if (posted) await teams.interact.click(vera, posted, 'Go');
    } else if (conversationType === 'personal') teams.people.dm(vera, text);
    else if (textOf(recorded.text)?.startsWith('<at>')) teams.people.mention(vera, help, text);
    else {
      const first = teams.people.mention(vera, help, 'Hey');
      await teams.deliveries.settled();
      teams.people.say(vera, help, text, { root: first.id });
    }
    await teams.deliveries.settled();
  }

  it('are nowhere poorer than what Teams really sent', async () => {
    const poorer: string[] = [];
    let compared = 0;
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const scenario = objectOf(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      for (const [name, recorded] of Object.entries(scenario)) {
        if (!isObject(recorded)) continue;
        await act(recorded);
        poorer.push(...lacks(recorded, bot.heard.at(-1), `${file} ${name}`));
        compared++;
      }
    }
    expect(poorer).to.deep.equal([]);
    expect(compared).to.be.greaterThan(6);
    console.log(`      compared ${compared} recorded payloads`);
  });
});
