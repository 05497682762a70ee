import { FirstlineError } from '../core/error.js';
import type { Event } from '../core/event.js';
import type { Clock, Log } from '../core/ports/ambient.js';
import type { Door, Submitted } from '../core/ports/channel.js';
import type { Commit, RecordChange } from '../core/ports/store.js';
import type { Decide, Decision, Turn } from '../core/turn.js';
import { type Gathered, gather, type Sources, withNumber } from './gather.js';

/** How long an event is remembered from its turn on, so that it is not handled again. Platforms redeliver within hours. */
const SEEN_FOR = 7 * 86_400_000;
/** A turn that loses its race so often is a fault. */
const ATTEMPTS = 50;

/** The door, and what is needed to close it. */
export interface Turns extends Door {
  /** No new events; resolves when the turns under way are through. */
  stop(): Promise<void>;
  /** Turns since the start. */
  readonly count: number;
}

/** Builds the door: gather, decide, commit. Turns of one place follow one another, places run side by side. */
export function createTurns(options: {
  readonly sources: Sources;
  readonly decide: Decide;
  readonly clock: Clock;
  readonly log: Log;
}): Turns {
  const { sources, decide, clock, log } = options;
  const last = new Map<string, Promise<unknown>>();
  let stopping = false;
  let count = 0;

  async function turn(event: Event): Promise<Submitted> {
    const began = performance.now();
    let number: number | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const now = clock.now();
      const gathered = await gather(event, now, sources);
      let { turn } = gathered;
      let decision = decide(turn);
      if (decision.needsNumber) {
        number ??= await sources.store.reserve();
        turn = await withNumber(turn, number, sources);
        decision = decide(turn);
      }
      const committed = await sources.store.commit(toCommit(event, decision, gathered));
      if (committed.ok || committed.why !== 'conflict') {
        const outcome = committed.ok ? 'done' : 'duplicate';
        const reply = committed.ok ? decision.reply : committed.why === 'seen' ? committed.reply : undefined;
        count += 1;
        report(event, turn, decision, outcome, attempt, performance.now() - began);
        return { outcome, ...(reply && { reply }) };
      }
    }
    throw new FirstlineError('turn.conflict', `Event ${event.id} lost its race ${ATTEMPTS} times.`);
  }

  function report(
    event: Event,
    turn: Turn,
    decision: Decision,
    outcome: Submitted['outcome'],
    attempts: number,
    ms: number,
  ): void {
    const facts = decision.facts.map(({ kind, why, rule }) =>
      [kind, why, rule].filter((part) => part !== undefined).join(':'),
    );
    // A receipt is the calm end of a turn that has its line already; what fails is logged by the outbox.
    const level = event.kind === 'receipt' ? 'debug' : 'info';
    log[level](
      {
        event: event.id,
        kind: event.kind,
        place: event.place,
        outcome,
        ms: Math.round(ms * 10) / 10,
        ...(attempts > 1 && { attempts }),
        ...(facts.length && outcome === 'done' && { facts }),
      },
      'turn',
    );
    if ('text' in event) {
      const { finding } = turn;
      const fields = {
        event: event.id,
        text: event.text,
        get reasons() {
          return finding?.reasons; // worded only if the log keeps it
        },
      };
      log.debug(fields, 'text');
    }
  }

  return {
    async submit(event) {
      if (stopping && !internal(event)) {
        throw new FirstlineError('engine.stopped', 'Firstline is stopping; send the event again.');
      }
      const before = last.get(event.place) ?? Promise.resolve();
      const mine = before.then(
        () => turn(event),
        () => turn(event), // the turn before failed for its own sender; this one is another matter
      );
      last.set(event.place, mine);
      try {
        return await mine;
      } catch (error) {
        log.error({ event: event.id, kind: event.kind, place: event.place, err: error }, 'turn failed');
        throw error;
      } finally {
        if (last.get(event.place) === mine) last.delete(event.place);
      }
    },
    async stop() {
      stopping = true;
      while (last.size) await Promise.allSettled(last.values());
    },
    get count() {
      return count;
    },
  };
}

/** What the outbox reports may come in while the door is closing: it settles what was sent. */
function internal(event: Event): boolean {
  return event.kind === 'receipt' || event.kind === 'failure' || event.kind === 'result';
}

function toCommit(event: Event, decision: Decision, { turn, versions }: Gathered): Commit {
  const records: RecordChange[] = [];
  for (const [key, value] of decision.records) {
    // A reserved number is nobody else's: its case is new.
    const version =
      versions.get(key) ?? (decision.numbers.some((number) => key === `case/${number}`) ? 0 : undefined);
    if (version === undefined) {
      throw new FirstlineError(
        'turn.decision',
        `The turn of ${event.id} changes ${key}, which was not gathered.`,
      );
    }
    records.push({ key, version, value });
  }
  const { lines, effects, withdraw, timers, facts, numbers, reply } = decision;
  return {
    records,
    lines,
    effects,
    withdraw,
    timers,
    facts,
    ...(numbers.length && { numbers }),
    ...(event.kind === 'tick'
      ? { fires: { key: event.timer.key, at: event.timer.at } }
      : internal(event) && 'effect' in event
        ? { settles: event.effect.key }
        : { seen: { id: event.id, until: turn.now + SEEN_FOR, ...(reply && { reply }) } }),
  };
}
