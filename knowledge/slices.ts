/** The work between two breaths of the event loop, in milliseconds: a collection of garbage may come on top. */
const BREATH = 5;
/**
 * When there was time for others last, in this thread: one work that follows another at once goes on in the same slice.
 */
let breathed = performance.now();

/** Work in small steps. What it yields on its way is of use before the end; mostly nothing. */
export type Steps<T, Early = void> = Generator<Early, T>;

/** Takes all steps in one go. */
export function atOnce<T>(steps: Steps<T, unknown>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Takes the steps in the background: everything else of the process runs in between. `early` is given what is yielded. */
export async function inSlices<T, Early>(
  steps: Steps<T, Early>,
  early: (value: Early) => void = () => undefined,
): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    early(step.value);
    if (isDue()) await breath();
  }
}

/** Whether it is time for a breath: to be asked between steps. */
export function isDue(): boolean {
  return performance.now() - breathed > BREATH;
}

/** Works from 0 up to a count, so many at a time, yielding in between. */
export function* inPieces(
  count: number,
  size: number,
  work: (from: number, to: number) => void,
): Steps<void> {
  for (let from = 0; from < count; from += size) {
    work(from, Math.min(count, from + size));
    yield;
  }
}

/** Resolves when everything else that was due has run. */
export function breath(): Promise<void> {
  return new Promise((resolve) =>
    setImmediate(() => {
      breathed = performance.now();
      resolve();
    }),
  );
}
