/** What the issue asks of a figure. */
export interface Aim {
  readonly key: string;
  readonly text: string;
  readonly met: boolean;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

/** Milliseconds that a turn may take beside its fsync. */
const BESIDE_SYNC = 3;

/** Milliseconds: Slack allows three seconds for an acknowledgement. */
const SLACK_ACK = 50;

/** What is to be fast at 10,000 phrasings: real ones, where they are given, and generated ones. */
const KNOWLEDGE = [
  ['data', 'the data', 1],
  ['10000', '10,000 phrasings', 1],
] as const;

/** Judges what was measured; what could not be measured is not judged. */
export function judge(values: ReadonlyMap<string, number>): readonly Aim[] {
  const aims: Aim[] = [];
  const add = (
    key: string,
    limitOf: number | undefined,
    text: (limit: number) => string,
    unit: string,
    above = false,
  ): void => {
    const value = values.get(key);
    if (value === undefined || limitOf === undefined) return;
    aims.push({
      key,
      text: text(limitOf),
      met: above ? value > limitOf : value < limitOf,
      value,
      limit: limitOf,
      unit,
    });
  };
  const sync = values.get('sync.latency.p99');
  const echo = values.get('chat.markdown');
  add(
    'latency.p99',
    sync === undefined ? undefined : sync + BESIDE_SYNC,
    (limit) => `p99 of a turn under the p99 of an fsync plus ${BESIDE_SYNC} ms: ${limit.toFixed(2)} ms`,
    'ms',
  );
  add('start.ready', 0.6, () => 'ready in 0.6 s', 's');
  add('start.rss', 90, () => 'under 90 MB at rest', 'MB');
  add(
    'turns.turns',
    echo,
    (limit) => `turns a second above Chat SDK's echo: ${limit.toFixed(0)} /s`,
    '/s',
    true,
  );
  add(
    'turns.answered',
    echo,
    (limit) => `and, harder, questions answered end to end above it: ${limit.toFixed(0)} /s`,
    '/s',
    true,
  );
  for (const [of, what, p95] of KNOWLEDGE) {
    add(`growth.${of}.p50`, 0.3, () => `a question of ${what}, p50 within 0.3 ms`, 'ms');
    add(`growth.${of}.p95`, p95, () => `p95 within ${p95} ms`, 'ms');
    add(`growth.${of}.train`, 5, () => `${what} trained in 5 s`, 's');
    add(`growth.${of}.start`, 0.3, () => 'started from the kept model in 0.3 s', 's');
    add(`growth.${of}.hold`, 20, () => 'event loop held for 20 ms at most by a change', 'ms');
  }
  add('growth.100000.p95', 3, () => 'a question of 100,000 phrasings, p95 within 3 ms', 'ms');
  add('growth.100000.hold', 20, () => 'event loop held for 20 ms at most by a change', 'ms');
  add('slack.ack.p99', SLACK_ACK, (limit) => `p99 of an acknowledgement to Slack under ${limit} ms`, 'ms');
  return aims;
}
