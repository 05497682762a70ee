import { createGateway } from '../../../adapters/discord/gateway.js';
import { type Log, silentLog, systemClock } from '../../../src/core/ports/ambient.js';

/** What the child prints, one JSON line each. */
export type Printed =
  | { readonly what: 'fresh' | 'stopped' }
  | { readonly what: 'connected'; readonly connected: boolean }
  | { readonly what: 'log'; readonly words: string };

/**
 * Our own line to Discord in a process of its own: that it ends is then something that a test can see. Stops in good
 * order when its standard input is told to.
 */
function live(): void {
  const print = (printed: Printed): void => void process.stdout.write(`${JSON.stringify(printed)}\n`);
  const say = (_details: object, words: string): void => print({ what: 'log', words });
  const log: Log = { ...silentLog, warn: say, error: say };
  const gateway = createGateway({
    access: { token: process.env.DISCORD_TOKEN ?? '', apiUrl: process.env.DISCORD_API_URL ?? '' },
    clock: systemClock,
    log,
    alarm: { raise: () => {}, clear: () => {} },
    ...(process.env.STUCK_AFTER !== undefined && { stuckAfter: Number(process.env.STUCK_AFTER) }),
  });
  let connected = false;
  const watch = setInterval(() => {
    if (gateway.connected === connected) return;
    connected = gateway.connected;
    print({ what: 'connected', connected });
  }, 20);
  gateway.start({ dispatch: () => {}, begins: () => {}, fresh: () => print({ what: 'fresh' }) });
  process.stdin.on('data', () => {
    clearInterval(watch);
    process.stdin.pause();
    void gateway.stop().then(() => print({ what: 'stopped' }));
  });
}

if (process.argv[1]?.endsWith('gateway-child.ts')) live();
