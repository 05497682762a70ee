/** A way from long vectors to short ones that keeps most of how texts differ. */
export interface Reduction {
  readonly mean: Float64Array;
  /** One row for each number of the short vectors, of length 1 and at right angles to each other. */
  readonly axes: readonly Float64Array[];
}

const ITERATIONS = 120;

/**
 * Principal components of vectors of `size` numbers, by orthogonal iteration on their covariance (Golub and Van Loan,
 * Matrix Computations, 8.2.4). The largest come first.
 */
export function principal(vectors: readonly Float32Array[], size: number, count: number): Reduction {
  const mean = meanOf(vectors, size);
  const covariance = covarianceOf(vectors, mean);
  let axes: Float64Array[] = Array.from({ length: count }, (_, k) => {
    // Anything will do to begin with that is not at right angles to what is looked for.
    return Float64Array.from({ length: size }, (_, i) => Math.cos((i + 1) * (k + 1)));
  });
  for (let round = 0; round < ITERATIONS; round++) {
    axes = axes.map((axis) => times(covariance, axis));
    orthonormalise(axes);
  }
  return { mean, axes };
}

/** The short vector of a long one. */
export function reduce({ mean, axes }: Reduction, vector: Float32Array): Float32Array {
  return Float32Array.from(axes, (axis) => {
    let sum = 0;
    for (let i = 0; i < axis.length; i++) sum += (axis[i] ?? 0) * ((vector[i] ?? 0) - (mean[i] ?? 0));
    return sum;
  });
}

function meanOf(vectors: readonly Float32Array[], size: number): Float64Array {
  const mean = new Float64Array(size);
  for (const vector of vectors) {
    for (let i = 0; i < size; i++) mean[i] = (mean[i] ?? 0) + (vector[i] ?? 0) / vectors.length;
  }
  return mean;
}

function covarianceOf(vectors: readonly Float32Array[], mean: Float64Array): Float64Array[] {
  const size = mean.length;
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  const centred = new Float64Array(size);
  for (const vector of vectors) {
    for (let i = 0; i < size; i++) centred[i] = (vector[i] ?? 0) - (mean[i] ?? 0);
    for (const [i, row] of rows.entries()) {
      const factor = centred[i] ?? 0;
      for (let j = 0; j <= i; j++) row[j] = (row[j] ?? 0) + factor * (centred[j] ?? 0);
    }
  }
  for (const [i, row] of rows.entries()) {
    for (let j = i + 1; j < size; j++) row[j] = rows[j]?.[i] ?? 0;
  }
  return rows;
}

function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Modified Gram–Schmidt, in place. */
function orthonormalise(axes: readonly Float64Array[]): void {
  for (const [k, axis] of axes.entries()) {
    for (const before of axes.slice(0, k)) {
      const along = dot(before, axis);
      for (let i = 0; i < axis.length; i++) axis[i] = (axis[i] ?? 0) - along * (before[i] ?? 0);
    }
    const length = Math.sqrt(dot(axis, axis));
    for (let i = 0; i < axis.length; i++) axis[i] = (axis[i] ?? 0) / length;
  }
}
