import type { StoreStatus } from '../core/ports/store.js';

/** Figures of the store in the text format of Prometheus. `now` in milliseconds since 1970. */
export function prometheus(status: StoreStatus, now: number): string {
  const age = status.oldestEffectAt === undefined ? 0 : Math.max(0, now - status.oldestEffectAt) / 1000;
  return [
    gauge('firstline_open_cases', 'Cases that are not resolved.', status.openCases),
    gauge('firstline_outbox_effects', 'Effects that are not delivered yet.', status.effects),
    gauge('firstline_outbox_oldest_seconds', 'Age of the oldest effect that is not delivered yet.', age),
    gauge('firstline_timers', 'Timers that are set.', status.timers),
    counter('firstline_commits_total', 'Commits of this data folder, ever.', status.seq),
    counter('firstline_facts_total', 'Facts of this data folder, ever.', status.facts),
  ].join('');
}

function gauge(name: string, help: string, value: number): string {
  return metric(name, help, 'gauge', value);
}

function counter(name: string, help: string, value: number): string {
  return metric(name, help, 'counter', value);
}

function metric(name: string, help: string, type: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`;
}
