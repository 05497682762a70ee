import type { Case } from './case.js';
import type { Content } from './content.js';
import type { Conversation, Participant } from './conversation.js';
import { type Effect, type LineRef, type MessageRef, type Persona, type Ping, workLane } from './effect.js';
import type { ActionEvent, Reply } from './event.js';
import type { Fact } from './fact.js';
import type { Language } from './language.js';
import { caseStream, type Line, placeStream } from './line.js';
import type { ReactionEvent } from './message-events.js';
import type { PlaceKey } from './place.js';
import type { LineChange, TimerChange } from './ports/store.js';
import type { RecordKey, RecordOf } from './records.js';
import type { Decision, Turn } from './turn.js';

/** An effect without what the draft fills in: its key, its origin and its time. */
export type NewEffect<E extends Effect = Effect> = E extends Effect
  ? Omit<E, 'key' | 'origin' | 'at'>
  : never;

/** Something to say to an asker. */
export interface Telling {
  readonly voice: 'bot' | 'staff' | 'system';
  readonly content: Content;
  readonly as?: Persona;
  readonly case?: number;
  readonly author?: { readonly id: string; readonly name: string };
  readonly copies?: readonly LineRef[];
  readonly reportTo?: LineRef & { readonly message?: { readonly place: PlaceKey; readonly id: string } };
  /** The platform's id of the one person who is to see it. */
  readonly to?: string;
  /** About the asker alone: see {@link Line.personal}. */
  readonly personal?: boolean;
}

/** Something to say in the thread of a case. */
export interface DeskTelling {
  readonly voice: 'asker' | 'system';
  readonly content: Content;
  readonly as?: Persona;
  readonly author?: { readonly id: string; readonly name: string };
  readonly ping?: readonly Ping[];
  readonly copies?: readonly LineRef[];
}

/** What was said: the effect that says it and the line that shows it. */
export interface Told {
  readonly effect: string;
  readonly line: LineRef;
}

/**
 * A decision being written. Reads see what was written before; keys, line numbers, lanes and the pairing of effects
 * with transcript lines are right by construction. Pure: nothing leaves it but {@link Draft.done}.
 */
export class Draft {
  readonly turn: Turn;
  readonly #records = new Map<RecordKey, RecordOf<RecordKey> | undefined>();
  readonly #lines: LineChange[] = [];
  readonly #effects: Effect[] = [];
  readonly #withdraw = new Set<string>();
  readonly #timers: TimerChange[] = [];
  readonly #facts: Fact[] = [];
  readonly #numbers: number[] = [];
  #reply: Reply | undefined;
  #keys = 0;
  #needsNumber = false;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  get<K extends RecordKey>(key: K): RecordOf<K> | undefined {
    // What was put under a key has the key's type, by the signature of put.
    if (this.#records.has(key)) return this.#records.get(key) as RecordOf<K> | undefined;
    return this.turn.record(key);
  }

  put<K extends RecordKey>(key: K, value: RecordOf<K> | undefined): void {
    this.#records.set(key, value as RecordOf<RecordKey> | undefined); // RecordOf<K> is one of the union
  }

  /** The conversation of a place; a new one where there is none yet. */
  conversation(place: PlaceKey, language: Language = 'en'): Conversation {
    return (
      this.get(`conversation/${place}`) ?? {
        place,
        owner: { kind: 'bot' },
        language,
        participants: {},
        lines: 0,
        revision: 0,
      }
    );
  }

  putConversation(conversation: Conversation): void {
    this.put(`conversation/${conversation.place}`, conversation);
  }

  case(number: number): Case | undefined {
    return this.get(`case/${number}`);
  }

  putCase(value: Case): void {
    this.put(`case/${value.number}`, value);
  }

  /** Adds a line to what stands in a place. */
  addPlaceLine(place: PlaceKey, line: Line): LineRef {
    const conversation = this.conversation(place);
    const ref = { stream: placeStream(place), n: conversation.lines };
    this.putConversation({ ...conversation, lines: conversation.lines + 1 });
    this.#lines.push({ kind: 'add', ...ref, line });
    return ref;
  }

  /** Adds a line to the thread of a case. */
  addCaseLine(number: number, line: Line): LineRef | undefined {
    const found = this.case(number);
    if (!found) return undefined;
    const ref = { stream: caseStream(number), n: found.lines };
    this.putCase({ ...found, lines: found.lines + 1 });
    this.#lines.push({ kind: 'add', ...ref, line });
    return ref;
  }

  changeLine(ref: LineRef, fields: Partial<Line>): void {
    this.#lines.push({ kind: 'change', stream: ref.stream, n: ref.n, fields });
  }

  /** The key that the next effect will have. */
  nextKey(ahead = 0): string {
    return this.turn.key(this.#keys + ahead);
  }

  /** Adds an effect and returns its key. */
  effect(effect: NewEffect): string {
    const key = this.turn.key(this.#keys++);
    // NewEffect distributes over the union, so adding the three fields back gives the same member.
    this.#effects.push({
      ...effect,
      key,
      origin: this.turn.event.place,
      at: this.turn.now,
    } as Effect);
    return key;
  }

