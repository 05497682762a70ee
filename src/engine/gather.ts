import { hash } from 'node:crypto';
import { ACTIONS } from '../core/actions.js';
import type { Case } from '../core/case.js';
import { bareText, type Content } from '../core/content.js';
import { answersOf } from '../core/conversation.js';
import type { ActionEvent, Event, FailureEvent, ResultEvent } from '../core/event.js';
import type { Author } from '../core/event-base.js';
import { readerAt } from '../core/limits.js';
import { caseStream, contentOf, type NumberedLine, placeStream } from '../core/line.js';
import type { ReactionEvent } from '../core/message-events.js';
import { type PlaceKey, platformOf } from '../core/place.js';
import type { Finding, Knowledge } from '../core/ports/knowledge.js';
import type { Records } from '../core/ports/store.js';
import type { RecordKey, RecordOf } from '../core/records.js';
import type { Duty } from '../core/roster.js';
import type { Settings } from '../core/settings.js';
import type { Turn } from '../core/turn.js';
import { fileKeys, keysOf } from './settle-files.js';

/** Lines of a place that a handoff may quote. */
const QUOTABLE_LINES = 12;

/** A message without a receipt is among so many last lines of its place. */
const UNSETTLED_LINES = 50;

/** The platform's clock may be behind ours by so much, milliseconds. */
const CLOCKS_APART = 10_000;

/** Where a turn's facts come from. */
export interface Sources {
  readonly store: Records;
  readonly knowledge: () => Knowledge;
  readonly duty: (now: number) => Duty;
  /** Whether this person may act as staff in this place now. */
  readonly isStaff: (user: string, place: PlaceKey) => Promise<boolean>;
  readonly settings: Settings;
}

/** A turn and the versions of the records it was given, for the commit. */
export interface Gathered {
  readonly turn: Turn;
  readonly versions: ReadonlyMap<RecordKey, number>;
}

/** The key of the record of an asker: the platform's id, told apart by platform. */
export function askerKey(place: PlaceKey, user: string): string {
  return `${platformOf(place)}:${user}`;
}

/** Whether a place belongs to the desk: its channel, or a thread in it. Nobody there is an asker. */
export function isDeskPlace(place: PlaceKey, desk: PlaceKey): boolean {
  return place === desk || place.startsWith(`${desk}/`);
}

