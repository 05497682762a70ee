import fc from 'fast-check';
import type { Case } from '../../src/core/case.js';
import type { Conversation } from '../../src/core/conversation.js';
import type { Event } from '../../src/core/event.js';
import type { Knowledge } from '../../src/core/ports/knowledge.js';
import type { RecordKey } from '../../src/core/records.js';
import type { Turn } from '../../src/core/turn.js';
import { WEB_DESK } from '../../src/desk/config.js';
import { dutyAt } from '../../src/desk/roster.js';
import { MONDAY_10, office } from './office.js';

/** The asker's place of a scene. */
export const place = 'web:visitors/vera';
const thread = 'web:desk/cases/7';
const text = fc.oneof(
  fc.constantFrom(
    'human',
    '人工',
    'never mind',
    'I forgot my password',
    '// note',
    '!claim',
    '!nonsense',
    '',
    '2',
    '谢谢',
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const author = fc.record(
  {
    id: fc.constantFrom('vera', 'ana', 'li', 'mallory'),
    name: text,
    bot: fc.boolean(),
    zone: text,
    locale: text,
    guest: fc.boolean(),
  },
  { requiredKeys: ['id', 'name'] },
);
const where = fc.constantFrom(place, thread, WEB_DESK, 'slack:T/C/1', 'nonsense');
const base = { id: fc.constant('e1'), at: fc.constant(MONDAY_10), place: where };
const message = fc.constantFrom('m1', 'm2', 'k.0');
/** What an asker wrote, waiting for the thread. */
export const waiting = {
  kind: 'say',
  key: 'k.1',
  lane: 'thread:t',
  voice: 'asker',
  origin: place,
  at: 0,
  target: { opened: 't' },
  content: { text: 'x', format: 'plain' },
  case: 7,
  line: { stream: 'case/7', n: 1 },
} as const;
const effect = fc.constantFrom(
  {
    kind: 'say',
    key: 'k.0',
    lane: place,
    voice: 'staff',
    origin: thread,
    at: 0,
    target: { place },
    content: { text: 'x', format: 'plain' },
    case: 7,
    line: { stream: `place/${place}`, n: 0 },
    reportTo: { stream: 'case/7', n: 0, message: { place: thread, id: 'm1' } },
  } as const,
  waiting,
  {
    kind: 'open',
    key: 't',
    lane: 'thread:t',
    voice: 'system',
    origin: place,
    at: 0,
    target: { place: WEB_DESK },
    title: 't',
    content: { text: 'x', format: 'plain' },
    case: 7,
    line: { stream: 'case/7', n: 0 },
  } as const,
  {
    kind: 'react',
    key: 'k.2',
    lane: place,
    voice: 'system',
    origin: place,
    at: 0,
    message: { message: { place, id: 'm1' } },
    emoji: '✅',
    added: true,
  } as const,
  {
    kind: 'work',
    key: 'k.3',
    lane: 'w',
    voice: 'system',
    origin: place,
    at: 0,
    worker: 'alarm',
    input: null,
  } as const,
  {
    kind: 'revise',
    key: 'k.4',
    lane: place,
    voice: 'bot',
    origin: place,
    at: 0,
    message: { effect: 'k.0' },
    content: { text: 'x', format: 'plain' },
  } as const,
);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record(
    {
      ...base,
      kind: fc.constant('message' as const),
      author,
      message,
      text,
      addressed: fc.boolean(),
      private: fc.boolean(),
      outsiders: fc.boolean(),
      offer: fc.boolean(),
      mark: text,
    },
    { requiredKeys: ['id', 'at', 'place', 'kind', 'author', 'message', 'text', 'addressed', 'private'] },
  ),
  fc.record({ ...base, kind: fc.constant('mark' as const), mark: text }),
  fc.record({ ...base, kind: fc.constant('edit' as const), author, message, text }),
  fc.record({ ...base, kind: fc.constant('delete' as const), author, message }),
  fc.record({
    ...base,
    kind: fc.constant('reaction' as const),
    author,
    message,
    emoji: text,
    added: fc.boolean(),
  }),
  fc.record({
    ...base,
    kind: fc.constant('action' as const),
    author,
    message,
    action: fc.oneof(
      fc.constantFrom(
        'helped',
        'person',
        'choose',
        'none',
        'rate',
        'comment',
        'accept',
        'claim',
        'not-mine',
        'resolve',
        'reopen',
        'still-on-it',
        'suggest',
        'retry',
        'pause',
        'resume',
      ),
      text,
    ),
    value: fc.oneof(fc.constantFrom('7', '7:0', '7:5', 'k.0', 'm1', 'vpn', 'reset-password'), text),
    version: fc.integer({ min: -1, max: 3 }),
    fields: fc.constantFrom({ comment: '' }, { comment: 'it took long' }, { other: 'x' }),
  }),
  fc.record({ ...base, kind: fc.constant('command' as const), author, name: text, text }),
  fc.record({ ...base, kind: fc.constant('join' as const), author }),
  fc.record({
    ...base,
    kind: fc.constant('tick' as const),
    timer: fc.constantFrom(
      { key: 'case/7', at: MONDAY_10, place: thread, purpose: { kind: 'case', case: 7 } } as const,
      {
        key: 'session/s',
        at: MONDAY_10,
        place,
        purpose: { kind: 'session', session: 'session/s' },
      } as const,
    ),
  }),
  fc.record({
    ...base,
    kind: fc.constant('receipt' as const),
    effect,
    receipt: fc.constant({ effect: 'k.0', at: 1, message: { place, id: 'm9' }, opened: thread }),
  }),
  fc.record({
    ...base,
    kind: fc.constant('failure' as const),
    effect,
    failure: fc.record({
      effect: fc.constant('k.0'),
      at: fc.constant(1),
      code: fc.constantFrom(
        'refused' as const,
        'expired' as const,
        'withdrawn' as const,
        'dependency' as const,
      ),
      reason: text,
    }),
  }),
  fc.record({ ...base, kind: fc.constant('result' as const), effect, output: fc.jsonValue() }),
);

const caseOf = fc.record({
  state: fc.constantFrom('queued' as const, 'pinged' as const, 'claimed' as const, 'resolved' as const),
  age: fc.constantFrom(0, 10 * 60_000, 5 * 86_400_000),
  waiting: fc.boolean(),
  everybody: fc.boolean(),
  pinged: fc.subarray(['ana', 'li', 'tom', 'gone']),
  asked: fc.boolean(),
  failed: fc.boolean(),
  thread: fc.constantFrom('t', 'u'),
});
/** Any event in any state. */
export const scene = fc.record({
  event,
  now: fc.constantFrom(MONDAY_10, MONDAY_10 + 12 * 3_600_000, 0),
  case: fc.option(caseOf, { nil: undefined }),
  owner: fc.constantFrom('bot', 'queue', 'person', 'none'),
  staff: fc.boolean(),
  paused: fc.boolean(),
  dialog: fc.option(
    fc.record({
      dialog: fc.constantFrom('clarify', 'lookup', 'gone'),
      step: text,
      slots: fc.dictionary(
        fc.constantFrom(
          ...['question', 'articles', 'titles', 'round', 'version'],
          ...['article', 'message', 'values', 'said', 'missed', 'form'],
        ),
        fc.oneof(fc.constantFrom('m1', 'vpn'), fc.jsonValue()),
      ),
    }),
    { nil: undefined },
  ),
  aside: fc.boolean(),
  pointed: fc.boolean(),
});
/** One of {@link scene}. */
export type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** The turn of a scene, as `gather` would make it. */
export function turnOf(found: Scene, knowledge: Knowledge): Turn {
  const records = new Map<RecordKey, unknown>();
  const owner =
    found.owner === 'person'
      ? { kind: 'person', case: 7, person: 'ana' }
      : found.owner === 'queue'
        ? { kind: 'queue', case: 7 }
        : { kind: 'bot' };
  if (found.owner !== 'none') {
    const conversation = {
      place,
      owner,
      language: 'en',
      lines: 3,
      revision: 1,
      lastCase: 7,
      participants: {
        vera: {
          name: 'Vera',
          question: 'q',
          answered: { article: 'vpn', message: 'm1', effect: 'k.0', n: 1, version: 1 },
          ...(found.dialog && !found.aside && { dialog: found.dialog }),
          ...(found.dialog && found.aside && { aside: { dialog: found.dialog, messages: 0 } }),
        },
      },
    } as Conversation; // `owner` above is one of its kinds
    records.set(`conversation/${place}`, conversation);
  }
  records.set('asker/web:vera', {
    key: 'web:vera',
    name: 'Vera',
    open: [7],
    cases: 1,
    tokens: 5,
    countedAt: 0,
    limited: false,
  });
  records.set('session/s', { kind: 'visitor', person: 'vera', createdAt: 0, expiresAt: MONDAY_10 + 1 });
  records.set('pause/all', { paused: found.paused, at: 0 });
  if (found.case) {
    const { state, age, waiting, everybody, pinged, asked, failed, thread: key } = found.case;
    const value: Case = {
      number: 7,
      state,
      revision: 1,
      openedAt: found.now - age,
      reason: 'no-article',
      question: 'q',
      tried: [{ article: 'reset-password', title: 'Reset your password', confidence: 0.4 }],
      thread: key,
      threadPlace: thread,
      lines: 2,
      asker: {
        key: 'web:vera',
        id: 'vera',
        name: 'Vera',
        platform: 'web',
        place,
        language: 'en',
        earlier: 0,
      },
      pinged,
      everybody,
      reopened: 0,
      timeline: [],
      ...(state === 'claimed' && { holder: 'ana' }),
      ...(state === 'resolved' && { resolvedAt: found.now - age }),
      ...(waiting && { waitingSince: found.now - age }),
      ...(asked && { askedHolderAt: found.now - age }),
      ...(failed && { threadFailed: true, held: [1], unreachable: true }),
    };
    records.set('case/7', value);
    records.set(`thread/${thread}`, { case: 7 });
  }
  const line = {
    n: 1,
    seq: 1,
    at: 0,
    voice: found.staff ? 'staff' : 'asker',
    state: 'failed',
    content: { text: 'before', format: 'plain' },
    copies: [{ stream: 'case/7', n: 1 }],
    relayed: 'k.0',
  } as const;
  const { event } = found;
  return {
    event,
    now: found.now,
    key: (n) => `key.${n}`,
    record: ((key: RecordKey) => records.get(key)) as Turn['record'], // each value above is of its key's type
    duty: dutyAt(office, found.now),
    staff: found.staff,
    lines: [],
    article: (id) => knowledge.article(id),
    number: 8,
    opening: { ...line, n: 0, voice: 'system' },
    ...('text' in event &&
      event.text !== '' && {
        finding: knowledge.search({ text: event.text, audiences: ['everyone'], starters: true }),
      }),
    ...(found.pointed && { pointed: line, notice: { ...line, voice: 'system', message: 'm1' } }),
    ...(event.kind === 'tick' && found.case?.failed && { held: [line] }),
  };
}
