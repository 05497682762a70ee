import { type Logger, LogLevel } from '@slack/web-api';
import type { Log } from '../../src/core/ports/ambient.js';

/**
 * The SDK's log within ours. What it tells at `debug` holds tokens and message text, and its warnings repeat what our
 * own lines say with more: both go to `debug`, the former not at all.
 */
export function sdkLogger(log: Log): Logger {
  const words = (parts: unknown[]): string => parts.map(String).join(' ');
  return {
    debug() {},
    info() {},
    warn: (...parts) => log.debug({ sdk: 'slack' }, words(parts)),
    error: (...parts) => log.warn({ sdk: 'slack' }, words(parts)),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