/** Reads what the decision about an event may need: records with versions, findings, who is on duty. */
export async function gather(told: Event, now: number, sources: Sources): Promise<Gathered> {
  // A timer may hold an event that came too early.
  const waited = told.kind === 'tick' && told.timer.purpose.kind === 'early' ? told.timer.purpose : undefined;
  const event = waited?.event ?? told;
  const { store, settings } = sources;
  const records = new Map<RecordKey, unknown>();
  const versions = new Map<RecordKey, number>();
  const read = async (keys: readonly RecordKey[]): Promise<void> => {
    const wanted = keys.filter((key) => !versions.has(key));
    if (!wanted.length) return;
    for (const [key, { value, version }] of await store.read(wanted)) {
      records.set(key, value);
      versions.set(key, version);
    }
  };
  const record = <K extends RecordKey>(key: K): RecordOf<K> | undefined =>
    records.get(key) as RecordOf<K> | undefined; // the store keeps under a key what the key's type says

  await read(firstKeys(event));
  const author = authorOf(event);
  const participant = author && record(`conversation/${event.place}`)?.participants[author.id];
  if (participant) await read(answersOf(participant).map(({ effect }) => `receipt/${effect}` as const));
  const number = caseOf(event, record);
  if (number !== undefined) {
    await read([`case/${number}`]);
    const found = record(`case/${number}`);
    if (found) await read([`conversation/${found.asker.place}`, `asker/${found.asker.key}`]);
  }
  const found = number === undefined ? undefined : record(`case/${number}`);

  const desk = isDeskPlace(event.place, settings.desk.place);
  const withBot = (record(`conversation/${event.place}`)?.owner.kind ?? 'bot') === 'bot';
  const asking = !desk && withBot && !author?.bot;
  const text =
    event.kind === 'message' || event.kind === 'edit' || event.kind === 'command' ? event.text : '';
  const knowledge = sources.knowledge();
  const finding: Finding | undefined =
    asking && text && text.length <= settings.limits.messageLength
      ? search(text, event.place, author, sources)
      : undefined;

  // Read before the line is looked for: a receipt that is committed in between is then seen in one of the two.
  const unsettled =
    event.kind === 'reaction' && (await mayBeOurs(event, streamOf(event, desk ? found : undefined), store));

  // An offer that is accepted is the question that it was made for, now addressed to the bot.
  const [pointedAt, opening, held, staff, lines] = await Promise.all([
    pointedLine(event, desk ? found : undefined, store),
    found && event.kind !== 'receipt' ? lineAt(store, caseStream(found.number), 0) : undefined,
    event.kind === 'tick' && found?.threadFailed ? heldLines(store, found) : undefined,
    desk && author ? sources.isStaff(author.id, event.place) : false,
    author && found && mayBeReopened(found, now, desk, settings)
      ? store.tail({ stream: placeStream(found.asker.place), limit: QUOTABLE_LINES })
      : [],
  ]);
  // What has crossed concerns the case that it crossed to, whatever became of that since.
  const copy = pointedAt?.copies?.[0];
  const crossedTo = desk ? undefined : /^case\/(\d+)$/.exec(copy?.stream ?? '')?.[1];
  let pointed = pointedAt;
  if (crossedTo !== undefined && !versions.has(`case/${Number(crossedTo)}`)) {
    await read([`case/${Number(crossedTo)}`]);
    // The version of the case guards the reactions of its lines, so it has to be the older one.
    if (event.kind === 'reaction') pointed = await pointedLine(event, undefined, store);
  }
  const early = unsettled && !pointed;
  const other =
    event.kind === 'reaction' || event.kind === 'message'
      ? copy
      : event.kind === 'receipt' && event.receipt.files?.length
        ? event.effect.copyOf
        : undefined;
  const counterpart = other && (await lineAt(store, other.stream, other.n));
  if (pointed && (event.kind === 'delete' || event.kind === 'receipt'))
    await read(keysOf(contentOf(pointed).files));
  const notice =
    found && pointed?.notice !== undefined && event.kind === 'action'
      ? await lineAt(store, caseStream(found.number), pointed.notice)
      : undefined;

  const searched =
    finding ??
    (event.kind === 'action' && event.action === ACTIONS.accept && asking && pointed?.voice === 'asker'
      ? search(bareText(pointed.content), event.place, author, sources)
      : undefined);

  let prefix: string | undefined;
  const turn: Turn = {
    event,
    now,
    key: (n) => {
      prefix ??= hash('sha256', event.id, 'base64url').slice(0, 18);
      return `${prefix}.${n}`;
    },
    record,
    duty: sources.duty(now),
    staff,
    lines,
    article: (id) => knowledge.article(id),
    ...(searched && { finding: searched }),
    ...(pointed && { pointed }),
    ...(early && { early }),
    ...(waited && { waitedSince: waited.since }),
    ...(counterpart && { counterpart }),
    ...(opening && { opening }),
    ...(notice && { notice }),
    ...(held && { held }),
  };
  return { turn, versions };
}

/** What only a turn that opens a case needs: its number, what to quote, and what the question before it had found. */
export async function withNumber(turn: Turn, number: number, sources: Sources): Promise<Turn> {
  const { event } = turn;
  const lines = await sources.store.tail({ stream: placeStream(event.place), limit: QUOTABLE_LINES });
  const author = authorOf(event);
  const participant = author && turn.record(`conversation/${event.place}`)?.participants[author.id];
  const waited = isWork(event) && participant?.pending?.find(({ effect }) => effect === event.effect.key);
  const question = (waited ? waited.question : participant?.question)?.trim();
  const earlier = question ? search(question, event.place, author, sources) : undefined;
  return { ...turn, number, lines, ...(earlier && { earlier }) };
}

/** Whether this event may open a case again: the desk may at any time, its asker for a while. */
function mayBeReopened(
  { state, resolvedAt = 0 }: Case,
  now: number,
  desk: boolean,
  settings: Settings,
): boolean {
  return state === 'resolved' && (desk || now - resolvedAt < settings.desk.reopenWithin);
}

/** What knowledge says to a text of somebody. */
function search(
  text: string,
  place: PlaceKey,
  author: Author | undefined,
  { knowledge, settings }: Sources,
): Finding {
  return knowledge().search({
    text,
    ...readerAt(place, author?.guest, settings),
    starters: settings.starters,
  });
}

function firstKeys(event: Event): readonly RecordKey[] {
  switch (event.kind) {
    case 'receipt': {
      const { effect, receipt } = event;
      const opened = receipt.opened === undefined ? [] : [`thread/${receipt.opened}` as const];
      const revised =
        (effect.kind === 'revise' || effect.kind === 'retract') && 'effect' in effect.message
          ? [`receipt/${effect.message.effect}` as const]
          : effect.kind === 'react' && effect.undoes !== undefined
            ? [`receipt/${effect.undoes}` as const]
            : [];
      return [`receipt/${effect.key}`, ...opened, ...revised, ...fileKeys(event)];
    }
    case 'failure':
    case 'result': {
      const author = authorOf(event);
      if (!author) return []; // these concern a case, if anything
      return ['pause/all', `conversation/${event.place}`, `asker/${askerKey(event.place, author.id)}`];
    }
    case 'tick': {
      const { purpose } = event.timer;
      return purpose.kind === 'session' ? [purpose.session] : [];
    }
    case 'mark':
      return [`watermark/${event.place}`];
    default: {
      const keys: RecordKey[] = ['pause/all', `conversation/${event.place}`, `thread/${event.place}`];
      keys.push(...fileKeys(event));
      if (event.kind === 'message' && event.mark !== undefined) keys.push(`watermark/${event.place}`);
      if (event.author) keys.push(`asker/${askerKey(event.place, event.author.id)}`);
      return keys;
    }
  }
}