  /** Says something to the asker of a place, with its line. */
  tell(place: PlaceKey, telling: Telling): Told {
    const { voice, content, as, author, copies, reportTo, personal } = telling;
    const effect = this.nextKey();
    const line = this.addPlaceLine(place, {
      at: this.turn.now,
      voice,
      content,
      state: 'pending',
      effect,
      ...(author && { author }),
      ...(copies && { copies }),
      ...(personal && { personal }),
    });
    const { to } = telling;
    const base = { lane: place, voice, target: { place }, content, line } as const;
    const rest = {
      ...(reportTo && { reportTo }),
      ...copyOf(content, copies),
      ...(telling.case !== undefined && { case: telling.case }),
    };
    if (to === undefined) this.effect({ kind: 'say', ...base, ...(as && { as }), ...rest });
    else this.effect({ kind: 'whisper', to, ...base, ...(as && { as }), ...rest });
    return { effect, line };
  }

  /** Says something in the thread of a case, with its line. Nothing where there is no such case. */
  tellDesk(number: number, telling: DeskTelling): Told | undefined {
    const found = this.case(number);
    if (!found) return undefined;
    const { voice, content, as, author, ping, copies } = telling;
    const effect = this.nextKey();
    const line = this.addCaseLine(number, {
      at: this.turn.now,
      voice,
      content,
      state: 'pending',
      effect,
      ...(author && { author }),
      ...(copies && { copies }),
    });
    if (!line) return undefined;
    this.effect({
      kind: 'say',
      lane: `thread:${found.thread}`,
      voice,
      target: { opened: found.thread },
      content,
      line,
      case: number,
      ...(as && { as }),
      ...(ping && { ping }),
      ...copyOf(content, copies),
    });
    return { effect, line };
  }

  /** The message that held the pressed button, or was reacted to, shows what was chosen, in place of the buttons. */
  showChosen(event: ActionEvent | ReactionEvent, stream: string, chosen: string): void {
    const { pointed } = this.turn;
    if (!pointed || event.message === undefined) return;
    const { buttons: _buttons, ...rest } = pointed.content;
    const { message = event.message, parts = [], effect, voice, state } = pointed;
    const ref = (id: string): MessageRef => ({ place: event.place, id });
    // Long words stand in several messages, and the button only in one of them. What can be revised by its key is.
    const byKey =
      voice === 'bot' && (state === 'pending' || this.get(`receipt/${effect ?? ''}`) !== undefined);
    this.effect({
      kind: 'revise',
      lane: event.place,
      voice: 'system',
      message: byKey && effect !== undefined ? { effect } : { message: ref(message), parts: parts.map(ref) },
      content: { ...rest, chosen },
      line: { stream, n: pointed.n },
    });
  }

  /**
   * Takes back what the bot has not yet delivered in a place, what it is still looking up, and what it has asked: its owner
   * changes.
   */
  silence(place: PlaceKey): void {
    this.#withdraw.add(place);
    const conversation = this.conversation(place);
    const participants = Object.entries(conversation.participants);
    if (!participants.some(([, { pending, dialog, aside }]) => pending || dialog || aside)) return;
    for (const [id, { pending }] of participants) if (pending) this.#withdraw.add(workLane(place, id));
    const still = participants.map(
      ([id, { pending: _pending, dialog: _dialog, aside: _aside, ...rest }]): [string, Participant] => [
        id,
        rest,
      ],
    );
    this.putConversation({ ...conversation, participants: Object.fromEntries(still) });
  }

  timer(change: TimerChange): void {
    this.#timers.push(change);
  }

  fact(fact: Omit<Fact, 'at' | 'event' | 'place'> & { readonly place?: PlaceKey }): void {
    this.#facts.push({
      at: this.turn.now,
      event: this.turn.event.id,
      place: this.turn.event.place,
      ...fact,
    });
  }

  /** The case number reserved for this turn; undefined asks for one, and the turn is decided again. */
  number(): number | undefined {
    const { number } = this.turn;
    if (number === undefined) this.#needsNumber = true;
    else this.#numbers.push(number);
    return number;
  }

  reply(reply: Reply): void {
    this.#reply = reply;
  }

  done(): Decision {
    return {
      records: this.#records,
      lines: this.#lines,
      effects: this.#effects,
      withdraw: [...this.#withdraw],
      timers: this.#timers,
      facts: this.#facts,
      numbers: this.#numbers,
      needsNumber: this.#needsNumber,
      ...(this.#reply && { reply: this.#reply }),
    };
  }
}

/** The line whose files an effect takes along. */
function copyOf(content: Content, copies: readonly LineRef[] = []): { readonly copyOf?: LineRef } {
  const [first] = copies;
  return content.files?.length && first ? { copyOf: first } : {};
}
