import * as v8 from 'node:v8';

/** How many abort signals nobody has let go of. Collects garbage first. */
export async function liveSignals(): Promise<number> {
  // What settles late, and what a weak reference was asked for, is let go of at the end of a turn.
  await new Promise((resolve) => setTimeout(resolve, 50));
  return v8.queryObjects(AbortSignal, { format: 'count' });
}
