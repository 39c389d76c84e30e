/** Eigenvalues in descending order, and the eigenvectors as the columns of a row-major n × n matrix. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const SWEEPS = 60;

/**
 * All eigenpairs of a symmetric matrix: Householder reduction to tridiagonal form, then QL
 * iterations with Wilkinson's shift (Golub & Van Loan, *Matrix Computations*, §8.3). O(n³), a tenth
 * of a second at n = 266.
 *
 * @param a row-major n × n; only the lower triangle is read, and nothing is modified
 * @throws Error if an eigenvalue does not converge, which a NaN in the matrix causes
 */
export function symmetricEigen(a: Float64Array, n: number): Eigen {
  const { diagonal, below, q } = tridiagonalise(a, n);
  diagonalise(diagonal, below, q, n);
  const order = Int32Array.from(diagonal.keys()).sort((i, j) => diagonal[j]! - diagonal[i]!);
  const vectors = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    // The rotations stored the eigenvectors as rows, for contiguous memory access.
    for (let i = 0; i < n; i++) vectors[i * n + j] = q[order[j]! * n + i]!;
  }
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** below[i] couples i and i + 1; the last is 0. */
  readonly below: Float64Array;
  /** Row i is the i-th basis vector: a = qᵀ · tridiagonal · q. */
  readonly q: Float64Array;
}

function tridiagonalise(a: Float64Array, n: number): Tridiagonal {
  const m = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) m[i * n + j] = m[j * n + i] = a[i * n + j]!;
  }
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k + 1 < n; k++) {
    const norm = reflector(m, n, k, v);
    below[k] = norm;
    if (norm === 0) continue;
    if (k + 2 < n) {
      reflectBothSides(m, n, k + 1, v, p);
      reflectRows(q, n, k + 1, v, p);
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = m[i * n + i]!;
  return { diagonal, below, q };
}

/**
 * The unit vector v (zero up to k) whose reflection I − 2vvᵀ maps the part of column k below the
 * diagonal to a multiple of the first axis; returns that multiple. The last column needs no
 * reflection.
 */
function reflector(m: Float64Array, n: number, k: number, v: Float64Array): number {
  if (k + 2 === n) return m[(k + 1) * n + k]!;
  let squares = 0;
  for (let i = k + 1; i < n; i++) squares += (v[i] = m[i * n + k]!) ** 2;
  const norm = Math.sqrt(squares);
  if (norm === 0) {
    v.fill(0, k + 1);
    return 0;
  }
  const first = v[k + 1]!;
  const image = first > 0 ? -norm : norm;
  v[k + 1] = first - image;
  const length = Math.sqrt(2 * (squares - first * image));
  for (let i = k + 1; i < n; i++) v[i]! /= length;
  return image;
}

/** m ← H m H on rows and columns ≥ from, as the rank-two update m − 2vwᵀ − 2wvᵀ. */
function reflectBothSides(
  m: Float64Array,
  n: number,
  from: number,
  v: Float64Array,
  w: Float64Array,
): void {
  let projection = 0;
  for (let i = from; i < n; i++) {
    let sum = 0;
    for (let j = from; j < n; j++) sum += m[i * n + j]! * v[j]!;
    w[i] = sum;
    projection += sum * v[i]!;
  }
  for (let i = from; i < n; i++) w[i]! -= projection * v[i]!;
  for (let i = from; i < n; i++) {
    const vi = 2 * v[i]!;
    const wi = 2 * w[i]!;
    for (let j = from; j < n; j++) m[i * n + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** q ← H q, on rows ≥ from. */
function reflectRows(
  q: Float64Array,
  n: number,
  from: number,
  v: Float64Array,
  sums: Float64Array,
): void {
  sums.fill(0);
  for (let i = from; i < n; i++) {
    const vi = v[i]!;
    for (let j = 0; j < n; j++) sums[j]! += vi * q[i * n + j]!;
  }
  for (let i = from; i < n; i++) {
    const vi = 2 * v[i]!;
    for (let j = 0; j < n; j++) q[i * n + j]! -= vi * sums[j]!;
  }
}

/** Implicit QL: chases `below` to zero; `diagonal` becomes the eigenvalues, the rows of q their vectors. */
function diagonalise(
  diagonal: Float64Array,
  below: Float64Array,
  q: Float64Array,
  n: number,
): void {
  let least = 0;
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; ; sweep++) {
      const high = firstSmall(diagonal, below, low, least);
      if (high === low) break;
      if (sweep === SWEEPS) {
        if (least !== 0) throw new Error('symmetricEigen: no convergence; is there a NaN?');
        // The eigenvalues near 0 of a matrix without full rank do not decouple relative to their own
        // size, only to the rounding of the whole matrix. Not used before: stored vectors of
        // earlier versions must come out the same.
        least = Number.EPSILON * norm(diagonal, below);
        sweep = 0;
      }
      sweepUp(diagonal, below, q, n, low, high);
    }
  }
}

/** The largest sum of magnitudes of a row. */
function norm(diagonal: Float64Array, below: Float64Array): number {
  return diagonal.reduce((largest, value, i) => {
    const row = Math.abs(value) + Math.abs(below[i]!) + Math.abs(below[i - 1] ?? 0);
    return Math.max(largest, row);
  }, 0);
}

/**
 * The first index ≥ low that is decoupled from the next.
 * @param least magnitude below which a coupling counts as 0
 */
function firstSmall(
  diagonal: Float64Array,
  below: Float64Array,
  low: number,
  least: number,
): number {
  let high = low;
  for (; high + 1 < diagonal.length; high++) {
    const scale = Math.abs(diagonal[high]!) + Math.abs(diagonal[high + 1]!);
    if (Math.abs(below[high]!) <= Math.max(Number.EPSILON * scale, least)) break;
  }
  return high;
}

function sweepUp(
  diagonal: Float64Array,
  below: Float64Array,
  q: Float64Array,
  n: number,
  low: number,
  high: number,
): void {
  const half = (diagonal[low + 1]! - diagonal[low]!) / (2 * below[low]!);
  const root = Math.hypot(half, 1);
  const shift = diagonal[low]! - below[low]! / (half + (half < 0 ? -root : root));
  let bulge = diagonal[high]! - shift;
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = sine * below[i]!;
    const b = cosine * below[i]!;
    const radius = Math.hypot(f, bulge);
    below[i + 1] = radius;
    if (radius === 0) {
      diagonal[i + 1]! -= carried;
      below[high] = 0;
      return;
    }
    sine = f / radius;
    cosine = bulge / radius;
    const g = diagonal[i + 1]! - carried;
    const t = (diagonal[i]! - g) * sine + 2 * cosine * b;
    carried = sine * t;
    diagonal[i + 1] = g + carried;
    bulge = cosine * t - b;
    rotateRows(q, n, i, cosine, sine);
  }
  diagonal[low]! -= carried;
  below[low] = bulge;
  below[high] = 0;
}

function rotateRows(q: Float64Array, n: number, i: number, cosine: number, sine: number): void {
  const upper = i * n;
  const lower = upper + n;
  for (let k = 0; k < n; k++) {
    const x = q[upper + k]!;
    const y = q[lower + k]!;
    q[lower + k] = sine * x + cosine * y;
    q[upper + k] = cosine * x - sine * y;
  }
}
