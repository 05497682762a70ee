/** An index of the answers' words: BM25 (Robertson and Zaragoza, 2009) with the weights worked out beforehand. */
export interface AnswerIndex {
  readonly postings: ReadonlyMap<number, AnswerPostings>;
}

/** Where a feature occurs. */
export interface AnswerPostings {
  /** The most that the feature can give. */
  readonly most: number;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
}

/** How fast a repeated word stops to count, and how much long answers are held back. */
const K1 = 1.2;
const B = 0.5;

/** Builds it from the features of each row's answer and how often they occur, yielding now and then. */
export function* indexAnswers(bodies: readonly ReadonlyMap<number, number>[]): Generator<void, AnswerIndex> {
  const lengths = bodies.map((body) => [...body.values()].reduce((sum, times) => sum + times, 0));
  const filled = lengths.filter((length) => length > 0);
  const mean = filled.reduce((sum, length) => sum + length, 0) / Math.max(1, filled.length);
  const places = new Map<number, [row: number, times: number][]>();
  for (const [row, body] of bodies.entries()) {
    for (const [feature, times] of body) {
      const list = places.get(feature);
      if (list) list.push([row, times]);
      else places.set(feature, [[row, times]]);
    }
    if (row % 50 === 49) yield;
  }
  const postings = new Map<number, AnswerPostings>();
  for (const [feature, list] of places) {
    const most = Math.log(1 + (filled.length - list.length + 0.5) / (list.length + 0.5));
    postings.set(feature, {
      most,
      rows: Int32Array.from(list, ([row]) => row),
      weights: Float32Array.from(list, ([row, times]) => {
        const saturation = times + K1 * (1 - B + (B * (lengths[row] ?? 0)) / mean);
        return (most * times) / saturation;
      }),
    });
    if (postings.size % 1000 === 0) yield;
  }
  return { postings };
}
