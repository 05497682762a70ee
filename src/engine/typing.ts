import type { PlaceKey } from '../core/place.js';
import type { Channel } from '../core/ports/channel.js';

/** Most work is done before anybody wonders: a call for each would use up what a platform allows. */
const AFTER = 700;
/** Platforms show it for five to ten seconds. */
const EVERY = 4_500;

/** Shows that the bot is at it until the returned function is called. Transient: if it is lost, nothing is. */
export function showTyping(channel: Channel | undefined, place: PlaceKey): () => void {
  if (!channel?.typing) return () => {};
  const stopped = new AbortController();
  let timer: NodeJS.Timeout;
  const next = (wait: number): void => {
    timer = setTimeout(() => {
      channel.typing?.(place, stopped.signal).catch(() => {});
      next(EVERY);
    }, wait);
    timer.unref();
  };
  next(AFTER);
  return () => {
    clearTimeout(timer);
    stopped.abort();
  };
}
