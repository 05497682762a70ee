import { ACTIONS } from '../core/actions.js';
import type { Case } from '../core/case.js';
import { commandIn } from '../core/desk-marks.js';
import type { Draft } from '../core/draft.js';
import type { ActionEvent, CommandEvent, Event } from '../core/event.js';
import { caseStream } from '../core/line.js';
import type { MessageEvent } from '../core/message-events.js';
import { phrase } from '../core/phrases/phrase.js';
import { platformOf } from '../core/place.js';
import { personAtDesk } from '../core/roster.js';
import type { DeskSettings, Settings } from '../core/settings.js';
import { nameOf } from './dispatch.js';
import { tooEarly } from './early.js';
import { claim, pass, reopen, resolve, statePhrases, stillOnIt } from './lifecycle.js';
import { deskWords } from './opening.js';
import { staffReacted } from './reactions.js';
import { fromDesk, retry, staffChanged } from './relay.js';
import { suggest } from './suggest.js';

/** Text commands in a thread, `!claim`, as the actions of the buttons. */
const commands: ReadonlyMap<string, string> = new Map([
  ['claim', ACTIONS.claim],
  ['pass', ACTIONS.notMine],
  ['close', ACTIONS.resolve],
  ['resolve', ACTIONS.resolve],
  ['reopen', ACTIONS.reopen],
  ['pause', ACTIONS.pause],
  ['resume', ACTIONS.resume],
]);

/** Everything that happens at the desk. Only staff can act as staff (rule 9): others get a notice, and nothing else. */
export function atDesk(draft: Draft, told: Event, found: Case | undefined, settings: Settings): void {
  const { desk } = settings;
  const event = byPerson(told, desk);
  if (
    event.kind === 'mark' ||
    event.kind === 'tick' ||
    event.kind === 'receipt' ||
    event.kind === 'failure' ||
    event.kind === 'result'
  )
    return;
  if (event.kind === 'join' || event.author?.bot) return;
  if (event.kind === 'reaction') {
    if (found && draft.turn.staff) staffReacted(draft, found, event);
    return;
  }
  if (!draft.turn.staff) {
    draft.reply({ kind: 'notice', text: phrase(desk.language, 'deskNotStaff') });
    return;
  }
  switch (event.kind) {
    case 'message': {
      const command = commandIn(event.text);
      const action = command && commands.get(command.words);
      if (action !== undefined) act(draft, event, action, found, settings);
      else if (command) draft.reply({ kind: 'notice', text: notACommand(command.shown, desk) });
      else if (found) fromDesk(draft, found, event, desk, settings.limits.messageLength);
      return;
    }
    case 'command': {
      const action = commands.get(event.name);
      if (action !== undefined) act(draft, event, action, found, settings);
      return;
    }
    case 'action':
      actOnButton(draft, event, found, settings);
      return;
    case 'edit':
    case 'delete':
      if (!found) return;
      if (draft.turn.pointed)
        staffChanged(draft, found, event, draft.turn.pointed, desk, settings.limits.messageLength);
      else tooEarly(draft, event);
      return;
    default:
      event satisfies never;
  }
}

/** The event with the person of the roster as its author, whatever the platform calls them. */
function byPerson<E extends Event>(event: E, desk: DeskSettings): E {
  if (!('author' in event) || !event.author) return event;
  const person = personAtDesk(desk.roster.people, platformOf(event.place), event.author);
  return { ...event, author: { ...event.author, id: person.id, name: person.name } };
}

/** What was meant for the bot is not for the asker: a mistyped command is refused, and says which there are. */
function notACommand(command: string, { language }: DeskSettings): string {
  const known = [...commands.keys()].map((word) => `!${word}`).join(' ');
  return phrase(language, 'deskNoCommand', { command: command.slice(0, 60), known });
}

function actOnButton(draft: Draft, event: ActionEvent, found: Case | undefined, settings: Settings): void {
  const { desk } = settings;
  if (event.action === ACTIONS.pause || event.action === ACTIONS.resume) {
    act(draft, event, event.action, found, settings);
    return;
  }
  if (!found) return;
  if (event.action === ACTIONS.retry) {
    retry(draft, found, draft.turn.pointed, event.author.id, desk);
    return;
  }
  // An old button: the case has moved on since it was drawn.
  if (event.version !== found.revision) {
    const state =
      found.state === 'claimed' && found.holder !== undefined
        ? phrase(desk.language, 'deskHeldBy', { person: nameOf(found.holder, desk) })
        : phrase(desk.language, statePhrases[found.state]);
    draft.reply({ kind: 'notice', text: phrase(desk.language, 'deskStale', { state }), stale: true });
    return;
  }
  act(draft, event, event.action, found, settings);
}

function act(
  draft: Draft,
  event: ActionEvent | CommandEvent | MessageEvent,
  action: string,
  found: Case | undefined,
  settings: Settings,
): void {
  const { desk } = settings;
  const person = event.author.id;
  if (action === ACTIONS.pause || action === ACTIONS.resume) {
    setPause(draft, action === ACTIONS.pause, person, found, desk);
    return;
  }
  if (!found) return;
  const open = found.state !== 'resolved';
  if (action === ACTIONS.claim && open) claim(draft, found, person, desk);
  else if (action === ACTIONS.notMine && open) pass(draft, found, person, desk);
  else if (action === ACTIONS.resolve && open) resolve(draft, found, desk, person);
  else if (action === ACTIONS.suggest && open && event.kind === 'action')
    suggest(draft, found, event.value, person, settings);
  else if (action === ACTIONS.reopen && !open) reopen(draft, found, settings, person);
  else if (action === ACTIONS.stillOnIt && found.state === 'claimed') {
    stillOnIt(draft, found, person, desk);
    if (event.kind === 'action')
      draft.showChosen(event, caseStream(found.number), phrase(desk.language, 'buttonStillOnIt'));
  } else
    draft.reply({
      kind: 'notice',
      text: phrase(desk.language, 'deskStale', { state: phrase(desk.language, statePhrases[found.state]) }),
      stale: true,
    });
}

function setPause(
  draft: Draft,
  paused: boolean,
  person: string,
  found: Case | undefined,
  desk: DeskSettings,
): void {
  draft.put('pause/all', { paused, by: person, at: draft.turn.now });
  draft.fact({ kind: paused ? 'paused' : 'resumed', person });
  const key = paused ? 'deskPaused' : 'deskResumed';
  const words = { person: nameOf(person, desk) };
  if (found) draft.tellDesk(found.number, { voice: 'system', content: deskWords(desk.language, key, words) });
  draft.reply({ kind: 'notice', text: phrase(desk.language, key, words) });
}
