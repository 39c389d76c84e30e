import { matrix, type Matrix } from './matrix.ts';
import { softmaxGroups } from './softmax.ts';

/**
 * The matrix products behind all heavy computation. A port: the pure TypeScript implementation
 * below is the reference and runs everywhere; `adapters/onnx` is the fast one. Results are new
 * arrays that the caller may keep and change. Float32 in, float32 out.
 */
export interface MatrixOps {
  readonly name: string;

  /**
   * a·b.
   * @throws RangeError unless a.cols = b.rows
   */
  gemm(a: Matrix, b: Matrix): Promise<Matrix>;

  /**
   * aᵀ·b, without a transposed copy.
   * @throws RangeError unless a.rows = b.rows
   */
  gemmTransposed(a: Matrix, b: Matrix): Promise<Matrix>;

  /**
   * Softmax of x·w + bias over each of `groups` equal runs of columns: one run for a plain head, K
   * for K sampled heads.
   * @param x records, n × d
   * @param w weights, d × (groups · c)
   * @param bias groups · c values
   * @returns n × (groups · c) probabilities; each run of c sums to 1
   * @throws RangeError if the shapes do not fit
   */
  scorePool(x: Matrix, w: Matrix, bias: Float32Array, groups?: number): Promise<Matrix>;

  /**
   * The logistic function of x·w + bias: independent probabilities of several labels.
   * @param x records, n × d
   * @param w weights, d × c
   * @param bias c values
   * @returns n × c probabilities
   * @throws RangeError if the shapes do not fit
   */
  scoreLabels(x: Matrix, w: Matrix, bias: Float32Array): Promise<Matrix>;

  /** Frees native memory. The object is unusable afterwards. */
  close(): Promise<void>;
}

/**
 * The reference implementation: one thread, float64 accumulation, the same bits on every platform.
 */
export const typeScriptOps: MatrixOps = {
  name: 'typescript',
  gemm: async (a, b) => {
    checkGemm(a, b);
    return matrix(
      a.rows,
      b.cols,
      multiply(a.data, a.rows, a.cols, b.data, b.cols, new Float32Array(a.rows * b.cols)),
    );
  },
  gemmTransposed: async (a, b) => {
    checkGemmTransposed(a, b);
    const sum = multiplyTransposed(a.data, a.rows, a.cols, b.data, b.cols);
    return matrix(a.cols, b.cols, Float32Array.from(sum));
  },
  scorePool: async (x, w, bias, groups = 1) => {
    checkScorePool(x, w, bias, groups);
    const scores = new Float32Array(x.rows * w.cols);
    multiply(x.data, x.rows, x.cols, w.data, w.cols, scores, bias);
    softmaxGroups(scores, w.cols / groups);
    return matrix(x.rows, w.cols, scores);
  },
  scoreLabels: async (x, w, bias) => {
    checkScorePool(x, w, bias, 1);
    const scores = new Float32Array(x.rows * w.cols);
    multiply(x.data, x.rows, x.cols, w.data, w.cols, scores, bias);
    for (let i = 0; i < scores.length; i++) scores[i] = 1 / (1 + Math.exp(-scores[i]!));
    return matrix(x.rows, w.cols, scores);
  },
  close: async () => {},
};

/** @throws RangeError unless a·b exists. */
export function checkGemm(a: Matrix, b: Matrix): void {
  if (a.cols !== b.rows) throw new RangeError(`gemm: ${shape(a)} does not fit ${shape(b)}`);
}

/** @throws RangeError unless aᵀ·b exists. */
export function checkGemmTransposed(a: Matrix, b: Matrix): void {
  if (a.rows !== b.rows) {
    throw new RangeError(`gemmTransposed: ${shape(a)} transposed does not fit ${shape(b)}`);
  }
}

/** @throws RangeError unless x·w + bias in `groups` equal runs of columns exists. */
export function checkScorePool(x: Matrix, w: Matrix, bias: Float32Array, groups: number): void {
  if (x.cols !== w.rows) throw new RangeError(`scorePool: ${shape(x)} does not fit ${shape(w)}`);
  if (bias.length !== w.cols) {
    throw new RangeError(`scorePool: ${w.cols} columns need as many biases, got ${bias.length}`);
  }
  if (!(Number.isInteger(groups) && groups > 0 && w.cols % groups === 0)) {
    throw new RangeError(`scorePool: ${w.cols} columns cannot be ${groups} equal groups`);
  }
}

