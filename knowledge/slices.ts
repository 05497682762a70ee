/** The work between two breaths of the event loop, in milliseconds. */
const BREATH = 8;

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
  const pace = pacer();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    early(step.value);
    if (pace.due()) await pace.pause();
  }
}

/** Tells when it is time to let others run. */
export interface Pacer {
  due(): boolean;
  pause(): Promise<void>;
}

/** Makes one, to be asked between steps. */
export function pacer(): Pacer {
  let started = performance.now();
  return {
    due: () => performance.now() - started > BREATH,
    async pause() {
      await breath();
      started = performance.now();
    },
  };
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
  return new Promise((resolve) => setImmediate(resolve));
}
