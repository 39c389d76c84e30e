/**
 * g += xᵀ·y over the rows from ≤ row < to of two row-major matrices of k columns, in float64: lower triangle
 * only, since in every use here the whole is symmetric. Four rows at a time, to touch g a quarter as often.
 */
export function gram(
  x: Float32Array,
  y: Float32Array,
  k: number,
  from: number,
  to: number,
  g: Float64Array,
): void {
  const rows = [0, 1, 2, 3].map(() => new Float64Array(k));
  const [y0, y1, y2, y3] = rows as [Float64Array, Float64Array, Float64Array, Float64Array];
  for (let row = from; row < to; row += 4) {
    const count = Math.min(4, to - row);
    for (let r = 0; r < 4; r++) {
      if (r < count) rows[r]!.set(y.subarray((row + r) * k, (row + r + 1) * k));
      else rows[r]!.fill(0);
    }
    const p0 = row * k;
    const p1 = count > 1 ? p0 + k : p0;
    const p2 = count > 2 ? p0 + 2 * k : p0;
    const p3 = count > 3 ? p0 + 3 * k : p0;
    for (let i = 0; i < k; i++) {
      const x0 = x[p0 + i]!;
      const x1 = x[p1 + i]!;
      const x2 = x[p2 + i]!;
      const x3 = x[p3 + i]!;
      const o = i * k;
      for (let j = 0; j <= i; j++)
        g[o + j]! += x0 * y0[j]! + x1 * y1[j]! + x2 * y2[j]! + x3 * y3[j]!;
    }
  }
}

/**
 * Rows from ≤ row < to of out = x·m, for row-major x (rows × k) and m (k × width). `out` may be x itself
 * when width = k.
 */
export function multiplyDense(
  x: Float32Array,
  k: number,
  m: Float64Array,
  width: number,
  out: Float32Array,
  from: number,
  to: number,
): void {
  const sum = new Float64Array(width);
  for (let row = from; row < to; row++) {
    const p = row * k;
    sum.fill(0);
    let i = 0;
    for (; i + 3 < k; i += 4) {
      const x0 = x[p + i]!;
      const x1 = x[p + i + 1]!;
      const x2 = x[p + i + 2]!;
      const x3 = x[p + i + 3]!;
      const o0 = i * width;
      const o1 = o0 + width;
      const o2 = o1 + width;
      const o3 = o2 + width;
      for (let j = 0; j < width; j++) {
        sum[j]! += x0 * m[o0 + j]! + x1 * m[o1 + j]! + x2 * m[o2 + j]! + x3 * m[o3 + j]!;
      }
    }
    for (; i < k; i++) {
      const xi = x[p + i]!;
      const o = i * width;
      for (let j = 0; j < width; j++) sum[j]! += xi * m[o + j]!;
    }
    out.set(sum, row * width);
  }
}

/** A pivot below this share of its diagonal belongs to a direction that float32 cannot tell from the others. */
const DEPENDENT = 1e-11;

/**
 * For a Gram matrix g = yᵀy the upper triangular r⁻¹ with y·r⁻¹ orthonormal (Cholesky QR). Columns that depend
 * on the earlier ones become zero, so a matrix of lower rank gives zero columns and no noise.
 *
 * @param g row-major k × k, lower triangle read.
 */
export function choleskyInverse(g: Float64Array, k: number): Float64Array {
  const l = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = g[i * k + j]!;
      for (let p = 0; p < j; p++) sum -= l[i * k + p]! * l[j * k + p]!;
      if (j < i) l[i * k + j] = l[j * k + j] === 0 ? 0 : sum / l[j * k + j]!;
      else l[i * k + i] = sum > DEPENDENT * g[i * k + i]! ? Math.sqrt(sum) : 0;
    }
  }
  // r = lᵀ; column j of r⁻¹ is row j of l⁻¹, by forward substitution.
  const inverse = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    if (l[j * k + j] === 0) continue;
    inverse[j * k + j] = 1 / l[j * k + j]!;
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let p = i; p < j; p++) sum += l[j * k + p]! * inverse[i * k + p]!;
      inverse[i * k + j] = -sum / l[j * k + j]!;
    }
  }
  return inverse;
}