/** The case that an event concerns: the thread's, the timer's, the effect's, or the last one of the asker's place. */
function caseOf(
  event: Event,
  record: <K extends RecordKey>(key: K) => RecordOf<K> | undefined,
): number | undefined {
  if (event.kind === 'tick') {
    const { purpose } = event.timer;
    return purpose.kind === 'case' ? purpose.case : undefined;
  }
  const outbox = event.kind === 'receipt' || event.kind === 'failure' || event.kind === 'result';
  if (outbox && !authorOf(event)) return event.effect.case;
  const conversation = record(`conversation/${event.place}`);
  const owner = conversation?.owner;
  return (
    record(`thread/${event.place}`)?.case ??
    (owner && owner.kind !== 'bot' ? owner.case : undefined) ??
    conversation?.lastCase
  );
}

/** Who did it, or who waits for the work that is done. */
function authorOf(event: Event): Author | undefined {
  if (isWork(event)) return event.effect.kind === 'work' ? event.effect.asker : undefined;
  return 'author' in event ? event.author : undefined;
}

function isWork(event: Event): event is ResultEvent | FailureEvent {
  return event.kind === 'result' || event.kind === 'failure';
}

function streamOf({ place }: Event, thread: Case | undefined): string {
  return thread ? caseStream(thread.number) : placeStream(place);
}

/** Whether a message that nobody knows may be one of ours: one from before the reaction has no receipt yet. */
async function mayBeOurs({ at }: ReactionEvent, stream: string, store: Records): Promise<boolean> {
  const recent = await store.tail({ stream, limit: UNSETTLED_LINES });
  return recent.some((line) => line.state === 'pending' && line.at <= at + CLOCKS_APART);
}

async function lineAt(store: Records, stream: string, n: number): Promise<NumberedLine | undefined> {
  const [line] = await store.tail({ stream, before: n + 1, limit: 1 });
  return line?.n === n ? line : undefined;
}

async function heldLines(
  store: Records,
  { number, held = [], lines }: Case,
): Promise<readonly NumberedLine[]> {
  if (!held.length) return [];
  const found = await store.tail({ stream: caseStream(number), limit: lines - Math.min(...held) });
  return found.filter(({ n }) => held.includes(n));
}

/** The line that an edit, a deletion, a reaction, a reply, a button or a receipt of something taken back refers to. */
async function pointedLine(
  event: Event,
  thread: Case | undefined,
  store: Records,
): Promise<NumberedLine | undefined> {
  const stream = streamOf(event, thread);
  if (event.kind === 'action' && event.action === ACTIONS.retry && thread) {
    const [number, n] = event.value.split(':').map(Number);
    if (number !== thread.number || n === undefined || !Number.isInteger(n) || n < 0) return undefined;
    return lineAt(store, stream, n);
  }
  if (event.kind === 'failure') {
    const { line } = event.effect;
    return line && event.failure.code === 'dependency' ? lineAt(store, line.stream, line.n) : undefined;
  }
  if (event.kind === 'receipt') {
    const { kind, line } = event.effect;
    return line && kind === 'retract' ? lineAt(store, line.stream, line.n) : undefined;
  }
  const accepted = event.kind === 'action' && event.action === ACTIONS.accept;
  const message = accepted
    ? event.value
    : event.kind === 'edit' || event.kind === 'delete' || event.kind === 'reaction' || event.kind === 'action'
      ? event.message
      : event.kind === 'message'
        ? event.inReplyTo
        : undefined;
  if (message === undefined) return undefined;
  const [line] = await store.tail({ stream, message, limit: 1 });
  if (line || accepted || event.kind !== 'action') return line;
  // A quick hand, or a crash: pressed before the receipt that names the message was committed.
  const recent = await store.tail({ stream, limit: QUOTABLE_LINES });
  return recent.findLast(({ state, content }) => state === 'pending' && hasButton(content, event));
}

function hasButton({ buttons = [] }: Content, event: ActionEvent): boolean {
  return buttons.some(
    ({ action, value, version }) =>
      action === event.action && value === event.value && version === event.version,
  );
}