const shape = (m: Matrix): string => `${m.rows} × ${m.cols}`;

/**
 * out = a·b (+ bias in every row); a is n × d, b is d × m. Products and sums are float64 for any
 * array type. Computes two rows by four columns at a time: eight sums stay in registers for six
 * values read, and four packed columns of b stay in the L1 cache for the whole pass over a.
 */
export function multiply<Out extends Float32Array | Float64Array>(
  a: Float32Array | Float64Array,
  n: number,
  d: number,
  b: Float32Array | Float64Array,
  m: number,
  out: Out,
  bias?: Float32Array | Float64Array,
): Out {
  const panels = (m + 3) >> 2;
  const packed = packPanels(b, d, m);
  // 64 rows of a (96 kB at 384 columns) are read once from memory and then once per panel from
  // cache.
  for (let block = 0; block < n; block += 64) {
    const end = Math.min(n, block + 64);
    for (let panel = 0; panel < panels; panel++) {
      const width = Math.min(4, m - panel * 4);
      const from = panel * d * 4;
      for (let i = block; i < end; i += 2) {
        const second = i + 1 < end ? d : 0;
        let s00 = 0, s01 = 0, s02 = 0, s03 = 0; // prettier-ignore
        let s10 = 0, s11 = 0, s12 = 0, s13 = 0; // prettier-ignore
        for (let k = 0, p = i * d, q = from; k < d; k++, p++, q += 4) {
          const x = a[p]!;
          const y = a[p + second]!;
          const b0 = packed[q]!;
          const b1 = packed[q + 1]!;
          const b2 = packed[q + 2]!;
          const b3 = packed[q + 3]!;
          s00 += x * b0;
          s01 += x * b1;
          s02 += x * b2;
          s03 += x * b3;
          s10 += y * b0;
          s11 += y * b1;
          s12 += y * b2;
          s13 += y * b3;
        }
        put(out, i * m + panel * 4, width, s00, s01, s02, s03);
        if (second > 0) put(out, (i + 1) * m + panel * 4, width, s10, s11, s12, s13);
      }
    }
  }
  if (bias) for (let i = 0, p = 0; i < n; i++) for (let j = 0; j < m; j++, p++) out[p]! += bias[j]!;
  return out;
}

/**
 * aᵀ·b in float64; a is n × d, b is n × m, the result d × m. Four rows at a time, like `multiply`.
 */
export function multiplyTransposed(
  a: Float32Array | Float64Array,
  n: number,
  d: number,
  b: Float32Array | Float64Array,
  m: number,
): Float64Array {
  const out = new Float64Array(d * m);
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    const a0 = i * d;
    const b0 = i * m;
    for (let j = 0; j < m; j++) {
      const p = b[b0 + j]!;
      const q = b[b0 + m + j]!;
      const r = b[b0 + 2 * m + j]!;
      const s = b[b0 + 3 * m + j]!;
      if (p === 0 && q === 0 && r === 0 && s === 0) continue;
      for (let k = 0, x = a0, o = j; k < d; k++, x++, o += m) {
        out[o]! += a[x]! * p + a[x + d]! * q + a[x + 2 * d]! * r + a[x + 3 * d]! * s;
      }
    }
  }
  for (let i = whole; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const p = b[i * m + j]!;
      for (let k = 0, x = i * d, o = j; k < d; k++, x++, o += m) out[o]! += a[x]! * p;
    }
  }
  return out;
}

/** b (d × m) as runs of four columns, each run row-major and padded with zeros. */
function packPanels(b: Float32Array | Float64Array, d: number, m: number): Float64Array {
  const packed = new Float64Array(((m + 3) >> 2) * d * 4);
  for (let k = 0, p = 0; k < d; k++) {
    for (let j = 0; j < m; j++, p++) packed[(j >> 2) * d * 4 + k * 4 + (j & 3)] = b[p]!;
  }
  return packed;
}

function put(
  out: Float32Array | Float64Array,
  at: number,
  width: number,
  s0: number,
  s1: number,
  s2: number,
  s3: number,
): void {
  out[at] = s0;
  if (width > 1) out[at + 1] = s1;
  if (width > 2) out[at + 2] = s2;
  if (width > 3) out[at + 3] = s3;
}
