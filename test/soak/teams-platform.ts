import type {
  Act,
  AskerSeat,
  DeskSeat,
  OpenPlatform,
  Platform,
  Pressed,
  Said,
  Seat,
} from '../chaos/platform.js';
import type { Staff } from '../chaos/scripts.js';
import { startFakeTeams } from '../support/teams/fake-teams.js';
import type { MessageRef } from '../support/teams/model.js';
import type { FakeTeams, Line } from '../support/teams/surface.js';

/** Teams in peace: askers in their personal chats, the desk in a channel. */
export const teamsPlatform: OpenPlatform = async ({ seed, bot }): Promise<Platform> => {
  const teams = await startFakeTeams({ seed, rates: 'off' });
  const { world } = teams;
  const staff = { ana: world.addPerson('Ana'), bo: world.addPerson('Bo') };
  const team = world.addTeam('Support', { people: Object.values(staff), hearsAll: true });
  const desk = world.addChannel(team, 'Desk');
  teams.deliverTo(`http://127.0.0.1:${bot.port}/api/messages`);
  return {
    name: 'teams',
    env: teams.env,
    yaml: `teams: { service-url: ${teams.serviceUrl} }`,
    deskPlace: `"teams:${teams.tenantId}/${desk}"`,
    handles: { ana: world.person(staff.ana).aadId, bo: world.person(staff.bo).aadId },
    wheres: ['alone'],
    sweeps: false,
    asker: async (name) => asker(teams, name),
    desk: async ({ names }) => deskSeat(teams, desk, staff, names[0] ?? ''),
    settled: () => teams.deliveries.settled(),
    storm() {
      throw new Error('Teams is calm here');
    },
    twice: () => [],
    counts: () => ({ refused: teams.look.refused.length }),
    stop: () => teams.stop(),
  };
};

function asker(teams: FakeTeams, name: string): AskerSeat {
  const person = teams.world.addPerson(name, { personal: true });
  const chat = teams.world.personal(person);
  const shown = (): readonly Shown[] => teams.look.lines(chat).map((line) => ({ place: chat, line }));
  return {
    ...seat(teams, person, (text, files) => teams.people.dm(person, text, { files }), shown),
    names: [name],
    place: `teams:${teams.tenantId}/${chat}`,
    sees: () => shown().flatMap(textOf),
    leave() {},
  };
}

function deskSeat(
  teams: FakeTeams,
  desk: string,
  staff: Readonly<Record<Staff, string>>,
  name: string,
): DeskSeat {
  const about = new RegExp(`${name}\\b`);
  const found: string[] = [];
  let scanned = 0;
  const roots = (): readonly string[] => {
    const messages = teams.look.messages(desk);
    for (; scanned < messages.length; scanned++) {
      const message = messages[scanned];
      if (message?.root === message?.id && message && about.test(JSON.stringify(message.attachments)))
        found.push(message.id);
    }
    return found;
  };
  const chain = (root: string): readonly Shown[] =>
    teams.look.lines(desk, root).map((line) => ({ place: desk, line }));
  return {
    as(who) {
      const speak: Speak = (text, files) => {
        const root = roots().at(-1);
        if (root === undefined) throw new Error(`${name} has no thread at the desk in Teams`);
        return teams.people.say(staff[who], desk, text, { root, files });
      };
      return seat(teams, staff[who], speak, () => roots().flatMap(chain));
    },
    sees: () => roots().map((root) => chain(root).flatMap(textOf)),
    leave() {},
  };
}

type Speak = (text: string, files: readonly { name: string; data: string }[]) => MessageRef;

function seat(teams: FakeTeams, person: string, speak: Speak, shown: () => readonly Shown[]): Seat {
  const { people, interact } = teams;
  const refOf = ({ ref }: Said): MessageRef => ref as MessageRef; // what `say` of this seat returned
  const messageOf = ({ place, line }: Shown): MessageRef => ({ place, id: line.id });
  const act: Act = { event: '', gone: () => false };
  return {
    longest: 10_000,
    say: (text) => ({ ...act, ref: speak(text, []) }),
    attach: (text, name, data) => ({ ...act, ref: speak(text, [{ name, data }]) }),
    edit: (said, text) => people.edit(refOf(said), text),
    remove(said) {
      people.delete(refOf(said));
      return act;
    },
    react(on, _emoji, added) {
      const found = shown().findLast(({ line }) => !line.deleted && line.text.includes(on));
      if (!found) throw new Error(`nobody said “${on}” in Teams`);
      const message = messageOf(found);
      if (added) people.react(person, message, 'like');
      else people.unreact(person, message, 'like');
      return act;
    },
    press(label) {
      const found = shown().findLast(({ line }) => !line.deleted && line.buttons.includes(label));
      return (
        found &&
        interact.click(person, messageOf(found), label).then(({ ok }): Pressed => (ok ? 'taken' : 'refused'))
      );
    },
  };
}

interface Shown {
  readonly place: string;
  readonly line: Line;
}

function textOf({ line }: Shown): readonly string[] {
  if (line.deleted) return [];
  const { sender, text, buttons, files, reactions } = line;
  return [
    [
      `${sender}:`,
      text.replaceAll('\n', ' / '),
      ...buttons.map((label) => `[${label}]`),
      ...files.map((name) => `<${name}>`),
      ...reactions.map((each) => `{${each}}`),
    ].join(' '),
  ];
}
