/**
 * An index of the answers' words: BM25 (Robertson and Zaragoza, 2009) with the weights worked out beforehand. For each
 * feature the rows whose answers hold it.
 */
export interface AnswerIndex {
  /** Where each feature's postings begin; one more at the end. */
  readonly starts: Int32Array;
  readonly rows: Int32Array;
  readonly weights: Float32Array;
  /** For each feature, the most that it can give. */
  readonly most: Float64Array;
}

/** How fast a repeated word stops to count, and how much long answers are held back. */
const K1 = 1.2;
const B = 0.5;

/**
 * Builds it from the features of each row's answer and how often they occur, yielding now and then. `size` is how many
 * features there are.
 */
export function* indexAnswers(
  bodies: readonly ReadonlyMap<number, number>[],
  size: number,
): Generator<void, AnswerIndex> {
  const lengths = bodies.map((body) => {
    let length = 0;
    for (const times of body.values()) length += times;
    return length;
  });
  const filled = lengths.filter((length) => length > 0);
  const mean = filled.reduce((sum, length) => sum + length, 0) / Math.max(1, filled.length);

  // First in how many answers each feature occurs, then the postings.
  const starts = new Int32Array(size + 1);
  for (const body of bodies) {
    for (const feature of body.keys()) starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
  }
  const most = new Float64Array(size);
  for (let feature = 0; feature < size; feature++) {
    const among = starts[feature + 1] ?? 0;
    if (among > 0) most[feature] = Math.log(1 + (filled.length - among + 0.5) / (among + 0.5));
    starts[feature + 1] = among + (starts[feature] ?? 0);
  }
  yield;
  const rows = new Int32Array(starts[size] ?? 0);
  const weights = new Float32Array(rows.length);
  const next = starts.slice();
  for (const [row, body] of bodies.entries()) {
    const held = K1 * (1 - B + (B * (lengths[row] ?? 0)) / mean);
    for (const [feature, times] of body) {
      const k = next[feature] ?? 0;
      next[feature] = k + 1;
      rows[k] = row;
      weights[k] = ((most[feature] ?? 0) * times) / (times + held);
    }
    if (row % 50 === 49) yield;
  }
  return { starts, rows, weights, most };
}
